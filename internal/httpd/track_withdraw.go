package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/web"
)

const trackWithdrawPath = trackCasePath + "/withdraw"

// withdrawView asks once more before a report is taken back.
type withdrawView struct {
	Page
	Number string
	Reason web.Field
	Key    string
	Go     web.Button
}

func (s *Server) withdrawView(c echo.Context, p *lead.Public, err error) *withdrawView {
	v := &withdrawView{
		Page: s.page(c), Number: p.Number, Key: s.keyField(newFormKey()),
		Reason: web.Field{
			Kind: "textarea", Name: "reason", Label: s.Texts.T("track.withdraw.reason"), Rows: 3, Optional: true, Error: s.fieldError(err, "reason"),
		},
		Go: web.Button{Label: s.Texts.T("track.withdraw.go"), Look: "warning"},
	}
	if f := s.form(c); f != nil {
		v.Reason.Value = f.Get("reason")
	}
	v.Back = trackCasePath
	return v
}

// getTrackWithdraw is the confirm page; of what cannot be taken back any more the case itself says how it stands.
func (s *Server) getTrackWithdraw(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	if !p.CanWithdraw {
		return s.redirect(c, trackCasePath)
	}
	return s.render(c, http.StatusOK, "track/withdraw", s.withdrawView(c, p, nil))
}

func (s *Server) postTrackWithdraw(c echo.Context) error {
	p, err := s.trackedCase(c)
	if err != nil || p == nil {
		return orTrack(s, c, err)
	}
	err = s.Leads.Withdraw(c.Request().Context(), p.ID, s.form(c).Get("reason"))
	switch {
	case errs.Is(err, errs.Invalid):
		return s.invalid(c, "track/withdraw", s.withdrawView(c, p, err), err)
	case err != nil:
		return s.trackAgain(c, err)
	}
	if err := s.flash(c, "track.thanks.withdraw"); err != nil {
		return err
	}
	return s.redirect(c, trackCasePath)
}
