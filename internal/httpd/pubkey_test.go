package httpd

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
)

func TestFormKey_onlyOursIsRead(t *testing.T) {
	t.Parallel()
	k, other := newKit(t), newKit(t, func(d *Deps) { d.Secret = bytes.Repeat([]byte{8}, 32) })
	key := newFormKey()
	if key == newFormKey() {
		t.Fatal("two keys are equal")
	}
	field := k.keyField(key)
	if got, err := k.parseFormKey(field); err != nil || got != key {
		t.Fatalf("%v %v", got, err)
	}
	raw, _ := base64.RawURLEncoding.DecodeString(field)
	flip := func(i int) string {
		b := bytes.Clone(raw)
		b[i] ^= 1
		return base64.RawURLEncoding.EncodeToString(b)
	}
	for name, bad := range map[string]string{
		"missing": "", "foreign": other.keyField(key), "key changed": flip(0), "time changed": flip(17), "signature changed": flip(31), "cut": field[:47], "longer": field + "A",
		"10 KB": strings.Repeat("A", 10240), "line end": field[:47] + "\n", "line end inside": field[:20] + "\n" + field[21:],
		"other alphabet": strings.Repeat("+", keyLength), "padded": field[:47] + "=", "zero": strings.Repeat("A", keyLength),
	} {
		if bad == field {
			t.Fatalf("%s is the field itself", name)
		}
		if _, err := k.parseFormKey(bad); !errs.Is(err, errs.Malformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFormKey_guardsPublicPosts(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	field := k.keyField(newFormKey())
	for name, tc := range map[string]struct {
		v    url.Values
		want int
	}{
		"signed": {url.Values{"key": {field}}, 200}, "missing": {url.Values{"cat": {"fee"}}, 400},
		"forged": {url.Values{"key": {strings.Repeat("A", keyLength)}}, 400}, "blank around": {url.Values{"key": {" " + field}}, 400},
	} {
		if w := k.post("/t/keyed", tc.v); w.Code != tc.want {
			t.Errorf("%s: %d, want %d", name, w.Code, tc.want)
		}
	}
	if len(k.sawForms) != 1 {
		t.Errorf("%d forms reached the handler", len(k.sawForms))
	}
}

// jar runs f in a request that carries the cookies.
func (k *kit) jar(f func(echo.Context), cookies ...*http.Cookie) []*http.Cookie {
	r := httptest.NewRequest(get, "/", nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	f(k.Echo().NewContext(r, w))
	return w.Result().Cookies()
}

func TestSealedCookie_opensForUsUntilItEnds(t *testing.T) {
	t.Parallel()
	k := newKit(t, func(d *Deps) { d.Secure = true })
	set := k.jar(func(c echo.Context) {
		if err := k.putSealed(c, cookieTrack, "2026-000128-7", 30*time.Minute); err != nil {
			t.Error(err)
		}
	})
	if len(set) != 1 || set[0].Name != "__Host-track" || !set[0].HttpOnly || !set[0].Secure || set[0].SameSite != http.SameSiteLaxMode || set[0].Path != "/" || set[0].MaxAge != 1800 {
		t.Fatalf("cookie %+v", set)
	}
	if strings.Contains(set[0].Value, base64.RawURLEncoding.EncodeToString([]byte("2026"))[:5]) {
		t.Error("the value can be read")
	}
	changed := "A" + set[0].Value[1:]
	if changed == set[0].Value {
		changed = "B" + changed[1:]
	}
	want := func(name, value string, ok bool, cookies ...*http.Cookie) {
		t.Helper()
		k.jar(func(c echo.Context) {
			if v, got := k.sealed(c, cookieTrack); got != ok || ok && v != value {
				t.Errorf("%s: %q %v", name, v, got)
			}
		}, cookies...)
	}
	mine := &http.Cookie{Name: "__Host-track", Value: set[0].Value}
	want("ours", "2026-000128-7", true, mine)
	want("none", "", false)
	want("two", "", false, mine, mine)
	want("another name's", "", false, &http.Cookie{Name: "__Host-draft", Value: mine.Value}, &http.Cookie{Name: "track", Value: mine.Value})
	want("changed", "", false, &http.Cookie{Name: "__Host-track", Value: changed})
	want("nonsense", "", false, &http.Cookie{Name: "__Host-track", Value: "x"})
	want("huge", "", false, &http.Cookie{Name: "__Host-track", Value: strings.Repeat("A", 4000)})
	k.jar(func(c echo.Context) {
		if _, ok := k.sealed(c, cookieDraft); ok {
			t.Error("a value sealed for track opens as draft")
		}
	}, &http.Cookie{Name: "__Host-draft", Value: mine.Value})
	k.wall.Add(30 * time.Minute)
	want("over", "", false, mine)
}

func TestFlash_isShownOnce(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	w := k.post("/t/flash", nil)
	c := cookieOf(w, cookieFlash)
	if w.Code != 303 || c == nil {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	page := k.get("/t/page", c)
	if !strings.Contains(page.Body.String(), k.Texts.T("error.fields", "n", 3)) {
		t.Error("the sentence is not shown")
	}
	if gone := cookieOf(page, cookieFlash); gone == nil || gone.MaxAge >= 0 {
		t.Errorf("the cookie stays: %v", gone)
	}
	if lost := cookieOf(k.get("/nowhere", c), cookieFlash); lost != nil {
		t.Error("an error page swallowed the sentence")
	}
}
