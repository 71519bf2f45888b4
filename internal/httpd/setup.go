package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

const setupPath = "/setup"

// passwordForm is a public page that ends with a password of one's own: /setup and /join.
type passwordForm struct {
	Page
	Key    string
	Fields []web.Field
	Go     web.Button
}

// getSetup shows the form while there is no account; afterwards there is no such page.
func (s *Server) getSetup(c echo.Context) error {
	fresh, err := s.Org.Fresh(c.Request().Context())
	if err != nil {
		return err
	}
	if !fresh {
		return errs.New(errs.NotFound, "error.404.text")
	}
	return s.render(c, http.StatusOK, "setup/show", s.setupView(c, nil))
}

func (s *Server) postSetup(c echo.Context) error {
	f, ctx := s.form(c), c.Request().Context()
	err := s.Org.SetUp(ctx, org.Setup{
		Token: f.Get("code"), UserName: f.Get("user"), DisplayName: f.Get("name"),
		NewPassword: org.NewPassword{Password: f.Get("password"), Again: f.Get("again")},
	})
	if errs.Is(err, errs.Invalid) && s.setUpBefore(c) {
		err = nil
	}
	if err != nil {
		return s.invalid(c, "setup/show", s.setupView(c, err), err)
	}
	if err := s.flash(c, "setup.done"); err != nil {
		return err
	}
	return s.redirect(c, signInPath)
}

// setUpBefore tells a second click from a wrong token: the account it asks for is there, with this password.
func (s *Server) setUpBefore(c echo.Context) bool {
	f, ctx := s.form(c), c.Request().Context()
	if fresh, err := s.Org.Fresh(ctx); fresh || err != nil {
		return false
	}
	_, err := s.Org.SignIn(ctx, f.Get("user"), f.Get("password"))
	return err == nil
}

func (s *Server) setupView(c echo.Context, err error) *passwordForm {
	v := &passwordForm{Page: s.page(c), Key: s.keyField(newFormKey()), Go: web.Button{Label: s.Texts.T("setup.go")}}
	v.Fields = append(v.Fields,
		s.codeField("setup.code", err),
		web.Field{Name: "user", Label: v.T("signin.user"), Hint: v.T("admin.users.user.hint"), Autocomplete: "username", Autocapitalize: "none"},
		web.Field{Name: "name", Label: v.T("admin.users.display"), Hint: v.T("admin.users.display.hint")},
	)
	if err != nil {
		s.keepTyped(c, v.Fields[1:], err)
	}
	v.Fields = append(v.Fields, s.passwordFields(err)...)
	return v
}

// keepTyped gives back what was typed into the fields, each with what is wrong with it.
func (s *Server) keepTyped(c echo.Context, list []web.Field, err error) {
	f := s.form(c)
	for i := range list {
		list[i].Value, list[i].Values, list[i].Error = f.Get(list[i].Name), f.All(list[i].Name), s.fieldError(err, list[i].Name)
	}
}

// codeField asks for a code. It is not given back: what is wrong in 28 letters nobody finds by looking.
func (s *Server) codeField(label string, err error) web.Field {
	return web.Field{
		Name: "code", Label: s.Texts.T(label), Hint: s.Texts.T(label + ".hint"), Autocomplete: "one-time-code", Autocapitalize: "characters",
		Error: s.fieldError(err, "code"),
	}
}

// passwordFields ask for a new password, twice. What was typed is never given back.
func (s *Server) passwordFields(err error) []web.Field {
	list := []web.Field{
		{Name: "password", Label: s.Texts.T("password.new"), Hint: s.Texts.T("password.hint")},
		{Name: "again", Label: s.Texts.T("password.again")},
	}
	for i := range list {
		list[i].Type, list[i].Autocomplete, list[i].Error = "password", "new-password", s.fieldError(err, list[i].Name)
	}
	return list
}
