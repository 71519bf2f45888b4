package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/vault"
	"sunlead/web"
)

const smsPath = "/admin/sms"

// smsView lists what the demo would have sent.
type smsView struct {
	Page
	Sent []web.SummaryRow
}

// adminSMS shows the short messages of the demo, whose phones are nobody's. An installation has no such page: its
// messages are kept nowhere.
func (s *Server) adminSMS(c echo.Context) error {
	if s.Sink == nil {
		return errs.New(errs.NotFound, "error.404.text")
	}
	v := &smsView{Page: s.page(c)}
	for _, m := range s.Sink.Sent() {
		v.Sent = append(v.Sent, web.SummaryRow{Key: vault.Mask(m.To), Value: m.Text})
	}
	return s.render(c, http.StatusOK, "admin/sms", v)
}
