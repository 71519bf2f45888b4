package httpd

import (
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

// schoolNetwork is where the browser of these tests comes from, says the proxy in front of it.
const schoolNetwork = "203.0.113"

// TestScripts_inABrowser lets the small scripts of the pages do what they are for; it needs Chromium and is empty in a quick run.
func TestScripts_inABrowser(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	for name, crypto := range map[string]bool{"browser's SHA-256": true, "our SHA-256": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newScripted(t, crypto).report()
		})
	}
}

// scripted is a parent whose browser comes through the proxy.
type scripted struct {
	*walker
	w    *parentSite
	site string
	sent atomic.Int64 // bytes of the last form with a file
}

func newScripted(t *testing.T, crypto bool) *scripted {
	t.Helper()
	w := newParentSite(t)
	p := &scripted{w: w}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.Header.Set(networkHeader, schoolNetwork)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			p.sent.Store(r.ContentLength)
		}
		w.Handler().ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	p.site, p.walker = server.URL, w.phone(testkit.NewBrowser(t), server.URL, true)
	if !crypto {
		p.tab.MustEvalOnNewDocument(`Object.defineProperty(window, "crypto", { value: {} })`)
	}
	return p
}

// report goes all the way while the school's network is busy: a photo is made smaller, the work is done unseen, the code is copied.
func (p *scripted) report() {
	p.t.Helper()
	p.tab.Click(`form[action="/report/start"] button`)
	p.tab.Press(`[name=cat][value=fee] + label`)
	p.next()
	p.tab.Press(`[name=district][value="` + districtOfTests + `"] + label`)
	p.school()
	p.tab.Press(`[name=about][value=school] + label`)
	p.next()
	p.tab.Type(`[name=text]`, tellIt)
	p.next()
	p.photo()
	p.next()
	p.tab.Press(`[name=mode][value=anonymous] + label`)
	p.w.clock.Add(time.Minute)
	p.flood()
	p.next()
	p.tab.MustWait(`() => !!document.querySelector("[name=altcha]").value`)
	p.next()
	if n := p.w.count("leads"); n != 1 {
		p.t.Errorf("%d leads: the work was not taken", n)
	}
	p.copies()
	if broken := p.tab.ConsoleErrors(); len(broken) > 0 {
		p.t.Errorf("the browser complains: %q", broken)
	}
}

// school types two letters and picks one of the schools that come.
func (p *scripted) school() {
	p.t.Helper()
	p.tab.Type(`[name=school_q]`, "sl")
	p.tab.MustWait(`() => document.querySelectorAll("[name=school_id]").length > 2`)
	if said := p.tab.MustElement(`.with-button + [role=status]`).MustText(); said != p.w.Texts.T("report.suggest.found", "n", 3) {
		p.t.Errorf("what is read aloud: %q", said)
	}
	p.tab.MustElement(`[name=school_q]`).MustSelectAllText().MustInput("示例五小")
	p.tab.MustWait(`() => document.querySelectorAll("[name=school_id]").length === 2`)
	p.tab.MustElement(`[name=school_q]`).MustSelectAllText().MustInput("示例一小")
	p.tab.MustWait(`() => document.querySelectorAll("[name=school_id]").length === 3`)
	p.tab.Press(`[name=school_id] + label`)
}

// photo sends a picture of a camera.
func (p *scripted) photo() {
	p.t.Helper()
	file, size := bigPhoto(p.t)
	p.tab.MustElement(`[name=photo]`).MustSetFiles(file)
	p.tab.Click(`form[data-sending]:has([name=photo]) button`)
	if n := len(p.tab.MustElements(".files__item")); n != 1 {
		p.t.Fatalf("%d files are listed", n)
	}
	if sent := p.sent.Load(); sent == 0 || sent > size/2 {
		p.t.Errorf("%d bytes were sent of a photo of %d", sent, size)
	}
}

// bigPhoto is a file of 3200 by 2400 noisy pixels.
func bigPhoto(t *testing.T) (path string, size int64) {
	t.Helper()
	img, random := image.NewGray(image.Rect(0, 0, 3200, 2400)), rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: uint8(random.UintN(64)) + uint8(i/100_000)}.Y
	}
	path = filepath.Join(t.TempDir(), "示例收条.jpg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err = jpeg.Encode(f, img, nil); err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return path, info.Size()
}

// flood is many others of the network.
func (p *scripted) flood() {
	r := httptest.NewRequestWithContext(p.t.Context(), get, "/", nil)
	r.RemoteAddr = "127.0.0.1:50000"
	r.Header.Set(networkHeader, schoolNetwork)
	for range networkFree {
		p.w.tolls.add(p.w.networks.of(r, p.w.clock.Now()), p.w.clock.Now())
	}
}

// copies presses the button. What lies on the clipboard cannot be read without a window; what is put there can be overheard.
func (p *scripted) copies() {
	p.t.Helper()
	p.tab.MustEval(`() => {
		const write = navigator.clipboard.writeText.bind(navigator.clipboard)
		navigator.clipboard.writeText = (text) => { window.copied = text; return write(text) }
	}`)
	code := p.tab.MustElement(".receipt__code").MustText()
	p.tab.Press(`.receipt__code + button`)
	p.tab.MustWait(`said => document.querySelector(".receipt__code + button").textContent === said`, p.w.Texts.T("done.copied"))
	if got := p.tab.MustEval(`() => window.copied`).Str(); got != code {
		p.t.Errorf("%q was copied of %q", got, code)
	}
}
