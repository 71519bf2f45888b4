package httpd

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"net/url"
	"testing"

	"sunlead/web"
)

func TestStatic_servesOnlyExactHashedNames(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for _, f := range web.StaticFiles() {
		w := k.get(f.Path)
		if w.Code != 200 || w.Header().Get("Content-Type") != f.Type || !bytes.Equal(w.Body.Bytes(), f.Body) || w.Header().Get("ETag") != f.ETag {
			t.Errorf("%s: %d %v", f.Path, w.Code, w.Header())
		}
	}
	css := web.Asset("public.css")
	for _, p := range []string{
		"/static/public.css", "/static/", "/static", "/static/../static/public.css", "/static/..%2fembed.go", "/static/..%2f..%2fgo.mod",
		"/static/%2e%2e/embed.go", "/static/..\\embed.go", "/static/..%5cembed.go", "/static//" + css[8:], "/static/./" + css[8:],
		css + "/", css + "%00", css + ";x", css + "%20", "/static%2f" + css[8:], "/STATIC/" + css[8:], "/static/public.00000000.css",
		"/static/SOURCES.sum", "/static/../texts/zh/common.json", "/templates/error/show.html", "//static/" + css[8:],
	} {
		r := httptest.NewRequest(get, "/", nil)
		u, err := url.ParseRequestURI(p)
		if err != nil {
			u = &url.URL{Path: p}
		}
		r.URL = u
		if w := k.do(r); w.Code != 404 {
			t.Errorf("%s: %d", p, w.Code)
		}
	}
}

func TestStatic_compressedAndRevalidated(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	f, _ := web.Static(web.Asset("public.css"))
	ask := func(headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(get, f.Path, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return k.do(r)
	}
	w := ask("Accept-Encoding", "br, gzip;q=0.8")
	zr, err := gzip.NewReader(w.Body)
	if err != nil || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("%v %v", err, w.Header())
	}
	if b, err := io.ReadAll(zr); err != nil || !bytes.Equal(b, f.Body) {
		t.Errorf("unpacked to %d bytes, %v", len(b), err)
	}
	if w := ask("Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("gzip sent to somebody who refuses it")
	}
	if w := ask("Accept-Encoding", "gzip", "If-None-Match", w.Header().Get("ETag")); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("revalidation: %d", w.Code)
	}
	if w := ask("If-None-Match", `"other"`); w.Code != 200 {
		t.Errorf("other tag: %d", w.Code)
	}
}
