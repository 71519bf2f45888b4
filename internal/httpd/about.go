package httpd

import (
	"context"

	"github.com/labstack/echo/v4"

	"sunlead/web"
)

const (
	beforePath        = "/before"
	privacyPath       = "/privacy"
	accessibilityPath = "/accessibility"
)

// aboutView is a page of plain words.
type aboutView struct {
	Page
	CallNote  string
	Years     string // how long contacts are kept
	SMS       bool   // a gateway sends short messages
	Unread    bool   // no native reader has signed off the Uyghur sentences
	Others    []string
	Note      string // "" once every number is signed off
	Elsewhere []web.SummaryRow
	Start     web.Button
}

// elsewhere is what this service cannot handle, and where to go with it.
var elsewhere = []string{"kindergarten", "senior", "exam", "training", "court", "work"}

// getBefore says what can be handled and what cannot, and who else listens.
func (s *Server) getBefore(c echo.Context) error {
	return s.renderSame(c, "about/before", "", func(string) (pager, error) { return s.beforeView(c), nil })
}

func (s *Server) beforeView(c echo.Context) *aboutView {
	v := s.aboutView(c)
	for _, id := range elsewhere {
		v.Elsewhere = append(v.Elsewhere, web.SummaryRow{Key: v.T("before.not." + id), Value: v.T("before.not." + id + ".go")})
	}
	v.Start = web.Button{Label: v.T("before.start")}
	return v
}

func (s *Server) getPrivacy(c echo.Context) error {
	return s.renderSame(c, "about/privacy", "", func(string) (pager, error) { return s.privacyView(c), nil })
}

func (s *Server) privacyView(c echo.Context) *aboutView {
	v := s.aboutView(c)
	v.Years, v.SMS = s.retentionWords(c.Request().Context()), s.Leads.SMS
	return v
}

func (s *Server) getAccessibility(c echo.Context) error {
	return s.renderSame(c, "about/accessibility", "", func(string) (pager, error) { return s.accessibilityView(c), nil })
}

func (s *Server) accessibilityView(c echo.Context) *aboutView {
	v := s.aboutView(c)
	v.Unread = !web.Reviewed("ug")
	return v
}

func (s *Server) aboutView(c echo.Context) *aboutView {
	ctx := c.Request().Context()
	v := &aboutView{Page: s.page(c), CallNote: s.callNote(ctx)}
	v.Back = "/"
	v.Others, v.Note = s.otherWays(ctx)
	return v
}

// retentionWords says for how many years contacts are kept: provisional until it is signed off, and nothing promised
// before anybody has said it.
func (s *Server) retentionWords(ctx context.Context) string {
	v := s.Settings.Value("retention")
	if v.Blank() {
		return s.Texts.T("privacy.keep.unset")
	}
	return s.Texts.T("privacy.keep", "years", v.Number, "provisional", s.provisional(ctx, "retention"))
}
