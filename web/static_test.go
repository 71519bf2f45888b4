package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAsset_carriesTheContentsHash(t *testing.T) {
	t.Parallel()
	want := regexp.MustCompile(`^/static/public\.[0-9a-f]{8}\.css$`)
	if got := Asset("public.css"); !want.MatchString(got) {
		t.Errorf("got %q", got)
	}
	a := indexStatics(fstest.MapFS{"static/a.css": {Data: []byte("a{}")}})
	b := indexStatics(fstest.MapFS{"static/a.css": {Data: []byte("b{}")}})
	if a.byName["a.css"].Path == b.byName["a.css"].Path {
		t.Error("other bytes, same address")
	}
	if got := Asset("gone.css"); got != "/static/gone.css" {
		t.Errorf("got %q", got)
	}
}

func TestStatic_findsOnlyTheExactAddress(t *testing.T) {
	t.Parallel()
	for _, f := range StaticFiles() {
		got, ok := Static(Asset(f.Name))
		if !ok || got != f {
			t.Errorf("%s is not found by its own address", f.Name)
		}
	}
	for _, p := range []string{"", "/static/", "/static/public.css", "/static/public.00000000.css", "/static/SOURCES.sum", "/static/../embed.go"} {
		if _, ok := Static(p); ok {
			t.Errorf("%q was found", p)
		}
	}
}

func TestStatic_servesOnlyKnownTypes(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for _, f := range StaticFiles() {
		names[f.Name] = f.Type
	}
	if names["public.css"] != "text/css; charset=utf-8" || names["favicon.svg"] != "image/svg+xml" {
		t.Errorf("got %v", names)
	}
	if _, ok := names["SOURCES.sum"]; ok {
		t.Error("the sums are not for readers")
	}
}

func TestStaticFile_gzipIsTheSameFile(t *testing.T) {
	t.Parallel()
	for _, f := range StaticFiles() {
		zipped := f.Gzip()
		if zipped == nil {
			continue
		}
		zr, err := gzip.NewReader(bytes.NewReader(zipped))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(zr)
		if err != nil || !bytes.Equal(plain, f.Body) {
			t.Errorf("%s: gzip differs (%v)", f.Name, err)
		}
		if len(zipped) >= len(f.Body) {
			t.Errorf("%s: gzip is not smaller", f.Name)
		}
	}
	tiny := newStaticFile("a.css", "text/css", []byte("a"))
	if tiny.Gzip() != nil {
		t.Error("one byte was compressed")
	}
}

func TestStatic_keepsTheBudget(t *testing.T) {
	t.Parallel()
	for name, kb := range map[string]int{"public.css": 11, "staff.css": 20} {
		f, ok := Static(Asset(name))
		if !ok {
			t.Fatalf("no %s", name)
		}
		if n := len(f.Gzip()); n > kb*1024 {
			t.Errorf("%s: %d bytes compressed, budget %d KB", name, n, kb)
		}
		for _, banned := range []string{"url(", "@import", "GDS", "crest"} {
			if strings.Contains(string(f.Body), banned) {
				t.Errorf("%s contains %q", name, banned)
			}
		}
	}
}

// A line that wraps does not begin with the dot between two facts.
func TestSheets_dotsStayWithWhatComesBefore(t *testing.T) {
	t.Parallel()
	sheet, err := staticFiles.ReadFile("static/staff.css")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(sheet), ".wrow__bit:not(:last-child)::after") || strings.Contains(string(sheet), ".wrow__next::before") || strings.Contains(string(sheet), ".wrow__bit::before") {
		t.Error("the dots of the work list stand before their facts")
	}
	for _, name := range []string{"layout/parts_show.html", "city/dispatch.html"} {
		page, err := Templates.ReadFile("templates/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), `<p class="wrow__meta"><span class="wrow__bit code">`) {
			t.Errorf("%s: the number has no dot behind it", name)
		}
	}
}
