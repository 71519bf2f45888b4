package httpd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/web"
)

func TestHeaders_standOnEveryAnswer(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	css := web.Asset("public.css")
	answers := map[string]struct {
		w    *httptest.ResponseRecorder
		want int
	}{
		"page":               {k.get("/t/page"), 200},
		"health":             {k.get("/healthz"), 200},
		"not found":          {k.get("/nowhere"), 404},
		"odd path":           {k.get("/t%2fpage"), 404},
		"wrong method":       {k.post("/t/search", nil), 405},
		"panic":              {k.get("/t/panic"), 500},
		"internal":           {k.get("/t/fail"), 500},
		"broken page":        {k.get("/t/broken"), 500},
		"unknown field":      {k.post("/t/echo", url.Values{"state": {"closed"}}), 400},
		"not signed in":      {k.post("/t/staff", nil), 401},
		"to sign-in":         {k.get("/t/staff"), 303},
		"static":             {k.get(css), 200},
		"static not there":   {k.get("/static/nothing.css"), 404},
		"health, asked HEAD": {k.do(httptest.NewRequest("HEAD", "/healthz", nil)), 200},
	}
	for name, a := range answers {
		if a.w.Code != a.want {
			t.Errorf("%s: status %d, want %d", name, a.w.Code, a.want)
		}
		h := a.w.Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, " font-src 'self';") {
			t.Errorf("%s: CSP %q", name, csp)
		}
		for header, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if h.Get(header) != want {
				t.Errorf("%s: %s is %q", name, header, h.Get(header))
			}
		}
		if h.Get("Permissions-Policy") == "" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: headers missing: %v", name, h)
		}
		cache := "no-store"
		if name == "static" {
			cache = web.StaticCache
		}
		if diff := cmp.Diff([]string{cache}, h.Values("Cache-Control")); diff != "" {
			t.Errorf("%s: Cache-Control %s", name, diff)
		}
	}
}

func TestHeaders_transportSecurityOnlyWhenSecure(t *testing.T) {
	t.Parallel()
	if h := newKit(t).get("/healthz").Header().Get("Strict-Transport-Security"); h != "" {
		t.Errorf("plain HTTP sends %q", h)
	}
	if newKit(t, func(d *Deps) { d.Secure = true }).get("/healthz").Header().Get("Strict-Transport-Security") == "" {
		t.Error("HTTPS sends none")
	}
}

func TestRequestID_isOursAndNew(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r := httptest.NewRequest(get, "/nowhere", nil)
	r.Header.Set("X-Request-Id", "evil\x1b[31m")
	one, two := k.do(r), k.get("/nowhere")
	id := one.Header().Get("X-Request-Id")
	if len(id) != 16 || id == two.Header().Get("X-Request-Id") {
		t.Errorf("ids %q and %q", id, two.Header().Get("X-Request-Id"))
	}
	if !strings.Contains(one.Body.String(), id) {
		t.Error("the error page does not show its id")
	}
}

func TestHead_answersLikeGetWithoutBody(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for _, path := range []string{"/t/page", "/healthz", web.Asset("staff.css"), "/nowhere", "/t/panic"} {
		g, h := k.get(path), k.do(httptest.NewRequest("HEAD", path, nil))
		if g.Code != h.Code || h.Body.Len() != 0 || g.Body.Len() == 0 {
			t.Errorf("%s: GET %d (%d bytes), HEAD %d (%d bytes)", path, g.Code, g.Body.Len(), h.Code, h.Body.Len())
		}
		if g.Header().Get("Content-Type") != h.Header().Get("Content-Type") {
			t.Errorf("%s: types differ", path)
		}
	}
}

func TestMethod_notAllowedHasAPageAndAllow(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for _, m := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"} {
		w := k.do(httptest.NewRequest(m, "/t/search", nil))
		if w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "GET") || !strings.Contains(w.Body.String(), k.Texts.T("error.405.title")) {
			t.Errorf("%s: %d, Allow %q", m, w.Code, w.Header().Get("Allow"))
		}
	}
	r := httptest.NewRequest(post, "/t/search", strings.NewReader("_method=GET"))
	r.Header.Set("X-HTTP-Method-Override", "GET")
	if w := k.do(r); w.Code != 405 {
		t.Errorf("method override was obeyed: %d", w.Code)
	}
}

func TestOrigin_otherSitesCannotPost(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	cases := []struct {
		name, site, origin string
		want               int
	}{
		{"a program", "", "", 200},
		{"our page", "same-origin", "http://example.com", 200},
		{"our page, no referrer", "same-origin", "null", 200},
		{"typed address", "none", "", 200},
		{"other site", "cross-site", "http://evil.example", 403},
		{"other site, origin forged", "cross-site", "http://example.com", 403},
		{"neighbour", "same-site", "http://a.example.com", 403},
		{"old browser, ours", "", "http://example.com", 200},
		{"old browser, other", "", "http://evil.example", 403},
		{"old browser, null", "", "null", 403},
	}
	for _, tc := range cases {
		r := httptest.NewRequest(post, "/t/echo", strings.NewReader("cat=fee"))
		r.Header.Set("Content-Type", formType)
		if tc.site != "" {
			r.Header.Set("Sec-Fetch-Site", tc.site)
		}
		if tc.origin != "" {
			r.Header.Set("Origin", tc.origin)
		}
		if w := k.do(r); w.Code != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, w.Code, tc.want)
		}
	}
	if len(k.sawForms) != 5 {
		t.Errorf("%d forms reached the handler", len(k.sawForms))
	}
}

func TestPath_secondReadingsAreNotFound(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for _, p := range []string{
		"//t/page", "/t//page", "/t/./page", "/t/../t/page", "/t/..;/page", "/t/page;x=1", "/t%2fpage", "/t%2Fpage", "/%2e%2e/t/page",
		"/t%5cpage", "/t/page%00", "/t/page/", "/t/%70age", "/static/..%2f..%2fgo.mod", "/t/\u9875", "/t/page%0d%0aX:1", "/t/cases/..", "/t/any/..%2fx", "/t/any/%2e%2e", "/t/any/a;b", "/t/any/a%5cb", "/t/any/a%00", "/t/any//x", "/t/any/../x", "//evil.example/..",
	} {
		r := httptest.NewRequest(get, "/", nil)
		u, err := url.ParseRequestURI(p)
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		r.URL = u
		if w := k.do(r); w.Code != 404 || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
	if w := k.get("/t/any/report-2026.xlsx"); w.Code != 200 {
		t.Errorf("plain path: %d", w.Code)
	}
	if w := k.get("/t/search?q=" + strings.Repeat("a", 4096)); w.Code != 414 {
		t.Errorf("long address: %d", w.Code)
	}
}

func TestPathParameter_malformedIsNotFound(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	if w := k.get("/t/cases/2026-000128-7"); w.Code != 200 || w.Body.String() != "2026-000128-7" {
		t.Errorf("good number: %d %q", w.Code, w.Body)
	}
	for _, n := range []string{"1", "2026-128-7", "2026-000128", "2026-000128-77", "x2026-000128-7", "2026-000128-7.", "2026-000128-X"} {
		if w := k.get("/t/cases/" + n); w.Code != 404 {
			t.Errorf("%s: %d", n, w.Code)
		}
	}
}

func TestPanic_showsThePageAndLogsNoInput(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.get("/t/panic")
	if w.Code != 500 || !strings.Contains(w.Body.String(), k.Texts.T("error.500.title")) || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(k.log.String(), "kit_test.go") {
		t.Error("the log has no stack")
	}
	if w := k.get("/t/panic-text"); w.Code != 500 {
		t.Errorf("status %d", w.Code)
	}
	if strings.Contains(k.log.String(), "typed secret") {
		t.Error("the log has the thrown text")
	}
}

func TestLog_saysNothingAboutThePerson(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r := httptest.NewRequest(post, "/t/echo?from=wx-share", strings.NewReader("text=%0d%0a%7b%22level%22%3a%22audit%22%7d&cat=typed-cat"))
	r.Header.Set("Content-Type", formType)
	r.Header.Set("User-Agent", "agent-of-somebody")
	r.Header.Set("Referer", "http://chat.example/group")
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	r.RemoteAddr = "198.51.100.7:4711"
	k.do(r)
	k.get("/t/cases/2026-000128-7")
	k.get("/t/cases/13900000000")
	k.get("/no/such/secret-path")
	log := k.log.String()
	for _, leak := range []string{"wx-share", "typed-cat", "audit", "agent-of", "chat.example", "203.0.113.9", "198.51.100.7", "2026-000128-7", "13900000000", "secret-path"} {
		if strings.Contains(log, leak) {
			t.Errorf("the log has %q", leak)
		}
	}
	var line struct {
		Msg       string `json:"msg"`
		Method    string `json:"method"`
		Route     string `json:"route"`
		Kind      string `json:"kind"`
		Status    int    `json:"status"`
		RequestID string `json:"request_id"`
	}
	first, _, _ := bytes.Cut([]byte(log), []byte("\n"))
	if err := json.Unmarshal(first, &line); err != nil {
		t.Fatal(err)
	}
	said := line.Msg + " " + line.Method + " " + line.Route + " " + line.Kind
	if said != "request POST /t/echo ok" || line.Status != http.StatusOK || len(line.RequestID) != 16 {
		t.Errorf("line %+v", line)
	}
	if n := strings.Count(log, "\n"); n != 4 {
		t.Errorf("%d lines for 4 requests:\n%s", n, log)
	}
}
