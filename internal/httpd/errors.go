package httpd

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/web"
)

type kindInfo struct {
	status int
	name   string // in the log
}

// kinds is the one map from a kind of failure to HTTP.
var kinds = map[errs.Kind]kindInfo{
	errs.Internal:        {http.StatusInternalServerError, "internal"},
	errs.Malformed:       {http.StatusBadRequest, "malformed"},
	errs.Unauthenticated: {http.StatusUnauthorized, "unauthenticated"},
	errs.Forbidden:       {http.StatusForbidden, "forbidden"},
	errs.NotFound:        {http.StatusNotFound, "not_found"},
	errs.Conflict:        {http.StatusConflict, "conflict"},
	errs.TooLarge:        {http.StatusRequestEntityTooLarge, "too_large"},
	errs.Unsupported:     {http.StatusUnsupportedMediaType, "unsupported"},
	errs.Invalid:         {http.StatusUnprocessableEntity, "invalid"},
	errs.TooMany:         {http.StatusTooManyRequests, "too_many"},
	errs.Unavailable:     {http.StatusServiceUnavailable, "unavailable"},
}

// echoKinds are the failures echo finds itself.
var echoKinds = map[int]kindInfo{
	http.StatusNotFound:          kinds[errs.NotFound],
	http.StatusMethodNotAllowed:  {http.StatusMethodNotAllowed, "method"},
	http.StatusRequestURITooLong: {http.StatusRequestURITooLong, "uri_too_long"},
}

// retryAfter is what a program should wait, in seconds; the sentence on the page is for the person.
var retryAfter = map[int]int{http.StatusTooManyRequests: 60, http.StatusServiceUnavailable: 10}

// failure is an error as HTTP sees it.
type failure struct {
	kindInfo
	text errs.Text // what the reader is told
}

// failureOf maps any error. Whatever is not ours is Internal, and its words stay in the log.
func failureOf(err error) failure {
	var he *echo.HTTPError
	switch e := errs.As(err); {
	case e != nil && e.Kind != errs.Internal:
		return failure{kinds[e.Kind], e.Text}
	case e == nil && errors.As(err, &he) && echoKinds[he.Code].status != 0:
		return generic(echoKinds[he.Code])
	case e == nil && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)):
		return generic(kinds[errs.Unavailable])
	default:
		return generic(kinds[errs.Internal])
	}
}

func generic(k kindInfo) failure {
	return failure{k, errs.T("error." + strconv.Itoa(k.status) + ".text")}
}

// fail is echo's error handler, and the only place that answers a failure.
func (s *Server) fail(err error, c echo.Context) {
	s = s.speaking(c)
	f := failureOf(err)
	c.Set(ctxKind, f.name)
	s.logFailure(c, f, err)
	if c.Response().Committed {
		return
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Disposition", "Content-Length"} {
		h.Del(name)
	}
	if f.status == http.StatusUnauthorized && s.toSignIn(c) {
		return
	}
	if n := retryAfter[f.status]; n != 0 {
		h.Set(echo.HeaderRetryAfter, strconv.Itoa(n))
	}
	s.sendFailure(c, f)
}

// logFailure writes the cause of what is ours to repair, and the reason of what we refused.
func (s *Server) logFailure(c echo.Context, f failure, err error) {
	level := slog.LevelInfo
	switch {
	case f.status == http.StatusInternalServerError:
		level = slog.LevelError
	case f.status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	case errors.Unwrap(err) == nil:
		return // the line of the request says it all
	}
	s.Log.LogAttrs(c.Request().Context(), level, "request failed",
		slog.String("kind", f.name), slog.Any("error", err), slog.String("request_id", requestID(c)))
}

// errorView is the page of every failure.
type errorView struct {
	Page
	Heading string
	Body    string
	Typed   []web.Field // the free texts that were sent, so that nobody loses a page of writing
	Next    web.Button
}

func (s *Server) sendFailure(c echo.Context, f failure) {
	v := &errorView{Page: s.bare(c), Heading: s.heading(f), Body: s.sentence(f), Typed: s.typed(c), Next: s.wayOut(f)}
	err := s.render(c, f.status, "error/show", v)
	if err == nil {
		return
	}
	s.Log.ErrorContext(c.Request().Context(), "error page failed",
		slog.Any("error", err), slog.String("request_id", requestID(c)))
	s.sendLast(c)
}

// typed gives free texts back to be copied.
func (s *Server) typed(c echo.Context) []web.Field {
	var list []web.Field
	for i, text := range s.form(c).typed() {
		list = append(list, web.Field{
			ID: "typed-" + strconv.Itoa(i+1), Label: s.Texts.T("error.typed"), Value: text, Rows: 10, ReadOnly: true,
		})
	}
	return list
}

func (s *Server) wayOut(f failure) web.Button {
	if f.status == http.StatusUnauthorized && s.has(signInPath) {
		return web.Button{Label: s.Texts.T("user.signin"), Href: signInPath}
	}
	return web.Button{Label: s.Texts.T("error.home"), Href: "/"}
}

// sentence is what the reader is told; a text that nobody wrote gives way to the general one of its kind.
func (s *Server) sentence(f failure) string {
	if s.Texts.Has(f.text.Key) {
		return s.Texts.Text(f.text)
	}
	return s.Texts.Text(generic(f.kindInfo).text)
}

// heading is the .title beside the .text of the sentence, or the general one of the status.
func (s *Server) heading(f failure) string {
	if base, ok := strings.CutSuffix(f.text.Key, ".text"); ok && s.Texts.Has(base+".title") {
		return s.Texts.T(base + ".title")
	}
	return s.Texts.T("error." + strconv.Itoa(f.status) + ".title")
}

// lastID stands in the prebuilt page where the request's name goes.
const lastID = "0000000000000000"

// prebuild500 renders the 500 page once, for the day rendering itself is what fails.
func (s *Server) prebuild500() error {
	f := generic(kinds[errs.Internal])
	v := &errorView{Page: Page{Lang: s.Texts.Lang(), Dir: s.Texts.Dir(), Demo: s.Demo, Hotline: s.Hotline, RequestID: lastID, texts: s.Texts}}
	v.Heading, v.Body, v.Next = s.heading(f), s.sentence(f), s.wayOut(f)
	page, err := s.pages.execute("error/show", false, v)
	if err != nil {
		return err
	}
	defer release(page)
	s.last500 = append([]byte(nil), page.Bytes()...)
	return nil
}

func (s *Server) sendLast(c echo.Context) {
	body := strings.ReplaceAll(string(s.last500), lastID, requestID(c))
	_ = c.HTML(http.StatusInternalServerError, body) // the reader has gone; there is nobody left to tell
}
