package httpd

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// knock sends a code from an address.
func (w *parentSite) knock(from, code string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, trackPath, strings.NewReader(url.Values{"code": {code}}.Encode()))
	r.Header.Set("Content-Type", formType)
	r.RemoteAddr = from
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return rec
}

// The sixth wrong try of a network is told when to try again; other networks are not, and a right code opens for everybody.
func TestTrack_theSixthWrongTryIsToldWhenToRetry(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	for n := range trackFree {
		if body := w.knock("203.0.113.7:1", unknownCode()).Body.String(); strings.Contains(body, "分钟后再试") {
			t.Fatalf("try %d is told to wait", n+1)
		}
	}
	if body := w.knock("203.0.113.99:1", unknownCode()).Body.String(); !strings.Contains(body, "请 3 分钟后再试") {
		t.Error("the sixth is not told when")
	}
	if body := w.knock("[2001:db8::1]:1", unknownCode()).Body.String(); strings.Contains(body, "分钟后再试") {
		t.Error("another network is told to wait")
	}
	begun := time.Now()
	if rec := w.knock("203.0.113.7:1", code); rec.Code != http.StatusSeeOther || time.Since(begun) > time.Second {
		t.Errorf("a right code: %d after %v", rec.Code, time.Since(begun))
	}
	w.clock.Set(w.clock.Now().Add(20 * time.Minute))
	if body := w.knock("203.0.113.7:1", unknownCode()).Body.String(); strings.Contains(body, "分钟后再试") {
		t.Error("it is never forgotten")
	}
}

func TestTrackDoor_delaysGrowByNetworkAndEnd(t *testing.T) {
	t.Parallel()
	d, now, a := newTrackDoor(), time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC), network{1}
	last := time.Duration(0)
	for n := 1; n <= 40; n++ {
		hold, again := d.miss(a, now)
		if (again == 0) != (n <= trackFree) || hold < last || hold > brakeMost {
			t.Fatalf("wrong code %d waits %v, again in %v", n, hold, again)
		}
		last = hold
		now = now.Add(time.Second) // so slowly that all together are not slowed down
	}
	if hold, again := d.miss(network{2}, now); hold != 0 || again != 0 {
		t.Errorf("another network waits %v", hold)
	}
	if last != brakeMost {
		t.Errorf("it stops growing at %v", last)
	}
}

// All who guess are slowed down together, from however many networks they come, and only a little.
func TestTrackDoor_slowsAllTogether(t *testing.T) {
	t.Parallel()
	d, now := newTrackDoor(), time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC)
	for n := 1; n <= 3*int(brakeFull); n++ {
		hold, again := d.miss(network{1, byte(n), byte(n >> 8)}, now)
		if (hold > 0) != (n > brakeFree) || hold > brakeMost || again != 0 {
			t.Fatalf("wrong code %d of a network of its own waits %v, again in %v", n, hold, again)
		}
	}
	if hold, _ := d.miss(network{2}, now.Add(2*time.Minute)); hold != 0 {
		t.Errorf("two minutes later one waits %v", hold)
	}
}

// A code that nobody has and one that somebody has cost the same statements.
func TestTrack_hitAndMissCostTheSame(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	cost := func(code string) (said []string) {
		w.d.Watch(func(query string, _ []any) { said = append(said, query) })
		defer w.d.Watch(nil)
		before := w.queries.Load()
		w.knock("203.0.113.7:1", code)
		return append(said, strings.Repeat("r", int(w.queries.Load()-before)))
	}
	if hit, miss := cost(code), cost(unknownCode()); !slices.Equal(hit, miss) || hit[len(hit)-1] != "r" {
		t.Errorf("a hit costs %q, a miss %q", hit, miss)
	}
}
