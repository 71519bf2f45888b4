package httpd

import (
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	prefsPath   = "/prefs"
	cookieElder = "elder" // larger type and targets
	prefsLife   = 180 * 24 * time.Hour
	modeElder   = "elder"
)

// postPrefs keeps how somebody likes the pages to look, in their browser alone, and leads back to the page.
func (s *Server) postPrefs(c echo.Context) error {
	f := s.form(c)
	if err := s.setElder(c, f.Get("mode") == modeElder); err != nil {
		return err
	}
	at := f.Get("at")
	if page, _, _ := strings.Cut(at, "?"); !ownPath(at) || !s.has(page) {
		at = "/"
	}
	return s.redirect(c, at)
}

// setElder turns 长辈模式 on or off, from this very page on.
func (s *Server) setElder(c echo.Context, on bool) error {
	c.Set(ctxElder, on)
	if !on {
		s.dropCookie(c, cookieElder)
		return nil
	}
	return s.putSealed(c, cookieElder, modeElder, prefsLife)
}

// elder reports 长辈模式.
func (s *Server) elder(c echo.Context) bool {
	if on, chosen := c.Get(ctxElder).(bool); chosen {
		return on
	}
	_, ok := s.sealed(c, cookieElder)
	return ok
}

// fieldLook comes with a half-filled form when somebody only wants to see it in another language or size of type.
const (
	fieldLook = "look"
	lookPlain = "plain"
)

// onlyLooks reports such a form. Nothing of it is checked or kept: the page is shown again with all that was typed.
func (s *Server) onlyLooks(c echo.Context) bool { return s.form(c).Get(fieldLook) != "" }

// lookAgain shows a page of the report as it was, the way it is wanted now.
func (s *Server) lookAgain(c echo.Context, p *reportPage, u *unsent) error {
	if look := s.form(c).Get(fieldLook); look == modeElder || look == lookPlain {
		if err := s.setElder(c, look == modeElder); err != nil {
			return err
		}
	}
	a, err := s.take(c, p, u)
	if err != nil {
		return err
	}
	a.err = nil
	return s.render(c, http.StatusOK, p.view, s.reportView(c, p, u, a))
}

// here is the address of the page with what was looked up, of an answer to a form the page that can be asked for again.
func (s *Server) here(c echo.Context) string {
	for at := c.Request().URL.Path; len(at) > 1 && at[0] == '/'; at = path.Dir(at) {
		if s.has(at) && at == c.Request().URL.Path {
			return at + s.query(c).address()
		}
		if s.has(at) {
			return at
		}
	}
	return "/" // also for what is no path: OPTIONS *
}
