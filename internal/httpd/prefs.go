package httpd

import (
	"path"
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
	if f.Get("mode") == modeElder {
		if err := s.putSealed(c, cookieElder, modeElder, prefsLife); err != nil {
			return err
		}
	} else {
		s.dropCookie(c, cookieElder)
	}
	at := f.Get("at")
	if !ownPath(at) || !s.has(at) {
		at = "/"
	}
	return s.redirect(c, at)
}

// elder reports 长辈模式.
func (s *Server) elder(c echo.Context) bool {
	_, ok := s.sealed(c, cookieElder)
	return ok
}

// here is the address of the page, of an answer to a form the page that can be asked for again.
func (s *Server) here(c echo.Context) string {
	for at := c.Request().URL.Path; len(at) > 1 && at[0] == '/'; at = path.Dir(at) {
		if s.has(at) {
			return at
		}
	}
	return "/" // also for what is no path: OPTIONS *
}
