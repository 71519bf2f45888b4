package httpd

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"
)

// A kept page reads the same compressed or not, whatever the key, also where its text resembles one.
func TestStencil_readsTheSame(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("Kq", keyLength/2)
	for name, page := range map[string]string{
		"in the middle":      strings.Repeat("<p>招生</p>", 900) + keyHole + strings.Repeat("<p>招生</p>", 900),
		"at the beginning":   keyHole + "the rest",
		"at the end":         "the rest" + keyHole,
		"alone":              keyHole,
		"before dashes":      "<hr>" + keyHole + "<hr>" + strings.Repeat("-", keyLength-1) + "<hr>",
		"among its likeness": key + key + keyHole + key + strings.Repeat(key, 50),
	} {
		want := strings.Replace(page, keyHole, key, 1)
		if got := keyed(t, plainStencil, page, keyHole, key); string(got) != want {
			t.Errorf("%s: %q", name, got)
		}
		if got := unzipped(t, keyed(t, gzipStencil, page, keyHole, key)); got != want {
			t.Errorf("%s, compressed: %q", name, got)
		}
	}
	if got := unzipped(t, keyed(t, gzipStencil, "no form", "", "")); got != "no form" {
		t.Errorf("without a hole: %q", got)
	}
}

// The length of a compressed page says nothing of the key in it.
func TestStencil_lengthTellsNothing(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("0123456789abcdef", 60) + keyHole + "</form>"
	like := keyed(t, gzipStencil, page, keyHole, strings.Repeat("0123456789abcdef", 3))
	unlike := keyed(t, gzipStencil, page, keyHole, "qJ7-wZ_1mXr9Kt5vPy3bLc8nGf2hDs6aTe4uWi0oRx7kMz1j")
	if len(like) != len(unlike) {
		t.Errorf("%d and %d bytes", len(like), len(unlike))
	}
}

// A template that says its key twice, or not at all, is found out before anybody gets another's.
func TestStencil_wantsOneHole(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"none", keyHole + " " + keyHole} {
		if _, err := plainStencil([]byte(page), keyHole); err == nil {
			t.Errorf("%q is taken", page)
		}
		if _, err := gzipStencil([]byte(page), keyHole); err == nil {
			t.Errorf("%q is taken, compressed", page)
		}
	}
}

func keyed(t *testing.T, form func([]byte, string) (*stencil, error), page, hole, key string) []byte {
	t.Helper()
	p, err := form([]byte(page), hole)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	p.write(&b, key)
	return b.Bytes()
}

func unzipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The first page of the report is kept, its key is not: each reader has one of their own that works, in every language and
// encoding, and who has begun a report is asked about it.
func TestRenderSame_eachFormHasItsKey(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	seen := map[string]bool{}
	for _, at := range []string{"/report/type", "/en/report/type", "/report/type?from=elsewhere", "/report/all"} {
		for range 2 {
			_, zipped := w.onWire(at)
			v := w.visitor()
			plain := v.Get(at)
			key := between(plain.Body, `name="key" value="`, `"`)
			if _, err := w.parseFormKey(key); err != nil || seen[key] {
				t.Fatalf("%s: key %q, %v", at, key, err)
			}
			seen[key] = true
			if old := between(zipped, `name="key" value="`, `"`); strings.Replace(zipped, old, key, 1) != plain.Body {
				t.Errorf("%s: compressed it is another page", at)
			}
			if p := v.Post("/report/type", url.Values{fieldKey: {key}, "cat": {"fee"}}); !strings.HasSuffix(p.URL.Path, reportSchool.path) {
				t.Errorf("%s: the form leads to %s", at, p.URL)
			}
			says(t, v.Get("/report/type"), w.Texts.T("report.go_on"))
		}
	}
	if p := w.visitor().Get("/report/type"); strings.Contains(p.Body, w.Texts.T("report.go_on")) {
		t.Error("somebody else is asked about it")
	}
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	middle, _, _ := strings.Cut(rest, after)
	return middle
}

// What is looked up has no end, what is kept has; what was typed is not kept.
func TestRenderSame_keepsSoMany(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	for n := range sheetsMost + 10 {
		v.Get(fmt.Sprintf("%s?after=%d", clarificationsPath, n+1))
	}
	v.Get(policyPath + "?q=示例一小")
	says(t, v.Get(policyPath+"?district=650102"), "天山区")
	says(t, v.Get(policyPath+"?district=650103"), "沙依巴克区")
	w.sheets.mu.RLock()
	defer w.sheets.mu.RUnlock()
	if n := len(w.sheets.kept); n == 0 || n > sheetsMost {
		t.Errorf("%d pages are kept", n)
	}
	for at := range w.sheets.kept {
		if strings.Contains(at.address, "q=") {
			t.Errorf("%s is kept", at.address)
		}
	}
}
