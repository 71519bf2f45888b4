package httpd

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/web"
)

// kit is the whole echo stack with a few routes of its own.
type kit struct {
	*Server
	wall     *clock.Fake
	log      *logBuffer
	store    *memoryStore
	staff    *staffList
	sawForms []*Form // what /t/echo was given
	mu       sync.Mutex
}

type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// memoryStore is a session store that never forgets by itself: the kit must end sessions, not the store.
type memoryStore struct {
	mu   sync.Mutex
	m    map[string][]byte
	fail error
}

func (s *memoryStore) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.m[token]
	return b, ok, s.fail
}

func (s *memoryStore) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[token] = b
	return s.fail
}

func (s *memoryStore) DeleteCtx(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, token)
	return s.fail
}

func (s *memoryStore) Find(string) ([]byte, bool, error)      { return nil, false, errors.ErrUnsupported }
func (s *memoryStore) Commit(string, []byte, time.Time) error { return errors.ErrUnsupported }
func (s *memoryStore) Delete(string) error                    { return errors.ErrUnsupported }
func (s *memoryStore) len() int                               { s.mu.Lock(); defer s.mu.Unlock(); return len(s.m) }

type staffList struct {
	mu sync.Mutex
	m  map[int64]org.Actor
}

func (l *staffList) ActorByID(_ context.Context, id int64) (org.Actor, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.m[id]; ok {
		return a, nil
	}
	return org.Actor{}, errs.New(errs.Unauthenticated, "signin.again")
}

const (
	handlerID int64 = 7
	adminID   int64 = 8
)

type testView struct {
	Page
	Text string
	Cat  web.Field
}

const testPage = `{{define "title"}}T{{end}}{{define "main"}}<h1>{{.Text}}</h1>{{template "field" .Cat}}<time>{{.Long 1783066800000}}</time>{{end}}`

// shippedTexts are read once, and so are their pages.
var shippedTexts = sync.OnceValues(func() (map[string]*web.Texts, error) { return web.LoadTexts(web.TextFiles) })

func testDeps(t testing.TB) (Deps, *kit) {
	t.Helper()
	texts, err := shippedTexts()
	if err != nil {
		t.Fatal(err)
	}
	k := &kit{
		wall:  clock.NewFake(time.Date(2026, 7, 3, 8, 20, 0, 0, time.UTC)),
		log:   &logBuffer{},
		store: &memoryStore{m: map[string][]byte{}},
		staff: &staffList{m: map[int64]org.Actor{
			handlerID: {ID: handlerID, Name: "承办人甲", Unit: org.CityID, Kind: org.City, Role: org.Handler},
			adminID:   {ID: adminID, Name: "管理员甲", Unit: org.CityID, Kind: org.City, Role: org.Admin},
		}},
	}
	return Deps{
		Texts: texts[web.SourceLang], Log: slog.New(slog.NewJSONHandler(k.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Wall: k.wall, Sessions: k.store, Staff: k.staff, Secret: bytes.Repeat([]byte{7}, 32), Demo: true, Hotline: "0991-0000000",
	}, k
}

func newKit(t *testing.T, change ...func(*Deps)) *kit {
	t.Helper()
	d, k := testDeps(t)
	for _, f := range change {
		f(&d)
	}
	s, err := newServer(d, extra{routes: k.testRoutes(), pages: map[string]string{"t/page": testPage, "t/broken": `{{define "main"}}half{{.Nothing}}{{end}}`}})
	if err != nil {
		t.Fatal(err)
	}
	k.Server = s
	return k
}

// echoForm is the declaration the form corpus is sent to.
func echoForm() *fieldSet {
	return fields("cat", "name").multi("items").digits("phone").long("text").raw("password")
}

func (k *kit) testRoutes() []route {
	list := []route{
		{get, "/t/page", org.Public, (*Server).testShow, options{}},
		{post, "/t/page", org.Public, (*Server).testCheck, options{Form: fields("cat", "name"), Keyless: true}},
		{get, "/t/broken", org.Public, func(s *Server, c echo.Context) error {
			return s.render(c, 200, "t/broken", &testView{Page: s.page(c)})
		}, options{}},
		{get, "/t/search", org.Public, func(s *Server, c echo.Context) error { return c.String(200, s.query(c).Get("q")) }, options{Query: fields("q", "page")}},
		{post, "/t/echo", org.Public, k.keep, options{Form: echoForm(), Limit: 4096, Keyless: true}},
		{post, "/t/keyed", org.Public, k.keep, options{Form: fields("cat")}},
		{get, "/t/cases/:number", org.Public, func(_ *Server, c echo.Context) error { return c.String(200, c.Param("number")) }, options{}},
		{get, "/t/panic", org.Public, func(_ *Server, c echo.Context) error { return []error{}[len(c.Path())] }, options{}},
		{get, "/t/panic-text", org.Public, func(*Server, echo.Context) error {
			panic("typed secret") //nolint:forbidigo // what is tested
		}, options{}},
		{get, "/t/any/*", org.Public, func(_ *Server, c echo.Context) error { return c.String(200, "any") }, options{}},
		{get, "/t/late", org.Public, func(_ *Server, c echo.Context) error {
			c.Response().Header().Set("Cache-Control", "public")
			c.Response().Header().Set("Content-Disposition", "attachment")
			return errors.New("export broke")
		}, options{}},
		{get, "/t/fail", org.Public, testFail, options{Query: fields("kind")}},
		{post, "/t/fail", org.Public, func(*Server, echo.Context) error { return errors.New("disk on fire") }, options{Form: fields("cat").long("text"), Limit: textLimit, Keyless: true}},
		{post, "/t/signin", org.Public, func(s *Server, c echo.Context) error {
			id := handlerID
			if s.form(c).Get("who") == "admin" {
				id = adminID
			}
			if err := s.signIn(c, k.staff.m[id]); err != nil {
				return err
			}
			return s.redirect(c, "/t/staff")
		}, options{Form: fields("who"), Keyless: true}},
		{get, "/t/staff", org.AnyStaff, (*Server).testShow, options{}},
		{post, "/t/staff", org.AnyStaff, func(s *Server, c echo.Context) error { return c.String(200, "done") }, options{Form: fields("cat").long("text")}},
		{post, "/t/signout", org.AnyStaff, func(s *Server, c echo.Context) error {
			if err := s.signOut(c); err != nil {
				return err
			}
			return s.redirect(c, "/t/page")
		}, options{}},
		{get, "/t/admin", org.ManageUsers, (*Server).testShow, options{}},
		{post, "/t/flash", org.Public, func(s *Server, c echo.Context) error {
			if err := s.flash(c, "error.fields", "n", 3); err != nil {
				return err
			}
			return s.redirect(c, "/t/page")
		}, options{Keyless: true}},
	}
	for _, r := range routes() {
		if r.Method == get && r.Path == signInPath {
			return list
		}
	}
	return append(list, route{get, signInPath, org.Public, (*Server).testShow, options{}})
}

func (k *kit) keep(s *Server, c echo.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sawForms = append(k.sawForms, s.form(c))
	return c.String(200, "kept")
}

func (s *Server) testShow(c echo.Context) error {
	return s.render(c, 200, "t/page", &testView{Page: s.page(c), Text: "hello", Cat: web.Field{Name: "cat", Label: "类别"}})
}

func (s *Server) testCheck(c echo.Context) error {
	f := s.form(c)
	f.Len("name", "error.name", 2, 4)
	f.OneOf("cat", "error.required", "fee", "zone")
	err := f.Err()
	v := &testView{Page: s.page(c), Cat: web.Field{Name: "cat", Label: "类别", Value: f.Get("cat"), Error: s.fieldError(err, "cat")}}
	if err != nil {
		return s.invalid(c, "t/page", v, err)
	}
	return s.redirect(c, "/t/page")
}

func testFail(s *Server, c echo.Context) error {
	for kind, info := range kinds {
		if info.name == s.query(c).Get("kind") {
			return errs.Wrap(kind, errors.New("cause-of-it"), "no.such.text")
		}
	}
	return errors.New("nobody knows")
}

// do sends one request through the whole stack.
func (k *kit) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	k.Handler().ServeHTTP(w, r)
	return w
}

func (k *kit) get(target string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(get, target, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return k.do(r)
}

func (k *kit) postRaw(target, body string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(post, target, strings.NewReader(body))
	r.Header.Set("Content-Type", formType)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return k.do(r)
}

func (k *kit) post(target string, v url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	return k.postRaw(target, v.Encode(), cookies...)
}

// signedIn returns the session cookie and the token in its pages.
func (k *kit) signedIn(t *testing.T, who string) (*http.Cookie, string) {
	t.Helper()
	w := k.post("/t/signin", url.Values{"who": {who}})
	cookie := cookieOf(w, sessionCookie)
	if w.Code != http.StatusSeeOther || cookie == nil {
		t.Fatalf("sign-in: %d %v", w.Code, w.Header())
	}
	_, rest, ok := strings.Cut(k.get("/t/staff", cookie).Body.String(), `name="csrf" value="`)
	if !ok {
		t.Fatal("no csrf field on a staff page")
	}
	token, _, _ := strings.Cut(rest, `"`)
	return cookie, token
}

func cookieOf(w *httptest.ResponseRecorder, name string) *http.Cookie {
	for _, c := range w.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}
