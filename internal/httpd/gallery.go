package httpd

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

const (
	galleryPath        = "/gallery"
	galleryPicturePath = galleryPath + "/receipt.png"
)

// galleryState is a public page in one of the states it can be in, with fixed values: a line for each.
type galleryState struct {
	name string // in the address
	page string // of pageTable
	view func(*Server, echo.Context) pager
}

// galleryView lists the states; only the demo has it.
type galleryView struct {
	Page
	Pages []galleryPage
}

type galleryPage struct {
	Name  string
	Links []web.Lang // each state, in each language
}

// getGallery is the index: what a parent can meet, for who works on the look.
func (s *Server) getGallery(c echo.Context) error {
	if !s.Demo {
		return errs.New(errs.NotFound, "error.404.text")
	}
	v := &galleryView{Page: s.page(c)}
	for _, g := range galleryStates() {
		links := make([]web.Lang, 0, len(s.tongues))
		for _, tongue := range s.tongues {
			t := tongue.Texts
			links = append(links, web.Lang{Code: t.Lang(), Dir: t.Dir(), Name: t.T("lang.name"), Href: t.URL(galleryPath + "/" + g.name)})
		}
		v.Pages = append(v.Pages, galleryPage{g.name, links})
	}
	return s.render(c, http.StatusOK, "gallery/list", v)
}

// getGalleryState shows one of them as it is shown to a parent, whatever its status would be.
func (s *Server) getGalleryState(c echo.Context) error {
	all := galleryStates()
	i := slices.IndexFunc(all, func(g galleryState) bool { return g.name == c.Param("state") })
	if !s.Demo || i < 0 {
		return errs.New(errs.NotFound, "error.404.text")
	}
	return s.render(c, http.StatusOK, all[i].page, all[i].view(s, c))
}

// getGalleryPicture draws the receipt of the gallery.
func (s *Server) getGalleryPicture(c echo.Context) error {
	if !s.Demo {
		return errs.New(errs.NotFound, "error.404.text")
	}
	return s.sendPicture(c, &lead.Receipt{Code: galleryCode, Number: galleryNumber, Received: galleryDay(6)})
}
