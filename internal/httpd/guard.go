package httpd

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// pathRules says what the parameters of addresses look like. Anything else is 404: there is no such page.
var pathRules = map[string]*regexp.Regexp{
	"number":   regexp.MustCompile(`^20\d\d-\d{6,12}-\d$`),                    // 登记编号
	"print_no": regexp.MustCompile(`^[1-9]\d?$`),                              // printed number of a checklist item
	"letter":   regexp.MustCompile(`^[a-z_]{1,20}(-[1-9]\d{0,2})?(\.docx)?$`), // key of a letter of a case, or its file
	"over":     regexp.MustCompile(`^[1-9]\d{0,17}$`),                         // id of a hand-over
	"state":    regexp.MustCompile(`^[a-z-]{1,40}$`),                          // of a page in the gallery
	"id":       regexp.MustCompile(`^[1-9]\d{0,17}$`),
	"pub":      regexp.MustCompile(`^[1-9]\d{0,17}$`),        // id of a publication
	"setting":  regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`), // id of a setting
}

// step is one check on the way to a handler.
type step func(*Server, route, echo.Context) error

// readers and guards stand before every handler, in this order. They come with the table, so that no page can forget
// one. Input is read before the person is asked for, so that a session that ended does not swallow what was typed.
var (
	readers = []step{(*Server).checkParams, (*Server).readInput}
	guards  = []step{(*Server).identify, (*Server).checkToken}
)

// mount registers one line of the table.
func (s *Server) mount(r route) error {
	if r.Method != get && r.Method != post || r.Handler == nil || r.Perm == "" {
		return fmt.Errorf("route %s %s: want GET or POST, a permission and a handler", r.Method, r.Path)
	}
	for part := range strings.SplitSeq(r.Path, "/") {
		if name, isParam := strings.CutPrefix(part, ":"); isParam && pathRules[name] == nil {
			return fmt.Errorf("route %s: no rule for parameter %q", r.Path, name)
		}
	}
	line := any(r) // made once, not at each request
	h := func(c echo.Context) error {
		s := s.speaking(c)
		c.Set(ctxRoute, line)
		if !s.speaks(r) {
			return errs.New(errs.NotFound, "error.404.text")
		}
		if err := s.pass(readers, r, c); err != nil {
			return refused(r, c, err)
		}
		if err := s.takeTurn(r, c); err != nil {
			return err
		}
		defer endTurn(c)
		ctx, cancel := context.WithTimeout(c.Request().Context(), r.patience())
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		if err := s.pass(guards, r, c); err != nil {
			return refused(r, c, err)
		}
		return r.Handler(s, c)
	}
	s.echo.Add(r.Method, r.Path, h)
	if r.Method == get {
		s.echo.Add(http.MethodHead, r.Path, h)
	}
	return nil
}

// refused ends a request that is let no further; who sends a file is heard out.
func refused(r route, c echo.Context, err error) error {
	if r.Options.File && r.Method == post {
		drain(c)
	}
	return err
}

func (s *Server) pass(steps []step, r route, c echo.Context) error {
	for _, check := range steps {
		if err := check(s, r, c); err != nil {
			return err
		}
	}
	return nil
}

// patience is how long the guards and the handler may take; reading the form, on a bad network, and waiting for a turn
// are not counted.
func (r route) patience() time.Duration {
	if r.Options.File { // the handler reads it
		return uploadTime
	}
	if r.Perm == org.Public && r.Path != signInPath { // staff may have to queue for the hashing of passwords
		return parentTimeout
	}
	return handlerTimeout
}

func (s *Server) checkParams(_ route, c echo.Context) error {
	for i, name := range c.ParamNames() {
		if rule := pathRules[name]; rule != nil && !rule.MatchString(c.ParamValues()[i]) {
			return errs.New(errs.NotFound, "error.404.text")
		}
	}
	return nil
}

func (s *Server) readInput(r route, c echo.Context) error {
	query, err := readQuery(c, r.Options.Query, r.Options.Shared)
	if err != nil {
		return err
	}
	c.Set(ctxQuery, query)
	if r.Method != post {
		return nil
	}
	form, err := readForm(r, c)
	if err != nil {
		return err
	}
	c.Set(ctxForm, form)
	return nil
}

func readForm(r route, c echo.Context) (*Form, error) {
	switch {
	case r.Options.File:
		return readParts(c, r.Options.Form)
	case r.Options.Limit != 0:
		return readBody(c, r.Options.Form, r.Options.Limit)
	default:
		return readBody(c, r.Options.Form, bodyLimit)
	}
}

// identify finds out who asks and whether this route is theirs.
func (s *Server) identify(r route, c echo.Context) error {
	if r.Perm == org.Public {
		return nil
	}
	actor, err := s.resume(c)
	if err != nil {
		return err
	}
	if !actor.Can(r.Perm) {
		return errs.New(errs.Forbidden, "error.403.text")
	}
	return nil
}

// checkToken asks a POST for the proof that the form came from us: staff the session's token, the public a
// signed key.
func (s *Server) checkToken(r route, c echo.Context) error {
	switch {
	case r.Method != post || r.Options.Keyless:
		return nil
	case r.Perm == org.Public:
		_, err := s.formKey(c)
		return err
	default:
		return s.checkCSRF(c)
	}
}
