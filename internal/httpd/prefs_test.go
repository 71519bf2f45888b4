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
