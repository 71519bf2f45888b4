package httpd

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/org"
	"sunlead/internal/settings"
)

func TestNotice_standsAboveEveryPublicPage(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	admin := org.Actor{ID: 1, Unit: org.CityID, Kind: org.City, Role: org.Admin}
	w.must(w.Org.SetNotice(t.Context(), admin, org.Notice{"zh": "系统维护，预计 18:00 恢复。", "en": "Back at 18:00."}))
	v := w.visitor()
	for path, want := range map[string]string{"/": "系统维护", "/en/track": "Back at 18:00.", "/ug/before": "系统维护", "/none": "系统维护"} {
		p := v.Get(path)
		if says(t, p, want); !strings.Contains(p.One(".outage").Text(), want) {
			t.Errorf("%s: not above", path)
		}
	}
	if got := v.Get("/ug/before").One(".outage").Attr("lang"); got != "zh" {
		t.Errorf("it is called %s", got)
	}
	w.must(w.Org.SetNotice(t.Context(), admin, org.Notice{}))
	if p := v.Get("/"); len(p.All(".outage")) != 0 {
		t.Error("an empty notice is shown")
	}
	if err := w.Org.SetNotice(t.Context(), org.Actor{ID: 2, Unit: org.CityID, Kind: org.City, Role: org.Leader}, org.Notice{"zh": "x"}); err == nil {
		t.Error("a leader may")
	}
}

func TestHome_saysWhenNobodyAnswers(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	const closed = "现在是非工作时间"
	shows := func(at time.Time) bool {
		w.clock.Set(at)
		return strings.Contains(w.visitor().Get("/").Body, closed)
	}
	day := time.Date(2026, 7, 6, 12, 0, 0, 0, clock.Beijing)
	if shows(day.Add(11 * time.Hour)) {
		t.Error("nobody has said when the hotline is open")
	}
	w.Settings = settings.Shipped().Or("hotline_times", settings.Value{Text: "10:00-19:30"})
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{24 * time.Hour, false}, {32 * time.Hour, true}, {21*time.Hour + 59*time.Minute, true}, {6 * 24 * time.Hour, true}} {
		if got := shows(day.Add(c.after)); got != c.want {
			t.Errorf("%v: closed %v", day.Add(c.after), got)
		}
	}
}
