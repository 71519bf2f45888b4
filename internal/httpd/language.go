package httpd

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

// learn makes the Server of every language: the same house, with other words and pages. A handler speaks through the
// Server it is given and need not know which.
func (s *Server) learn(extra map[string]string) error {
	for _, t := range append([]*web.Texts{s.Texts}, s.Languages...) {
		if t == s.Texts {
			s.tongues = append(s.tongues, s)
		} else {
			other := *s
			other.Texts = t
			s.tongues = append(s.tongues, &other)
		}
	}
	for _, tongue := range s.tongues {
		tongue.tongues = s.tongues
		var err error
		if tongue.pages, err = parsePages(tongue.Texts, extra); err != nil {
			return err
		}
		if err := tongue.prebuild500(); err != nil {
			return err
		}
	}
	return nil
}

// listen hears the language from the first part of the path, and takes it off: the table knows no languages.
func (s *Server) listen(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		for _, tongue := range s.tongues[1:] {
			rest, ok := strings.CutPrefix(u.Path, tongue.Texts.Prefix())
			if ok && (rest == "" || rest[0] == '/') && u.RawPath == "" {
				c.Set(ctxSpeaks, tongue)
				u.Path = "/" + strings.TrimPrefix(rest, "/") // echo looks at this very request
				break
			}
		}
		return next(c)
	}
}

// speaking is the Server of the reader's language.
func (s *Server) speaking(c echo.Context) *Server {
	if tongue := value[*Server](c, ctxSpeaks); tongue != nil {
		return tongue
	}
	return s
}

// staffDoors are public routes that only staff use.
var staffDoors = []string{signInPath, setupPath, joinPath}

// forParents reports a page for parents, and what it sends: it has every language. Staff, probes and static files know one
// address only.
func (r route) forParents() bool {
	return r.Perm == org.Public && !r.Options.Quiet && !slices.Contains(staffDoors, r.Path)
}

// speaks reports whether a page may be asked for in this language.
func (s *Server) speaks(r route) bool { return s == s.tongues[0] || r.forParents() }

// langs are the addresses of the page in every language; nil where there is only one. Of an answer to a form it is the
// page that can be asked for again: the draft is kept, it is the same in every language.
func (s *Server) langs(c echo.Context) []web.Lang {
	if r := value[route](c, ctxRoute); len(s.tongues) == 1 || r.Path != "" && !r.forParents() {
		return nil
	}
	at := s.here(c)
	list := make([]web.Lang, len(s.tongues))
	for i, tongue := range s.tongues {
		t := tongue.Texts
		list[i] = web.Lang{Code: t.Lang(), Dir: t.Dir(), Name: t.T("lang.name"), Href: t.URL(at), Current: tongue.Texts == s.Texts}
	}
	return list
}
