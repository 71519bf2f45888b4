package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/lead"
	"sunlead/web"
)

const trackErasePath = trackCasePath + "/erase"

// eraseView asks once more before a contact is deleted.
type eraseView struct {
	Page
	Number string
	Key    string
	Go     web.Button
}

func (s *Server) eraseView(c echo.Context, p *lead.Public) *eraseView {
	v := &eraseView{
		Page: s.page(c), Number: p.Number, Key: s.keyField(newFormKey()), Go: web.Button{Label: s.Texts.T("track.erase.go"), Look: "warning"},
	}
	v.Back = trackCasePath
	return v
}

func (s *Server) getTrackErase(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	if !p.CanErase {
		return s.redirect(c, trackCasePath)
	}
	return s.render(c, http.StatusOK, "track/erase", s.eraseView(c, p))
}

func (s *Server) postTrackErase(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	if err := s.Leads.Erase(c.Request().Context(), p.ID); err != nil {
		return s.trackAgain(c, err)
	}
	if err := s.flash(c, "track.thanks.erase"); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}
