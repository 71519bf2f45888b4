package httpd

import (
	"net/url"
	"strings"
	"testing"
)

// 长辈模式 is a choice of the browser, comes back to the page, and hides nothing.
func TestPrefs_elderKeepsThePage(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(v.Get("/track").Form(`form[action="/prefs"]`), "长辈模式")
	if p.URL.Path != trackPath || p.One("html").Attr("class") != "elder" {
		t.Fatalf("at %s, class %q", p.URL, p.One("html").Attr("class"))
	}
	if strings.Contains(p.Body, "<details class") || !strings.Contains(p.Body, "<details open class") {
		t.Error("something is folded")
	}
	p = v.Submit(v.Get("/track").Form(`form[action="/prefs"]`), "标准模式")
	if p.URL.Path != trackPath || p.One("html").Attr("class") != "" || !strings.Contains(p.Body, "<details class") {
		t.Errorf("at %s, class %q", p.URL, p.One("html").Attr("class"))
	}
}

func TestPrefs_leadsNowhereElse(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, at := range []string{"//example.com", "https://example.com", "/nothing", "/cases/2026-000001-1", "", "/track\r\nX: y", "/prefs"} {
		if p := w.visitor().Post(prefsPath, url.Values{"mode": {"elder"}, "at": {at}}); p.Status == 200 && p.URL.Path != "/" {
			t.Errorf("%q leads to %s", at, p.URL)
		}
	}
}

// Whoever is filling in a form and wants it in another language or in larger type gets it back with all that was typed, also
// what would not pass, and nothing of it is kept or sent.
func TestPrefs_aHalfFilledFormGoesAlong(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	p = v.Submit(fill(p, schoolAnswers), "下一步")
	typed := fill(p, map[string]string{"text": "太短", "amount": "三万左右", "when": "earlier"}).Values()
	typed.Set("look", "lang")
	for _, path := range []string{"/report/what", "/report/all"} {
		if path == "/report/all" {
			typed.Set("key", v.Get(path).Form("#q").Get("key"))
		}
		page := v.Get(path)
		switched := v.Post(page.One(`.langs button[lang=en]`).Attr("formaction"), typed)
		if f := switched.Form("#q"); switched.Status != 200 || f.Get("text") != "太短" || f.Get("amount") != "三万左右" || f.Get("when") != "earlier" {
			t.Errorf("%s: %d, %v", path, switched.Status, f.Values())
		}
		if switched.One("html").Attr("lang") != "en" || len(switched.All(".govuk-error-summary")) > 0 {
			t.Errorf("%s: %s", path, switched.Text())
		}
		larger := page.One(`.prefs button[value=elder]`)
		typed.Set("look", larger.Attr("value"))
		if p := v.Post(path, typed); p.One("html").Attr("class") != "elder" || p.Form("#q").Get("text") != "太短" {
			t.Errorf("%s: class %q", path, p.One("html").Attr("class"))
		}
		typed.Set("look", lookPlain)
		if p := v.Post(path, typed); p.One("html").Attr("class") != "" {
			t.Errorf("%s: class %q", path, p.One("html").Attr("class"))
		}
		if got := v.Get(path).Form("#q").Get("text"); got != "" || w.count("leads") != 0 {
			t.Errorf("%s: %q was kept", path, got)
		}
	}
}

// What was looked up stays looked up.
func TestPrefs_theAddressGoesAlong(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Get("/policy?district=" + districtOfTests)
	if got := p.One(`.langs a[lang=ug]`).Attr("href"); got != "/ug/policy?district="+districtOfTests {
		t.Errorf("the other language is at %s", got)
	}
	p = v.Submit(p.Form(`form[action="/prefs"]`), "长辈模式")
	if p.URL.RequestURI() != "/policy?district="+districtOfTests {
		t.Errorf("larger type is at %s", p.URL)
	}
}
