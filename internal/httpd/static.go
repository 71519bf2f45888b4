package httpd

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/web"
)

// static answers the built files by their exact hashed address and nothing else: there is no folder to climb in.
func (s *Server) static(c echo.Context) error {
	f, ok := web.Static(c.Request().URL.Path)
	if !ok {
		return errs.New(errs.NotFound, "error.404.text")
	}
	h := c.Response().Header()
	h.Set("Cache-Control", web.StaticCache)
	h.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
	body, etag := f.Body, f.ETag
	if z := f.Gzip(); z != nil && acceptsGzip(c.Request()) {
		body, etag = z, strings.TrimSuffix(f.ETag, `"`)+`-gz"`
		h.Set(echo.HeaderContentEncoding, "gzip")
	}
	h.Set("ETag", etag)
	if strings.Contains(c.Request().Header.Get("If-None-Match"), etag) {
		h.Del(echo.HeaderContentEncoding)
		return c.NoContent(http.StatusNotModified)
	}
	send(c, http.StatusOK, f.Type, body)
	return nil
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(quality) != "q=0" {
			return true
		}
	}
	return false
}
