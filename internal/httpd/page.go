package httpd

import (
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

// Page is what the layouts need. Every view struct embeds it; templates call its methods.
type Page struct {
	Lang      string
	Dir       string
	Langs     []web.Lang // public: the page in every language, nil where there is one
	Path      string
	Here      string // public: the address to come back to after a choice of how the page looks
	Elder     bool   // 长辈模式
	Keeps     bool   // public: the page has a form #q that goes along when language or type are changed
	Enter     string // where #q goes when Enter is pressed in a field, "" for where it goes anyway
	User      *User  // nil for the public
	Nav       []web.NavItem
	Flash     string // one sentence after a redirect
	CSRF      string // staff: the hidden field csrf
	RequestID string
	HasErrors bool
	Errors    []web.FieldError // in the order of the page
	Back      string           // address of the back link
	Demo      bool
	Hotline   string
	Outage    string // public: the administrator's notice, in the language OutageIn
	OutageIn  string

	texts *web.Texts
}

// User is the signed-in person as the layout shows them: plain words.
type User struct{ Name, UnitName, Role string }

// pager is any view struct, seen through the Page in it.
type pager interface{ base() *Page }

func (p *Page) base() *Page { return p }

// T returns the sentence of a key.
func (p *Page) T(key string, pairs ...any) string { return p.texts.T(key, pairs...) }

// Text returns the sentence of a text.
func (p *Page) Text(t errs.Text) string { return p.texts.Text(t) }

// Asset returns the address of a static file.
func (p *Page) Asset(name string) string { return web.Asset(name) }

// Long writes an instant, UTC milliseconds, as 2026年7月3日 16:20 in Beijing.
func (p *Page) Long(ms int64) string { return written(ms, p.texts.Minute) }

// Short writes an instant as 07-03 16:20.
func (p *Page) Short(ms int64) string { return beijing(ms, "01-02 15:04") }

// Day writes the day of an instant as 2026年7月3日.
func (p *Page) Day(ms int64) string { return written(ms, p.texts.Day) }

// ISO writes an instant for the datetime attribute.
func (p *Page) ISO(ms int64) string { return beijing(ms, time.RFC3339) }

// written writes an instant in the reader's language, in Beijing time; zero is no instant.
func written(ms int64, how func(time.Time) string) string {
	if ms == 0 {
		return ""
	}
	return how(clock.FromMilli(ms).In(clock.Beijing))
}

// beijing writes an instant in Beijing time; zero is no instant.
func beijing(ms int64, layout string) string {
	if ms == 0 {
		return ""
	}
	return clock.FromMilli(ms).In(clock.Beijing).Format(layout)
}

// page returns the Page of a handler's view and takes the flash sentence out of its cookie.
func (s *Server) page(c echo.Context) Page {
	p := s.bare(c)
	p.Flash = s.takeFlash(c)
	return p
}

// bare is the Page without the flash, which an error page must not swallow.
func (s *Server) bare(c echo.Context) Page {
	p := Page{
		Lang: s.Texts.Lang(), Dir: s.Texts.Dir(), Langs: s.langs(c), Here: s.here(c), Elder: s.elder(c), Path: c.Request().URL.Path,
		CSRF: value[string](c, ctxCSRF), RequestID: requestID(c),
		Demo: s.Demo, Hotline: s.Hotline, texts: s.Texts,
	}
	if s.Org != nil && s.actor(c).ID == 0 {
		p.Outage, p.OutageIn = s.Org.Notice(c.Request().Context()).In(s.Texts.Lang())
	}
	if a := s.actor(c); a.ID != 0 {
		p.User = &User{Name: a.Name, UnitName: org.UnitByID(a.Unit).Name, Role: s.Texts.T("role." + string(a.Role))}
		p.Nav = s.nav(a, p.Path)
		s.countWaiting(c.Request().Context(), a, p.Nav)
	}
	return p
}
