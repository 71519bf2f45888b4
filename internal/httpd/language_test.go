package httpd

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// speaks fails unless the page is in that language, and leads on in it.
func speaks(t *testing.T, p *testkit.Page, lang string) {
	t.Helper()
	dir := map[string]string{"ug": "rtl"}[lang]
	if dir == "" {
		dir = "ltr"
	}
	if html := p.One("html"); html.Attr("lang") != lang || html.Attr("dir") != dir {
		t.Errorf("%s speaks %s %s, want %s", p.URL, html.Attr("lang"), html.Attr("dir"), lang)
	}
	if sheet := p.One("link[rel=stylesheet]").Attr("href"); strings.Contains(sheet, ".rtl.") != (dir == "rtl") {
		t.Errorf("%s has the sheet %s", p.URL, sheet)
	}
	for _, a := range append(p.All("main a[href]"), p.All("main form[action]")...) {
		at := a.Attr("href") + a.Attr("action")
		if strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "/"+lang+"/") {
			t.Errorf("%s leads to %s", p.URL, at)
		}
	}
}

func TestLanguage_ofTheWholeReport(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, lang := range []string{"en", "ug"} {
		v := w.visitor()
		home := v.Get("/" + lang + "/")
		speaks(t, home, lang)
		p := v.Post("/"+lang+"/report/start", nil)
		if p.URL.Path != "/"+lang+"/report/type" {
			t.Fatalf("starting leads to %s", p.URL)
		}
		answers := map[string]map[string]string{
			"/report/type": typeAnswers, "/report/school": schoolAnswers, "/report/what": whatAnswers, "/report/contact": contactAnswers,
		}
		for range len(answers) {
			speaks(t, p, lang)
			if strings.HasSuffix(p.URL.Path, reportFilesPath) {
				p = v.Submit(mainForm(p), w.says(lang, "evidence.skip"))
				speaks(t, p, lang)
			}
			p = v.Submit(fill(p, answers[strings.TrimPrefix(p.URL.Path, "/"+lang)]), w.says(lang, "button.next"))
		}
		speaks(t, p, lang)
		if p.URL.Path != "/"+lang+"/report/check" {
			t.Fatalf("after the questions comes %s: %s", p.URL, p.Text())
		}
		p = v.Submit(mainForm(p), "")
		speaks(t, p, lang)
		code := strings.ReplaceAll(p.One(".receipt__code").Text(), " ", "")
		p = v.Post("/"+lang+"/track", map[string][]string{"code": {code}})
		speaks(t, p, lang)
		if p.URL.Path != "/"+lang+"/track/case" {
			t.Errorf("the code leads to %s", p.URL)
		}
	}
}

// says is the sentence of a key in a language.
func (w *parentSite) says(lang, key string) string {
	for _, tongue := range w.tongues {
		if tongue.Texts.Lang() == lang {
			return tongue.Texts.T(key)
		}
	}
	w.t.Fatal("nobody speaks " + lang)
	return ""
}

func TestLanguage_switchKeepsPageAndDraft(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	p = v.Submit(fill(p, map[string]string{"district": districtOfTests, "about": "school"}), "下一步")
	bad := v.Submit(fill(p, map[string]string{"text": "短"}), "下一步")
	if bad.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", bad.Status)
	}
	to := bad.One(`.langs button[lang=ug]`).Attr("formaction")
	if to != "/ug/report/what" || bad.One(".langs [aria-current]").Attr("lang") != "zh" {
		t.Fatalf("the switch leads to %s", to)
	}
	typed := mainForm(bad).Values()
	typed.Set(fieldLook, "lang")
	p = v.Post(to, typed)
	speaks(t, p, "ug")
	if got := mainForm(p).Get("text"); p.Status != http.StatusOK || got != "短" {
		t.Errorf("%d, what was typed is %q", p.Status, got)
	}
	p = v.Get(to)
	speaks(t, p, "ug")
	if p.URL.Path != to {
		t.Errorf("the draft is gone: %s", p.URL)
	}
	if back := p.One(".back").Attr("href"); back != "/ug/report/school" {
		t.Errorf("back leads to %s", back)
	}
	p = v.Get(to + "/")
	speaks(t, p, "ug")
	if p.Status != http.StatusNotFound {
		t.Errorf("status %d", p.Status)
	}
}

// What a page sends goes where the page is, in every language: forms with a file too.
func TestLanguage_formsGoWhereTheirPageIs(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, r := range routes() {
		if r.Method != post || r.Perm != org.Public || slices.Contains(staffDoors, r.Path) {
			continue
		}
		if p := w.visitor().Post("/ug"+r.Path, nil); p.Status == http.StatusNotFound {
			t.Errorf("/ug%s answers %d", r.Path, p.Status)
		}
	}
	v := w.visitor()
	key := w.toFiles(v)
	sent := sendParts(v, "/ug"+reportFilesPath, nil, part{name: "key", content: []byte(key)}, part{"photo", "a.jpg", takenSomewhere(t)})
	p := v.Get(sent.Header.Get("Location"))
	if speaks(t, p, "ug"); p.URL.Path != "/ug"+reportFilesPath || len(p.All(".files__item")) != 1 {
		t.Errorf("a photo: %d, then at %s", sent.Status, p.URL)
	}
}

func TestLanguage_isForParentsOnly(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, r := range routes() {
		if r.Method != get || strings.ContainsAny(r.Path, ":*") || r.Path == reportPicturePath { // a stranger has no receipt
			continue
		}
		p := w.visitor().Get("/ug" + r.Path)
		if want := r.Perm == org.Public && r.forParents(); (p.Status != http.StatusNotFound) != want {
			t.Errorf("/ug%s answers %d", r.Path, p.Status)
		}
	}
	for _, path := range []string{"/ugly", "/fr/track", "/ug/ug/track", "/UG/track", "/ug%2ftrack"} {
		if p := w.visitor().Get(path); p.Status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, p.Status)
		}
	}
}

// Names of districts and bureaus come from the code; the texts have the same, and their translations.
func TestLanguage_namesAreThoseOfTheUnits(t *testing.T) {
	t.Parallel()
	all, err := shippedTexts()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, u := range org.Units() {
		names = append(names, u.Name)
	}
	for _, d := range org.Districts() {
		names = append(names, d.Name)
	}
	for _, lang := range []string{"en", "ug"} {
		for _, name := range names {
			if all[lang].Name(name) == name {
				t.Errorf("%s has no name for %s", lang, name)
			}
		}
	}
}
