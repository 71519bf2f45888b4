package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

// homes is where a day begins: the first page that the actor's seat opens.
var homes = []struct {
	perm org.Permission
	path string
}{
	{org.Desk, "/desk"},
	{org.Dashboard, "/city"},
	{org.ReadNotices, "/ji"},
	{org.ManageUsers, "/admin/users"},
	{org.ReadCases, "/cases"},
}

func home(a org.Actor) string {
	for _, h := range homes {
		if a.Can(h.perm) {
			return h.path
		}
	}
	return "/"
}

// signInView is the page that asks who somebody is.
type signInView struct {
	Page
	Account  web.Field
	Password web.Field
	Next     string
	Go       web.Button
}

func (s *Server) getSignIn(c echo.Context) error {
	a, err := s.resume(c)
	switch {
	case err == nil:
		return s.redirect(c, s.after(a, s.query(c).Get("next")))
	case !errs.Is(err, errs.Unauthenticated):
		return err
	}
	return s.render(c, http.StatusOK, "signin/show", s.signInView(c, "", s.query(c).Get("next"), nil))
}

// postSignIn needs no form key: it stores nothing of what was sent, and another site's form does not get here.
func (s *Server) postSignIn(c echo.Context) error {
	f := s.form(c)
	staff, err := s.Org.SignIn(c.Request().Context(), f.Get("user"), f.Get("password"))
	if err != nil {
		return s.signInAgain(c, err)
	}
	if err := s.signIn(c, staff.Actor()); err != nil {
		return err
	}
	return s.redirect(c, s.after(staff.Actor(), f.Get("next")))
}

// signInAgain shows the page again, the name kept, to who was wrong or came when too many did.
func (s *Server) signInAgain(c echo.Context, err error) error {
	if errs.Is(err, errs.Unauthenticated) {
		err = errs.New(errs.Invalid, "signin.wrong")
	}
	f := s.form(c)
	return s.invalid(c, "signin/show", s.signInView(c, f.Get("user"), f.Get("next"), err), err)
}

func (s *Server) postSignOut(c echo.Context) error {
	if err := s.signOut(c); err != nil {
		return err
	}
	if err := s.flash(c, "signin.out"); err != nil {
		return err
	}
	return s.redirect(c, signInPath)
}

func (s *Server) signInView(c echo.Context, user, next string, err error) *signInView {
	v := &signInView{Page: s.page(c), Next: next, Go: web.Button{Label: s.Texts.T("user.signin")}}
	v.Account = web.Field{
		Name: "user", Label: v.T("signin.user"), Value: user, Autocomplete: "username", Autocapitalize: "none",
	}
	v.Password = web.Field{Name: "password", Label: v.T("signin.password"), Type: "password", Autocomplete: "current-password"}
	if e := errs.As(err); e != nil {
		v.Account.Error = v.Text(e.Text)
	}
	return v
}

// after is where somebody goes who signed in: the page they came for if it is theirs, or their home.
func (s *Server) after(a org.Actor, next string) string {
	if s.opens(a, next) {
		return next
	}
	return home(a)
}

// opens reports that an address is one of our staff pages and the actor's.
func (s *Server) opens(a org.Actor, address string) bool {
	if !ownPath(address) {
		return false
	}
	path, _, _ := strings.Cut(address, "?")
	found := s.echo.NewContext(nil, nil)
	s.echo.Router().Find(get, path, found)
	r, ok := s.find(get, found.Path())
	return ok && r.Perm != org.Public && a.Can(r.Perm)
}
