package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

const joinPath = "/join"

func (s *Server) getJoin(c echo.Context) error {
	return s.render(c, http.StatusOK, "join/show", s.joinView(c, nil))
}

// postJoin sets a password of one's own. It says the user name, which is what the person signs in with from now on.
func (s *Server) postJoin(c echo.Context) error {
	f := s.form(c)
	staff, err := s.Org.Join(c.Request().Context(), f.Get("code"), org.NewPassword{Password: f.Get("password"), Again: f.Get("again")})
	if err != nil {
		return s.invalid(c, "join/show", s.joinView(c, err), err)
	}
	if err := s.flash(c, "join.done", "user", staff.UserName); err != nil {
		return err
	}
	return s.redirect(c, signInPath)
}

func (s *Server) joinView(c echo.Context, err error) *passwordForm {
	v := &passwordForm{Page: s.page(c), Key: s.keyField(newFormKey()), Go: web.Button{Label: s.Texts.T("join.go")}}
	v.Fields = append([]web.Field{s.codeField("join.code", err)}, s.passwordFields(err)...)
	return v
}
