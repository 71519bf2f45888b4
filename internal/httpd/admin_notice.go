package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

const noticePath = "/admin/notice"

type noticeView struct {
	Page
	Fields []web.Field
	Go     web.Button
}

func (s *Server) getNotice(c echo.Context) error {
	n, err := s.Org.StoredNotice(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "admin/notice", s.noticeView(c, n, nil))
}

// postNotice puts the sentence above every public page, or takes it away.
func (s *Server) postNotice(c echo.Context) error {
	n := org.Notice{}
	for _, lang := range org.NoticeLangs() {
		n[lang] = s.form(c).Get("notice_" + lang)
	}
	switch err := s.Org.SetNotice(c.Request().Context(), s.actor(c), n); {
	case errs.Is(err, errs.Invalid):
		return s.invalid(c, "admin/notice", s.noticeView(c, n, err), err)
	case err != nil:
		return err
	}
	if err := s.flash(c, "admin.notice.done"); err != nil {
		return err
	}
	return s.redirect(c, noticePath)
}

func (s *Server) noticeView(c echo.Context, n org.Notice, err error) *noticeView {
	v := &noticeView{Page: s.page(c), Go: web.Button{Label: s.Texts.T("admin.notice.go"), Small: true}}
	for _, lang := range org.NoticeLangs() {
		name := "notice_" + lang
		v.Fields = append(v.Fields, web.Field{
			Name: name, Kind: "textarea", Rows: 2, Small: true, Label: v.T("admin.notice." + lang), Value: n[lang], Optional: lang != "zh", Error: s.fieldError(err, name),
		})
	}
	return v
}
