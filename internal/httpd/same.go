package httpd

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"sunlead/internal/publish"
)

// sheets are pages that say the same to everybody, as they were rendered last: sheetKey → sheet.
type sheets struct{ sync.Map }

type sheetKey struct {
	lang, path string
	squeezed   bool
}

// sheet is a rendered page and what it was made from. With any of that another, it is made anew.
type sheet struct {
	known  int64 // of the settings and the notice
	shelf  *publish.Shelf
	minute int64 // of the Wall clock: some pages say whether somebody answers now
	body   []byte
}

func (h *sheet) madeFrom(o *sheet) bool {
	return h.known == o.known && h.shelf == o.shelf && h.minute == o.minute
}

// ownCookies are those that no page of plain words depends on.
var ownCookies = []string{cookieDraft, cookieReceipt, cookieTrack}

// saysTheSame reports a reader who gets what everybody gets: no sentence of a moment ago, no wish of their own.
func (s *Server) saysTheSame(c echo.Context) bool {
	return !slices.ContainsFunc(c.Request().Cookies(), func(k *http.Cookie) bool {
		return !slices.Contains(ownCookies, strings.TrimPrefix(k.Name, "__Host-"))
	})
}

// renderSame writes a page that depends on nothing but the language, the settings and what is public; view makes it when
// the one that is kept is old.
func (s *Server) renderSame(c echo.Context, name string, view func() pager) error {
	if !s.saysTheSame(c) {
		return s.render(c, http.StatusOK, name, view())
	}
	ctx, key := c.Request().Context(), sheetKey{s.Texts.Lang(), c.Request().URL.Path, acceptsGzip(c.Request())}
	now := &sheet{known: s.known(ctx), shelf: s.onShelf(ctx), minute: s.Wall.Now().Unix() / 60}
	if kept, _ := s.sheets.Load(key); kept != nil {
		if old, ok := kept.(*sheet); ok && old.madeFrom(now) {
			now = old
		}
	}
	if now.body == nil {
		b, err := s.pages.execute(name, false, view())
		if err != nil {
			return err
		}
		now.body = bytes.Clone(b.Bytes())
		release(b)
		if z := s.squeeze(c, now.body); z != nil {
			now.body = bytes.Clone(z.Bytes())
			release(z)
		}
		s.sheets.Store(key, now)
	}
	if key.squeezed {
		c.Response().Header().Set(echo.HeaderContentEncoding, "gzip")
		c.Response().Header().Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	}
	send(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, now.body)
	return nil
}

// known changes whenever this process learns something of the settings that are signed, or of the notice.
func (s *Server) known(ctx context.Context) int64 {
	if s.Org == nil {
		return 0
	}
	return s.Org.Known(ctx)
}
