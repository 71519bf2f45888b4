package httpd

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

var squeezers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level exists
	return z
}}

// squeeze compresses a page for parents whose browser takes it; nil when it is sent as it is. Only an answer to GET: it holds a
// form's key and nothing that somebody else could have chosen, so its length tells nothing of the key (BREACH). What was
// typed comes back in answers to POST alone, and staff pages, whose addresses carry searches, are never compressed.
func (s *Server) squeeze(c echo.Context, page []byte) *bytes.Buffer {
	if !value[route](c, ctxRoute).forParents() || c.Request().Method == http.MethodPost || !acceptsGzip(c.Request()) {
		return nil
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	z, _ := squeezers.Get().(*gzip.Writer)
	defer squeezers.Put(z)
	z.Reset(b)
	_, err := z.Write(page)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		release(b)
		return nil
	}
	squeezed(c)
	return b
}

// squeezed says that the body is compressed.
func squeezed(c echo.Context) {
	h := c.Response().Header()
	h.Set(echo.HeaderContentEncoding, "gzip")
	h.Set(echo.HeaderVary, echo.HeaderAcceptEncoding)
}
