package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/receipt"
)

const reportPicturePath = "/report/receipt.png"

// getReceiptPicture draws the receipt of this browser, for as long as the page itself can be looked at again. A long press
// saves it. The square leads to the page that asks for the code, and holds none.
func (s *Server) getReceiptPicture(c echo.Context) error {
	key, ok := s.keyCookie(c, cookieReceipt)
	if !ok {
		return errs.New(errs.NotFound, "error.404.text")
	}
	r, err := s.given(c, key)
	if err != nil {
		return err
	}
	if r == nil || r.Code == "" {
		return errs.New(errs.NotFound, "error.404.text")
	}
	return s.sendPicture(c, r)
}

func (s *Server) sendPicture(c echo.Context, r *lead.Receipt) error {
	b, err := receipt.Draw(s.picture(r))
	if err != nil {
		return err
	}
	send(c, http.StatusOK, "image/png", b)
	return nil
}

// picture is the receipt in words and figures.
func (s *Server) picture(r *lead.Receipt) receipt.Picture {
	t := s.Texts.T
	p := receipt.Picture{Title: t("picture.title"), Keep: t("picture.keep"), Rows: []receipt.Row{
		{Label: t("picture.code"), Value: lead.Grouped(r.Code), Large: true},
		{Label: t("picture.number"), Value: r.Number},
		{Label: t("picture.time"), Value: beijing(r.Received, "2006-01-02 15:04")},
	}}
	if s.Hotline != "" {
		p.Rows = append(p.Rows, receipt.Row{Label: t("picture.hotline"), Value: s.Hotline})
	}
	if s.Public != "" {
		p.URL, p.Scan = strings.TrimSuffix(s.Public, "/")+s.Texts.URL(trackPath), t("picture.scan")
	}
	return p
}

// spelled is a 查询码 in the words of its digits, in groups, to be read aloud.
func (s *Server) spelled(code string) string {
	var b strings.Builder
	for i, digit := range code {
		if i > 0 && i%4 == 0 {
			b.WriteString(s.Texts.T("digit.stop"))
		}
		b.WriteString(s.Texts.T("digit." + string(digit)))
	}
	return b.String()
}
