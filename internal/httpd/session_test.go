package httpd

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sunlead/internal/errs"
)

func TestSession_cookieIsClosed(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, token := k.signedIn(t, "handler")
	if c.Name != "sunlead" || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 0 {
		t.Errorf("cookie %+v", c)
	}
	if len(token) != 22 {
		t.Errorf("csrf token %q", token)
	}
	s := newKit(t, func(d *Deps) { d.Secure = true })
	w := s.post("/t/signin", nil)
	if c := cookieOf(w, "__Host-sunlead"); c == nil || !c.Secure || c.Domain != "" || c.Path != "/" {
		t.Errorf("secure cookie %+v", c)
	}
}

func TestSession_opensOnlyTheRolesRoutes(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	handler, _ := k.signedIn(t, "handler")
	admin, _ := k.signedIn(t, "admin")
	for _, tc := range []struct {
		path   string
		cookie *http.Cookie
		want   int
	}{
		{"/t/staff", handler, 200},
		{"/t/staff", admin, 200},
		{"/t/admin", handler, 403},
		{"/t/admin", admin, 200},
		{"/t/admin", &http.Cookie{Name: "sunlead", Value: strings.Repeat("A", 43)}, 303},
		{"/t/admin", &http.Cookie{Name: "sunlead", Value: "x"}, 303},
		{"/t/admin", &http.Cookie{Name: "other", Value: admin.Value}, 303},
	} {
		if w := k.get(tc.path, tc.cookie); w.Code != tc.want {
			t.Errorf("%s: %d, want %d", tc.path, w.Code, tc.want)
		}
	}
	if w := k.get("/t/admin", handler); !strings.Contains(w.Body.String(), "/signout") {
		t.Error("the 403 page lost the staff frame")
	}
}

func TestSession_leadsToSignInAndBack(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.get("/t/staff")
	if w.Code != 303 || w.Header().Get("Location") != "/signin?next=%2Ft%2Fstaff" {
		t.Errorf("%d %q", w.Code, w.Header().Get("Location"))
	}
}

func TestSession_tokenIsRenewedAtSignIn(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	first, csrf := k.signedIn(t, "handler")
	w := k.post("/t/signin", url.Values{"who": {"admin"}}, first)
	second := cookieOf(w, sessionCookie)
	if second == nil || second.Value == first.Value {
		t.Fatal("the token stayed")
	}
	if w := k.get("/t/staff", first); w.Code != 303 {
		t.Errorf("the old token still opens: %d", w.Code)
	}
	if w := k.post("/t/staff", url.Values{"csrf": {csrf}}, second); w.Code != 403 {
		t.Errorf("the old csrf token still counts: %d", w.Code)
	}
	if k.store.len() != 1 {
		t.Errorf("%d sessions in the store", k.store.len())
	}
}

func TestSession_twoCookiesAreNone(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	if w := k.get("/t/staff", c, &http.Cookie{Name: c.Name, Value: strings.Repeat("B", 43)}); w.Code != 303 {
		t.Errorf("status %d", w.Code)
	}
}

func TestSession_endsWhenIdle(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	k.wall.Add(29 * time.Minute)
	if w := k.get("/t/staff", c); w.Code != 200 {
		t.Errorf("after 29 min: %d", w.Code)
	}
	k.wall.Add(29 * time.Minute)
	if w := k.get("/t/staff", c); w.Code != 200 {
		t.Errorf("used in between: %d", w.Code)
	}
	k.wall.Add(31 * time.Minute)
	if w := k.get("/t/staff", c); w.Code != 303 {
		t.Errorf("idle for 31 min: %d", w.Code)
	}
}

func TestSession_endsAfterTwelveHours(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	for range 36 { // 12 h in steps of 20 min
		k.wall.Add(20 * time.Minute)
		if w := k.get("/t/staff", c); w.Code != 200 {
			t.Fatalf("ended early at %v: %d", k.wall.Now(), w.Code)
		}
	}
	k.wall.Add(time.Second)
	if w := k.get("/t/staff", c); w.Code != 303 {
		t.Errorf("after 12 h: %d", w.Code)
	}
}

func TestSession_disabledAccountEndsAtOnce(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	k.staff.mu.Lock()
	delete(k.staff.m, handlerID)
	k.staff.mu.Unlock()
	if w := k.get("/t/staff", c); w.Code != 303 {
		t.Errorf("status %d", w.Code)
	}
}

func TestSession_signOutEndsItInTheStore(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, csrf := k.signedIn(t, "handler")
	w := k.post("/t/signout", url.Values{"csrf": {csrf}}, c)
	if gone := cookieOf(w, sessionCookie); w.Code != 303 || gone == nil || gone.MaxAge >= 0 {
		t.Errorf("%d %v", w.Code, gone)
	}
	if k.store.len() != 0 || k.get("/t/staff", c).Code != 303 {
		t.Error("the session is still there")
	}
}

func TestSession_failingStoreIsNotASignOut(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	k.store.fail = errs.Wrap(errs.Unavailable, errors.New("no database"), "error.busy")
	if w := k.get("/t/staff", c); w.Code != 503 || w.Header().Get("Retry-After") == "" || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := k.get("/t/page", c); w.Code != 200 {
		t.Errorf("a public page asked the store: %d", w.Code)
	}
}

func TestCSRF_guardsEveryStaffPost(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, csrf := k.signedIn(t, "handler")
	_, other := k.signedIn(t, "admin")
	for name, tc := range map[string]struct {
		token []string
		want  int
	}{
		"right": {[]string{csrf}, 200}, "missing": {nil, 403}, "empty": {[]string{""}, 403}, "somebody else's": {[]string{other}, 403},
		"longer": {[]string{csrf + "A"}, 403}, "cut": {[]string{csrf[:21]}, 403}, "twice": {[]string{csrf, csrf}, 400},
	} {
		v := url.Values{"cat": {"fee"}}
		for _, token := range tc.token {
			v.Add("csrf", token)
		}
		if w := k.post("/t/staff", v, c); w.Code != tc.want {
			t.Errorf("%s: %d, want %d", name, w.Code, tc.want)
		}
	}
}

func TestCSRF_refusalGivesTheWritingBack(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "handler")
	written := url.Values{"text": {"写了半个小时</textarea><script>的答复"}, "csrf": {"wrong"}, "cat": {"not-shown"}}
	for name, w := range map[string]*http.Cookie{"wrong token": c, "session over": {Name: "x", Value: "y"}} {
		body := k.post("/t/staff", written, w).Body.String()
		if !strings.Contains(body, "写了半个小时&lt;/textarea&gt;&lt;script&gt;的答复") || strings.Contains(body, "<script>的") {
			t.Errorf("%s: the text is lost or not escaped", name)
		}
		if strings.Contains(body, "not-shown") {
			t.Errorf("%s: shows short fields", name)
		}
	}
	if body := k.post("/t/staff", written, c).Body.String(); !strings.Contains(body, k.Texts.T("error.csrf.title")) {
		t.Error("no explanation")
	}
}

func TestCSRF_everyStaffPostOfTheTableIsGuarded(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	c, _ := k.signedIn(t, "admin")
	for _, r := range k.routes {
		path := strings.NewReplacer(":number", "2026-000128-7", ":print_no", "1", ":letter", "accept", ":id", "1", ":setting", "answer", ":over", "1", ":pub", "1").Replace(r.Path)
		if r.Method != post || r.Options.Keyless {
			continue
		}
		if w := k.post(path, nil, c); w.Code != 403 && w.Code != 400 && (w.Code != 415 || !r.Options.File) {
			t.Errorf("%s without a token: %d", r.Path, w.Code)
		}
	}
}
