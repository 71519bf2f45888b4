package httpd

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/org"
	"sunlead/internal/publish"
)

// A page that is kept is made anew when anything that it says has changed, and never shows one reader's sentence to
// another.
func TestRenderSame_isNeverOld(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	first, again := v.Get("/"), v.Get("/")
	if first.Body != again.Body {
		t.Fatal("the same page is another")
	}
	admin := org.Actor{ID: 1, Unit: org.CityID, Kind: org.City, Role: org.Admin}
	w.must(w.Org.SetNotice(t.Context(), admin, org.Notice{"zh": "系统维护。"}))
	says(t, v.Get("/"), "系统维护。")
	w.must(w.Org.SignSetting(t.Context(), admin, "line_12345", w.Settings.Value("line_12345").Digest()))
	w.must(w.Org.SignSetting(t.Context(), admin, "line_12388", w.Settings.Value("line_12388").Digest()))
	if p := v.Get(beforePath); len(p.All(".small-print")) != 0 {
		t.Error("still provisional")
	}
	says(t, v.Get(clarificationsPath), w.Texts.T("clarifications.empty"))
	w.published(1, publish.Clarification, publish.Content{Label: publish.Statement, District: "650102", Title: "报名系统的说明", Body: "系统已经恢复，可以再传一次。"})
	kept := w.visitor().Get("/")
	if kept.Body == first.Body {
		t.Error("nothing was made anew")
	}
	says(t, v.Get(clarificationsPath), "报名系统的说明")
	w.clock.Add(time.Minute)
	says(t, v.Get("/en/"), "Enrolment policy")
	says(t, v.Get("/"), "招生政策")
}

// What a page costs beside a bare handler that answers the same bytes, over a real connection:
// go test -run '^$' -bench BenchmarkPublicPages -cpu 2 ./internal/httpd.
func BenchmarkPublicPages(b *testing.B) {
	deps, _ := testDeps(b)
	deps.Log = slog.New(slog.DiscardHandler)
	s, err := New(deps)
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{"/", beforePath} {
		body := fetched(b, s.Handler(), path)
		bare := echo.New()
		bare.GET("/*", func(c echo.Context) error { return c.HTMLBlob(http.StatusOK, body) })
		b.Run("bare"+path, func(b *testing.B) { ask(b, bare, path) })
		b.Run("ours"+path, func(b *testing.B) { ask(b, s.Handler(), path) })
	}
}

func fetched(b *testing.B, h http.Handler, path string) []byte {
	b.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		b.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.Bytes()
}

// ask asks over loopback with 32 clients who keep their connections.
func ask(b *testing.B, h http.Handler, path string) {
	b.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, server.URL+path, nil)
			if err != nil {
				b.Error(err)
				return
			}
			res, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	})
}
