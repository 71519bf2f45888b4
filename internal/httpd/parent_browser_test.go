package httpd

import (
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"sunlead/internal/testkit"
)

// TestReport_inABrowser is a parent on a small phone, with text twice as large; it needs Chromium and is empty in a quick run.
func TestReport_inABrowser(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	for name, script := range map[string]bool{"with script": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newParentSite(t)
			site := httptest.NewServer(w.Handler())
			t.Cleanup(site.Close)
			w.reportsAfterACrash(site.URL, script)
		})
	}
}

// documentsMost is how many pages a report takes, once the sheet is there.
const documentsMost = 8

// reportsAfterACrash walks to the fourth step, loses the browser, and ends the report in another one that has its cookies.
func (w *parentSite) reportsAfterACrash(site string, script bool) {
	t := w.t
	t.Helper()
	first := testkit.NewBrowser(t)
	l := w.phone(first, site, script)
	documents := l.count()
	l.tab.Click(`form[action="/report/start"] button`)
	l.tab.Press(`[name=cat][value=fee] + label`)
	l.next()
	l.tab.Press(`[name=district][value="` + districtOfTests + `"] + label`)
	l.tab.Press(`[name=about][value=school] + label`)
	l.next()
	l.tab.Type(`[name=text]`, tellIt)
	l.next()
	cookies := l.tab.MustCookies()
	before := documents()
	first.Crash()

	l = w.phone(testkit.NewBrowser(t), site, script)
	for _, c := range cookies {
		if c.Session {
			continue // it went with the browser
		}
		l.tab.MustSetCookies(&proto.NetworkCookieParam{Name: c.Name, Value: c.Value, Domain: c.Domain, Path: c.Path, HTTPOnly: c.HTTPOnly})
	}
	documents = l.count()
	l.tab.Go(site + "/report/type")
	l.tab.Click(`.inset a`) // 继续填写
	for l.tab.MustInfo().URL != site+"/report/contact" {
		was := l.tab.MustInfo().URL
		if l.next(); l.tab.MustInfo().URL == was {
			t.Fatalf("it does not go on from %s", was)
		}
	}
	l.tab.Press(`[name=mode][value=anonymous] + label`)
	l.next()
	l.next()
	if code := l.tab.MustElement(".receipt__code").MustText(); !codePattern.MatchString(code) {
		t.Errorf("no code: %q", code)
	}
	if n := before + documents() - 2; n > documentsMost { // opening the browser again and going on are the crash's
		t.Errorf("a report takes %d pages", n)
	}
	if broken := l.tab.ConsoleErrors(); len(broken) > 0 {
		t.Errorf("the browser complains: %q", broken)
	}
}

// walker is a person with a phone.
type walker struct {
	t   *testing.T
	tab *testkit.Tab
}

// phone is a window of 320 px on the home page. Twice as large text is set where there is script to set it with.
func (w *parentSite) phone(b *testkit.Browser, site string, script bool) *walker {
	w.t.Helper()
	l := &walker{w.t, b.Open(site + "/")}
	l.tab.Width(320)
	if !script {
		l.tab.NoScript()
		l.tab.Go(site + "/")
	}
	return l
}

// next presses the button of the page and looks whether the next one is whole: no wider than the window, with text twice as large too.
func (l *walker) next() {
	l.t.Helper()
	button := `main form button[type=submit]:not([name]):not([form])`
	if strings.HasSuffix(l.tab.MustInfo().URL, "/report/evidence") {
		button = `form[action="/report/evidence/next"] button` // no file
	}
	l.tab.Click(button)
	l.tab.MustEval(`() => { document.documentElement.style.fontSize = "200%" }`)
	if n := l.tab.Sideways(); n > 0 {
		l.t.Errorf("%s is %d px too wide", l.tab.MustInfo().URL, n)
	}
	l.tab.MustEval(`() => { document.documentElement.style.fontSize = "" }`)
}

// count tells how many pages were asked for since; a redirect and its page are one.
func (l *walker) count() func() int {
	var n atomic.Int64
	go l.tab.EachEvent(func(e *proto.NetworkRequestWillBeSent) {
		if e.Type == proto.NetworkResourceTypeDocument && e.RedirectResponse == nil {
			n.Add(1)
		}
	})()
	return func() int { return int(n.Load()) }
}
