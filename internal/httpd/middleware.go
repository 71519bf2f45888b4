package httpd

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
)

// contentPolicy is what a page may load: our own sheets, scripts, pictures and letters.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// securityHeaders go on every answer, also 404, 500 and static files. A page is never stored: phones and office
// computers are shared; static files overwrite that one line.
var securityHeaders = http.Header{
	echo.HeaderContentSecurityPolicy: {contentPolicy},
	"Referrer-Policy":                {"no-referrer"},
	"X-Content-Type-Options":         {"nosniff"},
	"Cross-Origin-Opener-Policy":     {"same-origin"},
	"Cross-Origin-Resource-Policy":   {"same-origin"},
	"Permissions-Policy":             {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	"Cache-Control":                  {"no-store"},
}

// nameRequest gives the request a random name. A name sent along is not taken: it would let the outside write
// into our log.
func (s *Server) nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		var b [8]byte
		_, _ = rand.Read(b[:]) // never fails, crypto/rand says
		id := hex.EncodeToString(b[:])
		c.Set(ctxRequestID, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		return next(c)
	}
}

func (s *Server) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		maps.Copy(h, securityHeaders) // whoever sets one of them anew replaces it
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if c.Request().Method == http.MethodHead {
			c.Response().Writer = bodyless{c.Response().Writer}
		}
		return next(c)
	}
}

// bodyless answers HEAD: the headers of GET without its body.
type bodyless struct{ http.ResponseWriter }

// Write drops p.
func (bodyless) Write(p []byte) (int, error) { return len(p), nil }

// Unwrap lets http.ResponseController through.
func (b bodyless) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// logRequest answers failures and writes the one line of the request: the route's pattern and never the path,
// no address, no browser, no referrer, no query (nobody shall find out who reported).
func (s *Server) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := s.Wall.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		took := s.Wall.Now().Sub(begun)
		s.figures.count(c, took)
		level := slog.LevelInfo
		if value[route](c, ctxRoute).Options.Quiet {
			level = slog.LevelDebug
		}
		s.Log.LogAttrs(c.Request().Context(), level, "request",
			slog.String("method", knownMethod(c.Request().Method)),
			slog.String("route", value[route](c, ctxRoute).Path),
			slog.Int("status", c.Response().Status),
			slog.Int64("ms", took.Milliseconds()),
			slog.String("kind", outcome(c)),
			slog.String("request_id", requestID(c)))
		return nil
	}
}

// knownMethod keeps invented methods out of the log.
func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return m
	default:
		return "other"
	}
}

// outcome is the kind of failure, or ok.
func outcome(c echo.Context) string {
	if kind := value[string](c, ctxKind); kind != "" {
		return kind
	}
	return "ok"
}

// recoverPanic turns a panic into the 500 page. The stack is logged, the request is not.
func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if v := recover(); v != nil {
				s.Log.ErrorContext(c.Request().Context(), "panic", slog.String("stack", string(debug.Stack())),
					slog.String("request_id", requestID(c)))
				err = fmt.Errorf("panic: %s", panicText(v))
			}
		}()
		return next(c)
	}
}

// panicText names what was thrown; only the runtime speaks for itself, any other value could hold typed text.
func panicText(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", v)
}

// plainPath is what all our addresses are made of: no percent sign, so that no second reading of one exists.
var plainPath = regexp.MustCompile(`^(/[A-Za-z0-9_.-]*)+$`)

func (s *Server) checkPath(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if len(u.Path)+len(u.RawPath)+len(u.RawQuery) > pathMax {
			return echo.NewHTTPError(http.StatusRequestURITooLong)
		}
		p := u.EscapedPath()
		if !plainPath.MatchString(p) || strings.Contains(p, "//") || strings.Contains(p+"/", "/./") || strings.Contains(p+"/", "/../") {
			return errs.New(errs.NotFound, "error.404.text")
		}
		return next(c)
	}
}

// checkOrigin refuses a POST that another site had the browser send.
func (s *Server) checkOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.origins.Check(c.Request()); err != nil {
			return errs.Wrap(errs.Forbidden, err, "error.origin.text")
		}
		return next(c)
	}
}
