package httpd

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"sunlead/internal/testkit"
	"sunlead/web"
)

// newGallerySite is the demo's site in all languages.
func newGallerySite(t *testing.T) *parentSite {
	t.Helper()
	w := newParentSite(t)
	if len(w.tongues) != 3 {
		t.Fatalf("%d languages", len(w.tongues))
	}
	return w
}

// Every public page is in the gallery, and what is there is a page.
func TestGallery_hasEveryPage(t *testing.T) {
	t.Parallel()
	shown, names := map[string]bool{"gallery/list": true}, map[string]bool{}
	for _, g := range galleryStates() {
		if names[g.name] {
			t.Errorf("%s is there twice", g.name)
		}
		shown[g.page], names[g.name] = true, true
	}
	for _, p := range pageTable {
		if p.layout == web.LayoutPublic && !shown[p.name] {
			t.Errorf("%s has no state in the gallery (gallery_states.go): add a line for each it can be in", p.name)
		}
	}
}

// The gallery is of the demo alone.
func TestGallery_isNotServed(t *testing.T) {
	t.Parallel()
	w := newGallerySite(t)
	for _, tongue := range w.tongues {
		tongue.Demo = false
	}
	for _, path := range []string{galleryPath, galleryPath + "/home", galleryPicturePath} {
		if p := w.visitor().Get(path); p.Status != 404 {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}

// The budgets of a first visit over a slow line, in bytes as they are sent. The Uyghur font is not counted: nothing waits for it.
const (
	htmlBudget   = 6 << 10
	sheetBudget  = 11 << 10
	scriptBudget = 4 << 10
	visitBudget  = 22 << 10
	allBudget    = 9 << 10 // /report/all, which is every question at once
)

// onWire is the size of an answer to a browser, compressed when it is, and its text.
func (w *parentSite) onWire(path string) (size int, text string) {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), get, path, nil)
	r.RemoteAddr = "127.0.0.1:50000"
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	size = rec.Body.Len()
	if rec.Code != 200 {
		w.t.Errorf("%s: %d", path, rec.Code)
	}
	if rec.Header().Get("Content-Encoding") != "gzip" {
		return size, rec.Body.String()
	}
	z, err := gzip.NewReader(rec.Body)
	w.must(err)
	b, err := io.ReadAll(z)
	w.must(err)
	return size, string(b)
}

// Every state of every page, in every language, is within the budgets and speaks.
func TestGallery_keepsToTheBudgets(t *testing.T) {
	t.Parallel()
	w := newGallerySite(t)
	script, _ := w.onWire(web.Asset("public.js"))
	if script > scriptBudget {
		t.Errorf("the script has %d bytes", script)
	}
	for _, tongue := range w.tongues {
		name := "public.css"
		if tongue.Texts.Dir() == "rtl" {
			name = "public.rtl.css"
		}
		sheet, _ := w.onWire(web.Asset(name))
		most, where, all := 0, "", 0
		for _, g := range galleryStates() {
			size, text := w.onWire(tongue.Texts.URL(galleryPath + "/" + g.name))
			switch {
			case g.page == reportAll.view:
				all = max(all, size)
			case size > most:
				most, where = size, g.name
			}
			if i := strings.Index(text, "⟦"); i >= 0 {
				t.Errorf("%s %s: no sentence for %.60s", tongue.Texts.Lang(), g.name, text[i:])
			}
			for _, more := range []string{"<img ", "<style", "<iframe"} {
				if strings.Contains(text, more) && g.page != "report/done" {
					t.Errorf("%s %s: %s is a request, or bytes, more", tongue.Texts.Lang(), g.name, more)
				}
			}
			if n := strings.Count(text, `rel="stylesheet"`) + strings.Count(text, "<script"); n != 2 {
				t.Errorf("%s %s: a sheet and a script are %d", tongue.Texts.Lang(), g.name, n)
			}
		}
		if sheet > sheetBudget || most > htmlBudget || all > allBudget || max(most, all)+sheet+script > visitBudget {
			t.Errorf("%s: sheet %d, script %d, page %d (%s), all questions %d", tongue.Texts.Lang(), sheet, script, most, where, all)
		}
		t.Logf("%s: sheet %d, script %d, largest page %d (%s), together %d, all questions %d", tongue.Texts.Lang(), sheet, script, most, where, most+sheet+script, all)
	}
}

var headings = regexp.MustCompile(`<h([1-6])[ >][^<]*`)

// A reader who goes from heading to heading finds no level left out.
func TestGallery_headingsLeaveNoLevelOut(t *testing.T) {
	t.Parallel()
	w := newGallerySite(t)
	v := w.visitor()
	for _, g := range galleryStates() {
		level := 1 // the summary of what is wrong stands before the first heading
		p := v.Get(galleryPath + "/" + g.name)
		found := headings.FindAllStringSubmatch(p.Body, -1)
		if len(found) == 0 {
			t.Errorf("%s: %d without a heading", g.name, p.Status)
		}
		for _, h := range found {
			now := int(h[1][0] - '0')
			if now > level+1 {
				t.Errorf("%s: %s follows h%d", g.name, h[0], level)
			}
			level = now
		}
	}
}

// What somebody typed is never compressed together with a key, and staff pages are not at all.
func TestSqueeze_onlyWhatNobodyChose(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	v.Header.Set("Accept-Encoding", "gzip")
	if p := v.Get("/track"); p.Header.Get("Content-Encoding") != "gzip" || p.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("a page for parents: %v", p.Header)
	}
	if p := v.Post("/track", map[string][]string{"code": {"1"}}); p.Header.Get("Content-Encoding") != "" {
		t.Error("an answer to a form is compressed")
	}
	if p := v.Get("/signin?next=/cases"); p.Header.Get("Content-Encoding") != "" {
		t.Error("a page of staff is compressed")
	}
}

// TestGallery_looks keeps pictures of every state and finds what is wrong with them; it needs Chromium and is empty in a quick run.
func TestGallery_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	w := newGallerySite(t)
	site := httptest.NewServer(w.Handler())
	t.Cleanup(site.Close)
	for _, tongue := range w.tongues {
		t.Run(tongue.Texts.Lang(), func(t *testing.T) {
			t.Parallel()
			tab := testkit.NewBrowser(t).Open(site.URL + "/")
			for _, g := range galleryStates() {
				tab.Go(site.URL + tongue.Texts.URL(galleryPath+"/"+g.name))
				for _, width := range testkit.Widths {
					tab.Screenshot("gallery-"+tongue.Texts.Lang()+"-"+g.name, width)
					if n := tab.Sideways(); n > 0 {
						t.Errorf("%s is %d px too wide at %d", g.name, n, width)
					}
				}
				for _, v := range tab.Axe() {
					t.Errorf("%s: %s", g.name, v)
				}
				tab.Width(320)
				tab.MustEval(`() => { document.documentElement.style.fontSize = "200%" }`)
				if n := tab.Sideways(); n > 0 {
					t.Errorf("%s is %d px too wide at 320 px with text twice as large", g.name, n)
				}
			}
		})
	}
}
