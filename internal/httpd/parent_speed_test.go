package httpd

import (
	"net/http/httptest"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"sunlead/internal/testkit"
)

// line is what a phone has: bits a second, and milliseconds there and back.
type line struct {
	name     string
	bits     float64
	ms       float64
	lcp, cls float64 // the targets: milliseconds until the largest thing is there, how much moves meanwhile
}

// lines are those of the budgets. A phone's processor is a quarter of a desk's.
var lines = []line{
	{"4G", 9e6, 170, 1500, 0.02},
	{"slow", 400e3, 400, 2500, 0.02},
}

// looksAt measures what was painted, as the browser itself tells it.
const looksAt = `() => new Promise(done => {
	const got = {fcp: 0, lcp: 0, cls: 0, tbt: 0};
	const see = (type, f) => new PerformanceObserver(l => l.getEntries().forEach(f)).observe({type, buffered: true});
	see("paint", e => { if (e.name === "first-contentful-paint") got.fcp = e.startTime; });
	see("largest-contentful-paint", e => { got.lcp = e.startTime; });
	see("layout-shift", e => { got.cls += e.value; });
	see("longtask", e => { got.tbt += Math.max(0, e.duration - 50); });
	setTimeout(() => done(got), 500);
})`

// TestParentPages_areThereSoon opens pages on a bad line, with nothing in the browser's store; it needs Chromium and is empty
// in a quick run.
func TestParentPages_areThereSoon(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	w := newParentSite(t)
	site := httptest.NewServer(w.Handler())
	t.Cleanup(site.Close)
	browser := testkit.NewBrowser(t)
	for _, l := range lines {
		for _, path := range []string{"/", "/report/type", "/ug/report/type", "/track"} {
			tab := browser.Open("about:blank")
			tab.Width(390)
			w.must(proto.NetworkEnable{}.Call(tab.Page))
			w.must(proto.NetworkSetCacheDisabled{CacheDisabled: true}.Call(tab.Page))
			w.must(proto.NetworkEmulateNetworkConditions{Latency: l.ms, DownloadThroughput: l.bits / 8, UploadThroughput: l.bits / 8}.Call(tab.Page))
			w.must(proto.EmulationSetCPUThrottlingRate{Rate: 4}.Call(tab.Page))
			tab.Go(site.URL + path)
			got := tab.MustEval(looksAt)
			lcp, cls := got.Get("lcp").Num(), got.Get("cls").Num()
			t.Logf("%s %s: first paint %.0f ms, largest %.0f ms, shift %.3f, blocked %.0f ms", l.name, path, got.Get("fcp").Num(), lcp, cls, got.Get("tbt").Num())
			if lcp == 0 || lcp > 2*l.lcp || cls > l.cls { // twice: other tests want the processor too
				t.Errorf("%s %s: largest paint after %.0f ms, shift %.3f", l.name, path, lcp, cls)
			}
		}
	}
}
