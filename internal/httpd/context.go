package httpd

import (
	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
)

// What the guards leave on the request for the handler.
const (
	ctxRoute     = "route"
	ctxForm      = "form"
	ctxQuery     = "query"
	ctxActor     = "actor"
	ctxCSRF      = "csrf"
	ctxRequestID = "request_id"
	ctxKind      = "kind"
	ctxFile      = "file"   // *sentFile
	ctxTurn      = "turn"   // func() that gives it back
	ctxSpeaks    = "speaks" // the *Server of the reader's language
	ctxElder     = "elder"  // bool: 长辈模式 was just chosen
)

func value[T any](c echo.Context, key string) T {
	v, _ := c.Get(key).(T) // the zero value when a guard did not get that far
	return v
}

// form returns the body of a POST; never nil in a handler of a POST route.
func (s *Server) form(c echo.Context) *Form { return value[*Form](c, ctxForm) }

// query returns the declared parameters of the address; never nil in a handler.
func (s *Server) query(c echo.Context) *Form { return value[*Form](c, ctxQuery) }

// actor returns who asks; the zero Actor on public routes.
func (s *Server) actor(c echo.Context) org.Actor { return value[org.Actor](c, ctxActor) }

// requestID returns the random name of this request, for the log and the error page.
func requestID(c echo.Context) string { return value[string](c, ctxRequestID) }
