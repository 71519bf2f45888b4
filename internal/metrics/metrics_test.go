package metrics_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/metrics"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func text(t *testing.T, s *metrics.Set) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Write(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// ours cuts off what the runtime shows.
func ours(t *testing.T, s *metrics.Set) string {
	t.Helper()
	_, after, _ := strings.Cut(text(t, s), "# HELP test_")
	return "# HELP test_" + after
}

func TestWrite_isTheTextFormat(t *testing.T) {
	t.Parallel()
	s := metrics.New()
	c := s.Counter("test_a_total", "Counted.", "route", "status")
	c.Add(1, "/b", "2xx")
	c.Add(2, "/a\\\"\n", "4xx")
	c.Add(3, "/b", "2xx")
	h := s.Histogram("test_b_seconds", "Spread.", []float64{.5, 1}, "class")
	for _, v := range []float64{.25, .5, .75, 3} {
		h.Observe(v, "staff")
	}
	s.Gauge("test_c", "Level.").Set(-1.5)
	s.Gauge("test_d", "Nothing yet.", "kind")
	want := `# HELP test_a_total Counted.
# TYPE test_a_total counter
test_a_total{route="/a\\\"\n",status="4xx"} 2
test_a_total{route="/b",status="2xx"} 4
# HELP test_b_seconds Spread.
# TYPE test_b_seconds histogram
test_b_seconds_bucket{class="staff",le="0.5"} 2
test_b_seconds_bucket{class="staff",le="1"} 3
test_b_seconds_bucket{class="staff",le="+Inf"} 4
test_b_seconds_sum{class="staff"} 4.5
test_b_seconds_count{class="staff"} 4
# HELP test_c Level.
# TYPE test_c gauge
test_c -1.5
`
	// The runtime's own figures stand before, in the order of names; process_… too.
	if diff := cmp.Diff(want, ours(t, s)); diff != "" {
		t.Error(diff)
	}
	if got := testkit.ParseFigures(t, text(t, s)); got["go_goroutines"] < 1 || got["go_memstats_heap_alloc_bytes"] < 1 {
		t.Errorf("nothing of the runtime: %v", got)
	}
}

func TestScrape_showsOnlyWhatWasJustTold(t *testing.T) {
	t.Parallel()
	s := metrics.New()
	g := s.Gauge("test_level", "Asked.", "kind")
	answers := true
	s.OnScrape(func(context.Context) {
		g.Clear()
		if answers {
			g.Set(7, "a")
		}
	})
	if got := testkit.ParseFigures(t, text(t, s)); got[`test_level{kind="a"}`] != 7 {
		t.Errorf("not asked: %v", got)
	}
	answers = false
	if strings.Contains(text(t, s), "test_level") {
		t.Error("an old answer is shown as a new one")
	}
}

func TestSet_nilDoesNothing(t *testing.T) {
	t.Parallel()
	var s *metrics.Set
	s.OnScrape(func(context.Context) { t.Error("asked") })
	s.Counter("test_a_total", "").Add(1)
	s.Histogram("test_b", "", nil).Observe(1)
	g := s.Gauge("test_c", "")
	g.Set(1)
	g.Clear()
}

func TestSet_countsFromEverywhere(t *testing.T) {
	t.Parallel()
	s := metrics.New()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				s.Counter("test_total", "Counted.", "kind").Add(1, "a") // the same name is the same figure
			}
			_ = text(t, s)
		})
	}
	all.Wait()
	if got := testkit.ParseFigures(t, text(t, s))[`test_total{kind="a"}`]; got != 4000 {
		t.Errorf("%v of 4000", got)
	}
}

func TestServe_answersOneAddressOnly(t *testing.T) {
	t.Parallel()
	server, err := metrics.Serve(t.Context(), "127.0.0.1:0", metrics.New())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for line, want := range map[string]int{"GET /metrics": 200, "POST /metrics": 405, "GET /": 404, "GET /debug/pprof/": 404} {
		method, path, _ := strings.Cut(line, " ")
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+server.Addr+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", line, res.StatusCode, want)
		}
		if want == 200 {
			testkit.ParseFigures(t, string(body))
		}
	}
	if _, err := metrics.Serve(t.Context(), server.Addr, metrics.New()); err == nil {
		t.Error("a taken port is not told")
	}
	if none, err := metrics.Serve(t.Context(), "", nil); err != nil || none.Close() != nil {
		t.Errorf("no address: %v", err)
	}
}
