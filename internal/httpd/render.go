package httpd

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/web"
)

// render writes a page. The view is a pointer to a struct that embeds Page.
func (s *Server) render(c echo.Context, status int, name string, view pager) error {
	b, err := s.pages.execute(name, s.actor(c).ID != 0, view)
	if err != nil {
		return err
	}
	defer release(b)
	body := b.Bytes()
	if view.base().Elder {
		body = unfolded(body)
	}
	if z := s.squeeze(c, body); z != nil {
		defer release(z)
		body = z.Bytes()
	}
	send(c, status, echo.MIMETextHTMLCharsetUTF8, body)
	return nil
}

// unfolded opens what is folded: 长辈模式 hides nothing.
func unfolded(page []byte) []byte {
	return bytes.ReplaceAll(page, []byte("<details class="), []byte("<details open class="))
}

// send writes a whole body. A reader who went away meanwhile is nobody's failure, and the error would name
// their address.
func send(c echo.Context, status int, kind string, body []byte) {
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	_ = c.Blob(status, kind, body)
}

// shown are the failures a form is shown again for; every other one has the error page.
var shown = []errs.Kind{errs.Invalid, errs.Conflict, errs.TooMany}

// invalid shows the form again with what was typed and the summary in the order of the declaration: 422, 409 when
// somebody was quicker, 429 when it came too often, and on public pages 401 for a sign-in that was wrong.
// Any other error is returned for the error page.
func (s *Server) invalid(c echo.Context, name string, view pager, err error) error {
	e := errs.As(err)
	if e == nil || !slices.Contains(shown, e.Kind) && (e.Kind != errs.Unauthenticated || s.actor(c).ID != 0) {
		return err
	}
	k := kinds[e.Kind]
	c.Set(ctxKind, k.name)
	if n := retryAfter[k.status]; n != 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(n))
	}
	p := view.base()
	p.HasErrors = true
	p.Errors = s.summary(s.form(c), e)
	return s.render(c, k.status, name, view)
}

// summary lists the fields to correct as they stand on the page, then those the form did not declare; an error
// without fields is one line that leads to the first field.
func (s *Server) summary(f *Form, e *errs.Error) []web.FieldError {
	order := f.order()
	if len(e.Fields) == 0 {
		line := web.FieldError{Text: s.Texts.Text(e.Text), Moved: e.Kind == errs.Conflict}
		if len(order) > 0 {
			line.Field = order[0]
		}
		return []web.FieldError{line}
	}
	var lines []web.FieldError
	for _, name := range order {
		if t, ok := e.Fields[name]; ok {
			lines = append(lines, web.FieldError{Field: name, Text: s.Texts.Text(t)})
		}
	}
	return append(lines, s.undeclared(order, e)...)
}

func (s *Server) undeclared(order []string, e *errs.Error) []web.FieldError {
	var lines []web.FieldError
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		if !slices.Contains(order, name) {
			lines = append(lines, web.FieldError{Field: name, Text: s.Texts.Text(e.Fields[name])})
		}
	}
	return lines
}

// fieldError returns the sentence to print beside a field, "" when there is nothing to correct.
func (s *Server) fieldError(err error, field string) string {
	if e := errs.As(err); e != nil {
		if t, ok := e.Fields[field]; ok {
			return s.Texts.Text(t)
		}
	}
	return ""
}

// redirect sends the browser to one of our own pages after a POST, in the language it reads.
func (s *Server) redirect(c echo.Context, path string) error {
	if !ownPath(path) {
		path = "/"
	}
	return c.Redirect(http.StatusSeeOther, s.Texts.URL(path))
}

// ownPath reports that an address, its query apart, is one of ours and cannot lead to another site.
func ownPath(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return len(address) <= pathMax && plainPath.MatchString(path) && !strings.Contains(path, "//") &&
		!strings.ContainsAny(address, "\r\n")
}
