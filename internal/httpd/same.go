package httpd

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/internal/publish"
)

// sheetsMost is how many rendered pages are kept. What is looked up is part of the address, so there is no natural end: when
// there are more, all are made anew.
const sheetsMost = 256

// sheets are pages that say the same to everybody, as they were rendered last. Safe for concurrent use.
type sheets struct {
	mu   sync.RWMutex
	kept map[sheetKey]*sheet
}

type sheetKey struct {
	lang, address string
	squeezed      bool
}

// sheet is a rendered page and what it was made from. With any of that another, it is made anew.
type sheet struct {
	known  org.Known // of the settings and the notice
	shelf  *publish.Shelf
	minute int64 // of the Wall clock: some pages say whether somebody answers now
	page   *stencil
}

func (h *sheets) of(k sheetKey, now *sheet) *stencil {
	h.mu.RLock()
	defer h.mu.RUnlock()
	old := h.kept[k]
	if old == nil || old.known != now.known || old.shelf != now.shelf || old.minute != now.minute {
		return nil
	}
	return old.page
}

func (h *sheets) keep(k sheetKey, now *sheet) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == nil || len(h.kept) >= sheetsMost {
		h.kept = map[sheetKey]*sheet{}
	}
	h.kept[k] = now
}

// ownCookies are those that no page of plain words depends on.
var ownCookies = []string{cookieDraft, cookieReceipt, cookieTrack}

// saysTheSame reports a reader who gets what everybody gets: no sentence of a moment ago, no wish of their own.
func (s *Server) saysTheSame(c echo.Context) bool {
	return !slices.ContainsFunc(c.Request().Cookies(), func(k *http.Cookie) bool {
		return !slices.Contains(ownCookies, strings.TrimPrefix(k.Name, "__Host-"))
	})
}

// sameView makes the view of a page; key is what its form carries.
type sameView func(key string) (pager, error)

// renderSame writes a page that depends on nothing but the language, what is looked up, the settings and what is public; view
// makes it when the one that is kept is old. The key of its form, "" for a page without, is each reader's own.
func (s *Server) renderSame(c echo.Context, name, key string, view sameView) error {
	if !s.saysTheSame(c) {
		v, err := view(key)
		if err != nil {
			return err
		}
		return s.render(c, http.StatusOK, name, v)
	}
	ctx := c.Request().Context()
	at := sheetKey{s.Texts.Lang(), c.Request().URL.Path + s.query(c).address(), acceptsGzip(c.Request())}
	now := &sheet{known: s.known(ctx), shelf: s.onShelf(ctx), minute: s.Wall.Now().Unix() / 60}
	if now.page = s.sheets.of(at, now); now.page == nil {
		var err error
		if now.page, err = s.stencil(name, key != "", at.squeezed, view); err != nil {
			return err
		}
		s.sheets.keep(at, now)
	}
	if at.squeezed {
		squeezed(c)
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	defer release(b)
	now.page.write(b, key)
	send(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, b.Bytes())
	return nil
}

// stencil renders a page to be kept.
func (s *Server) stencil(name string, keyed, squeezed bool, view sameView) (*stencil, error) {
	hole := ""
	if keyed {
		hole = keyHole
	}
	v, err := view(hole)
	if err != nil {
		return nil, err
	}
	b, err := s.pages.execute(name, false, v)
	if err != nil {
		return nil, err
	}
	defer release(b)
	form := plainStencil
	if squeezed {
		form = gzipStencil
	}
	return form(bytes.Clone(b.Bytes()), hole)
}

// known is another whenever this process learns something of the settings that are signed, or of the notice.
func (s *Server) known(ctx context.Context) org.Known {
	if s.Org == nil {
		return org.Known{}
	}
	return s.Org.Known(ctx)
}
