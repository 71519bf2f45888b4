package httpd

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/web"
)

func TestNew_refusesWhatIsMissing(t *testing.T) {
	t.Parallel()
	nothing := func(*Server, echo.Context) error { return nil }
	for name, tc := range map[string]struct {
		change func(*Deps)
		x      extra
	}{
		"no texts":      {change: func(d *Deps) { d.Texts = nil }},
		"no sessions":   {change: func(d *Deps) { d.Sessions = nil }},
		"short secret":  {change: func(d *Deps) { d.Secret = d.Secret[:31] }},
		"broken page":   {x: extra{pages: map[string]string{"t/x": "{{"}}},
		"no permission": {x: extra{routes: []route{{get, "/t/x", "", nothing, options{}}}}},
		"no handler":    {x: extra{routes: []route{{get, "/t/x", org.Public, nil, options{}}}}},
		"odd method":    {x: extra{routes: []route{{"PUT", "/t/x", org.Public, nothing, options{}}}}},
		"loose param":   {x: extra{routes: []route{{get, "/t/:anything", org.Public, nothing, options{}}}}},
		"twice":         {x: extra{routes: []route{{get, "/healthz", org.Public, nothing, options{}}}}},
	} {
		d, _ := testDeps(t)
		if tc.change != nil {
			tc.change(&d)
		}
		if _, err := newServer(d, tc.x); err == nil {
			t.Errorf("%s: started", name)
		}
	}
}

func TestPages_undeclaredFileStopsTheStart(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	err := k.pages.checkFiles(fstest.MapFS{"templates/case/forgotten.html": {}, "templates/layout/parts.html": {}})
	if err == nil || !strings.Contains(err.Error(), "case/forgotten") {
		t.Errorf("err %v", err)
	}
}

func TestRoutes_everyLineHasAPermission(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	if len(k.Routes()) != len(k.routes) {
		t.Fatal("Routes lacks lines")
	}
	known := map[org.Permission]bool{
		org.Public: true, org.AnyStaff: true, org.Desk: true, org.ReadCases: true, org.WorkCases: true, org.RevealCase: true,
		org.ReadLedger: true, org.Dashboard: true, org.DispatchCases: true, org.ReadNotices: true, org.DecideRestricted: true, org.ManageUsers: true,
		org.ReadPublications: true, org.WritePublication: true, org.DecidePublished: true, org.AgreePublished: true,
		org.SignSettings: true, org.ManageSystem: true,
	}
	for _, r := range k.Routes() {
		if !known[r.Perm] {
			t.Errorf("%s %s: permission %q", r.Method, r.Path, r.Perm)
		}
	}
}

func TestHealthz_saysWhenNotReady(t *testing.T) {
	t.Parallel()
	if w := newKit(t).get("/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	k := newKit(t, func(d *Deps) { d.Ready = func(context.Context) error { return errors.New("no database") } })
	if w := k.get("/healthz"); w.Code != 503 || strings.Contains(w.Body.String(), "database") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestHTTPServer_hasLimits(t *testing.T) {
	t.Parallel()
	s := HTTPServer("127.0.0.1:0", http.NotFoundHandler())
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != time.Minute || s.WriteTimeout == 0 || s.IdleTimeout != time.Minute || s.MaxHeaderBytes != 32<<10 {
		t.Errorf("%+v", s)
	}
}

func TestNav_showsWhatTheRoleOpens(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	k.routes = nil
	for path, perm := range map[string]org.Permission{"/city": org.Dashboard, "/city/dispatch": org.DispatchCases, "/cases": org.ReadCases, "/admin/users": org.ManageUsers} {
		k.routes = append(k.routes, route{Method: get, Path: path, Perm: perm})
	}
	var got []string
	for _, n := range k.nav(k.staff.m[handlerID], "/city/dispatch") {
		line := n.Href + " " + n.Label
		if n.Current {
			line += " *"
		}
		got = append(got, line)
	}
	want := "/city 全市情况,/city/dispatch 待分派 *,/cases 全市线索"
	if strings.Join(got, ",") != want {
		t.Errorf("nav %v", got)
	}
	for _, n := range navTable {
		if !k.Texts.Has(n.key) {
			t.Errorf("%s is not written", n.key)
		}
	}
}

func TestRedirect_staysAtHome(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"/": true, "/cases/2026-000128-7": true, "/cases?q=a": true,
		"//evil.example": false, "/\\evil.example": false, "https://evil.example": false, "": false, "cases": false, "/a//b": false, "/cases?q=a\r\nX: y": false,
	} {
		if ownPath(path) != want {
			t.Errorf("ownPath(%q) is %v", path, !want)
		}
	}
}

func TestPage_writesBeijingTime(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	p := Page{texts: k.Texts}
	ms := time.Date(2026, 7, 3, 16, 20, 0, 0, time.UTC).UnixMilli() // the next day in Beijing
	for got, want := range map[string]string{
		p.Long(ms): "2026年7月4日 00:20", p.Short(ms): "07-04 00:20", p.Day(ms): "2026年7月4日", p.ISO(ms): "2026-07-04T00:20:00+08:00", p.Long(0): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if p.Asset("public.css") != web.Asset("public.css") {
		t.Error("asset")
	}
}
