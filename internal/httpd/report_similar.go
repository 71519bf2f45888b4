package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/publish"
	"sunlead/web"
)

const reportSimilarPath = "/report/similar"

// similarView shows what was answered in public on the same school and topic (domain rule 1.7). It says nothing of
// reports: not how many, not whether there are any.
type similarView struct {
	Page
	Preview bool
	Stopped bool // the parent has read enough for now
	Key     string
	Entry   entry
	GoOn    web.Button
}

// similar is the public answer to the report's school and topic.
func (s *Server) similar(c echo.Context, u *unsent) (publish.Publication, bool) {
	return s.onShelf(c.Request().Context()).Response(u.SchoolID, u.Category)
}

// showsSimilar reports that the public answer is to be shown now: once, after the parent has written what happened. It
// is noted in the report that it was, so that a browser without cookies sees it once, too.
func (s *Server) showsSimilar(c echo.Context, u *unsent) bool {
	if next := firstOpen(u.Report); next != nil && next.step <= reportWhat.step {
		return false
	}
	p, ok := s.similar(c, u)
	if !ok || p.ID == u.Similar {
		return false
	}
	u.Similar = p.ID
	return true
}

// getReportSimilar is for who reloads the page; without an answer the report goes on.
func (s *Server) getReportSimilar(c echo.Context) error {
	u, err := s.opened(c)
	if err != nil || u.receipt != nil {
		return s.lostReceipt(c, u, err)
	}
	return s.showSimilar(c, u)
}

func (s *Server) showSimilar(c echo.Context, u *unsent) error {
	p, ok := s.similar(c, u)
	if !ok {
		return s.goOn(c, u)
	}
	v := s.similarView(c, &p)
	v.Key, v.Back = s.keyField(u.Key), reportWhat.path
	return s.render(c, http.StatusOK, "report/similar", v)
}

func (s *Server) similarView(c echo.Context, p *publish.Publication) *similarView {
	return &similarView{Page: s.page(c), Entry: s.entry(p), GoOn: web.Button{Label: s.Texts.T("similar.go_on")}}
}

// postReportSimilar goes on with the parent's own report, or says that it waits for them.
func (s *Server) postReportSimilar(c echo.Context) error {
	u, err := s.posted(c)
	if err != nil {
		return s.otherBody(c, err, "")
	}
	if s.form(c).Get("stop") == "" {
		return s.goOn(c, u)
	}
	v := &similarView{Page: s.page(c), Stopped: true, Key: s.keyField(u.Key), GoOn: web.Button{Label: s.Texts.T("similar.go_on")}}
	return s.render(c, http.StatusOK, "report/similar", v)
}

func (s *Server) previewSimilar(c echo.Context, p *publish.Publication) error {
	v := s.similarView(c, p)
	v.Preview = true
	return s.render(c, http.StatusOK, "report/similar", v)
}
