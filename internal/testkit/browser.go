package testkit

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/launcher/flags"
	"github.com/go-rod/rod/lib/proto"
)

// Widths are those at which every page is looked at: a small phone, a phone, a desk.
var Widths = []int{320, 390, 1280}

// browserTime is how long one test may look at its browser.
const browserTime = 8 * time.Minute

// Browser is a Chromium with a profile of its own.
type Browser struct {
	t   testing.TB
	rod *rod.Browser
}

// Tab is one person's window; the embedded rod page's Must methods fail the test, they do not panic.
type Tab struct {
	*rod.Page
	t        testing.TB
	noScript bool

	mu     sync.Mutex
	errors []string
}

// NewBrowser starts Chromium; it is gone when the test ends. Full runs only.
func NewBrowser(t testing.TB) *Browser {
	t.Helper()
	if !Full() {
		t.Fatal("Chromium is for the full run; register this test only if testkit.Full()")
	}
	server, err := startChromium(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	control, err := launcher.ResolveURL(server.Addr)
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	// Not the test's context: that one has ended when a failed test's picture is taken.
	ctx, cancel := context.WithTimeout(context.Background(), browserTime)
	b := &Browser{t: t, rod: rod.New().Context(ctx).ControlURL(control)}
	if err := b.rod.Connect(); err != nil {
		t.Fatalf("chromium: %v", err)
	}
	t.Cleanup(func() {
		_ = b.rod.Close()
		cancel()
	})
	return b
}

// startChromium runs Chromium as the servers are run, so that it cannot outlive us.
func startChromium(ctx context.Context) (*Server, error) {
	dir, err := newFolder("chromium")
	if err != nil {
		return nil, err
	}
	s := &Server{name: "/usr/bin/chromium", dir: dir, ready: pingChromium}
	s.args = func(port string) []string {
		l := launcher.New().Headless(true).NoSandbox(true).UserDataDir(filepath.Join(dir, "profile"))
		for _, flag := range quiet {
			l.Set(flag)
		}
		return l.Set(flags.RemoteDebuggingPort, port).Set("lang", "zh-CN").FormatArgs()
	}
	if err := s.first(ctx); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// quiet keeps Chromium from talking to anybody but us.
var quiet = []flags.Flag{
	"disable-gpu", "hide-scrollbars", "disable-renderer-backgrounding", "disable-backgrounding-occluded-windows", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update",
	"disable-sync", "disable-crash-reporter",
}

func pingChromium(ctx context.Context, addr string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/json/version", http.NoBody)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// Crash ends Chromium as the system ends a web view: without a word. What it had open is gone; take its cookies along before.
func (b *Browser) Crash() {
	b.t.Helper()
	_ = proto.BrowserCrash{}.Call(b.rod) // nobody is left to answer
}

// Open shows an address to a new person: no cookies, the window of a desk. The tab lives as long as the test.
func (b *Browser) Open(url string) *Tab {
	b.t.Helper()
	person, err := b.rod.Incognito()
	if err != nil {
		b.t.Fatal(err)
	}
	page, err := person.Page(proto.TargetCreateTarget{URL: "about:blank"})
	if err != nil {
		b.t.Fatal(err)
	}
	tab := &Tab{t: b.t}
	tab.Page = page.WithPanic(func(v any) {
		b.t.Helper()
		b.t.Fatalf("browser: %v\n%s", v, testLines())
	})
	tab.listen()
	b.t.Cleanup(tab.keepIfFailed)
	tab.Width(Widths[len(Widths)-1])
	tab.Go(url)
	return tab
}

// testLines are the lines of tests that led here: rod only says that it waited in vain, not for whom.
func testLines() string {
	var out strings.Builder
	frames := runtime.CallersFrames(callers())
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.File, "_test.go") {
			fmt.Fprintf(&out, "  %s:%d\n", filepath.Base(f.File), f.Line)
		}
		if !more {
			return out.String()
		}
	}
}

func callers() []uintptr {
	pc := make([]uintptr, 64)
	return pc[:runtime.Callers(3, pc)]
}
