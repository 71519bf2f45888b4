package httpd

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// A value is tidied once: valid text stays valid, without carriage returns, and tidy changes it no further.
func FuzzTidy(f *testing.F) {
	for _, seed := range []string{"\ufeff 示例 \r\n", "１９９０-٠٠٠－۱۲۳４", "\u2800\u200b", "a\rb\r\nc", "\u3000\ufeff\u3000x"} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(ruleDigits))
		f.Add(seed, uint8(ruleLong))
	}
	f.Fuzz(func(t *testing.T, typed string, rule uint8) {
		if !utf8.ValidString(typed) {
			return // refused before
		}
		kind := fieldRule(rule) &^ ruleRaw
		once := tidy(typed, kind)
		if again := tidy(once, kind); again != once && !strings.Contains(once, "\ufeff") { // of two marks one is text
			t.Errorf("%+q becomes %+q, then %+q", typed, once, again)
		}
		if !utf8.ValidString(once) || strings.Contains(once, "\r") || once != "" && isBlank(once) {
			t.Errorf("%+q becomes %+q", typed, once)
		}
		if kind&ruleLong == 0 && strings.Contains(once, "\n") {
			t.Errorf("%+q has lines in a field of one", once)
		}
	})
}

func fuzzServer(f *testing.F) *Server {
	f.Helper()
	d, _ := testDeps(f)
	s, err := New(d)
	if err != nil {
		f.Fatal(err)
	}
	return s
}

// A cookie that we did not seal is none.
func FuzzSealedCookie(f *testing.F) {
	s := fuzzServer(f)
	w := httptest.NewRecorder()
	c := s.echo.NewContext(httptest.NewRequest(get, "/", nil), w)
	if err := s.putSealed(c, cookieDraft, "value", time.Hour); err != nil {
		f.Fatal(err)
	}
	ours := cookieOf(w, cookieDraft).Value
	for _, seed := range []string{ours, "", ours[:len(ours)-1], ours + "A", "====", strings.Repeat("A", cookieMax+1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		r := httptest.NewRequest(get, "/", nil)
		r.AddCookie(&http.Cookie{Name: cookieDraft, Value: raw})
		value, ok := s.sealed(s.echo.NewContext(r, httptest.NewRecorder()), cookieDraft)
		if sent := s.cookie(s.echo.NewContext(r, nil), cookieDraft); sent == ours && !ok || ok && value != "value" {
			t.Errorf("%q opens as %q (%v)", raw, value, ok)
		}
		if _, ok := s.sealed(cookieContext(s, cookieTrack, raw), cookieTrack); ok {
			t.Errorf("%q opens under another name", raw)
		}
	})
}

func cookieContext(s *Server, name, raw string) echo.Context {
	r := httptest.NewRequest(get, "/", nil)
	r.AddCookie(&http.Cookie{Name: name, Value: raw})
	return s.echo.NewContext(r, httptest.NewRecorder())
}

// A form key that we did not sign is refused; one that we did is read as it was.
func FuzzFormKey(f *testing.F) {
	s := fuzzServer(f)
	ours := s.keyField(formKey{1, 2, 3})
	for _, seed := range []string{ours, "", ours + "=", ours[1:] + "A", strings.Repeat("A", keyLength)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		k, err := s.parseFormKey(field)
		if (err == nil) != (field == ours) || err == nil && s.keyField(k) != field || err != nil && k != (formKey{}) && len(field) != keyLength {
			t.Errorf("%q is read as %x: %v", field, k, err)
		}
	})
}

// Where somebody goes after signing in is never another site, whatever the address says.
func FuzzOwnPath(f *testing.F) {
	for _, seed := range []string{"/", "/cases?q=1", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nX: y", "/%2f/evil.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !ownPath(address) {
			return
		}
		if path, _, _ := strings.Cut(address, "?"); strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\%") || strings.ContainsAny(address, "\r\n") {
			t.Errorf("%q is taken for one of ours", address)
		}
		u, err := httptest.NewRequest(get, "http://a.example/", nil).URL.Parse(address)
		if err == nil && u.Host != "a.example" {
			t.Errorf("%q leads to %s", address, u.Host)
		}
	})
}
