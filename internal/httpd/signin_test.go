package httpd

import (
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func TestSignIn_wrongKeepsNameNotPassword(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	for _, user := range []string{"handler", "nobody"} {
		v := testkit.NewVisitor(t, b.Handler())
		f := v.Get(signInPath).Form("main form").Set("user", user).Set("password", "wrong-one")
		p := v.Submit(f, "")
		wantStatus(t, p, 422)
		wantText(t, p, "用户名或密码不对")
		again := p.Form("main form")
		if again.Get("user") != user || again.Get("password") != "" {
			t.Errorf("user %q, password %q", again.Get("user"), again.Get("password"))
		}
	}
}

func TestSignIn_leadsEverySeatHome(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	for user, want := range map[string]string{
		"operator": "/desk", "handler": "/cases", "leader": "/cases", "cityhandler": "/city", "cityleader": "/city",
		"monitor": "/city", "discipline": "/ji", "admin": "/admin/users",
	} {
		if got := home(b.who(user)); got != want {
			t.Errorf("%s goes to %s, want %s", user, got, want)
		}
	}
}

func TestSignIn_returnsToTheAskedPageIfItIsTheirs(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := testkit.NewVisitor(t, b.Handler())
	p := v.Get(casePath(number))
	if p.URL.Path != signInPath {
		t.Fatalf("a case without a session leads to %s", p.URL.Path)
	}
	p = v.Submit(p.Form("main form").Set("user", "handler").Set("password", benchPassword), "")
	if p.URL.Path != casePath(number) {
		t.Errorf("after signing in at %s", p.URL.Path)
	}
	for next, want := range map[string]string{
		"https://evil.example/": "/cases", "//evil.example": "/cases", "/admin/users": "/cases", "/signin": "/cases", "/nowhere": "/cases",
		"/cases?late=1": "/cases?late=1",
	} {
		if got := b.after(b.who("handler"), next); got != want {
			t.Errorf("next %q leads to %s, want %s", next, got, want)
		}
	}
}

func TestSignIn_rotatesTheTokenAndSignOutEndsIt(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	v := testkit.NewVisitor(t, b.Handler())
	token := func() string {
		p := benchRaw(t, v, post, signInPath, url.Values{"user": {"handler"}, "password": {benchPassword}}.Encode())
		if p.Status != 303 {
			t.Fatalf("status %d", p.Status)
		}
		return p.Header.Get("Set-Cookie")
	}
	if first, second := token(), token(); first == second || first == "" {
		t.Errorf("the token stays: %q", first)
	}
	page := v.Get("/cases")
	wantStatus(t, page, 200)
	p := v.Submit(page.Form("header form"), "")
	if p.URL.Path != signInPath {
		t.Errorf("signing out leads to %s", p.URL.Path)
	}
	wantText(t, p, "已退出")
	if p := v.Get("/cases"); p.URL.Path != signInPath {
		t.Errorf("after signing out /cases is open at %s", p.URL.Path)
	}
}

func TestSignIn_signedInGoesHome(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	if p := b.as("handler").Get(signInPath); p.URL.Path != "/cases" {
		t.Errorf("signed in, /signin shows %s", p.URL.Path)
	}
}

func TestSignIn_busyKeepsTheName(t *testing.T) {
	t.Parallel()
	d, _ := testDeps(t)
	busy := func(s *Server, c echo.Context) error { return s.signInAgain(c, errs.New(errs.TooMany, "signin.busy")) }
	s, err := newServer(d, extra{routes: []route{{post, "/t/busy", org.Public, busy, options{Form: fields("user", "next").raw("password"), Keyless: true}}}})
	must(t, err)
	p := testkit.NewVisitor(t, s.Handler()).Post("/t/busy", url.Values{"user": {"handler"}, "password": {benchPassword}})
	wantStatus(t, p, 429)
	wantText(t, p, "登录的人太多，请过一会儿再试")
	if f := p.Form("main form"); f.Get("user") != "handler" || f.Get("password") != "" || p.Header.Get("Retry-After") == "" {
		t.Errorf("form %v, Retry-After %q", f.Values(), p.Header.Get("Retry-After"))
	}
}
