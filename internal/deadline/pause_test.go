package deadline_test

import (
	"testing"
	"time"

	"sunlead/internal/deadline"
)

// A day stands still when the reporter had not answered as it closed.
func TestDue_pausesMoveAPromise(t *testing.T) {
	t.Parallel()
	days := deadline.Rule{Unit: deadline.WorkingDays, N: 3, Waits: true}
	hours := deadline.Rule{Unit: deadline.Hours, N: 24, Waits: true}
	law := deadline.Rule{Unit: deadline.CalendarDays, N: 60}
	tests := []struct {
		name   string
		rule   deadline.Rule
		pauses [][2]string
		want   string
	}{
		{"none", days, nil, "2025-07-04 20:00"}, // received on Tuesday, 1 July
		{"asked and answered between two closings", days, [][2]string{{"2025-07-02T10:00", "2025-07-02T19:59"}}, "2025-07-04 20:00"},
		{"answered as the day closes", days, [][2]string{{"2025-07-02T10:00", "2025-07-02T20:00"}}, "2025-07-07 20:00"},
		{"asked as the day closes", days, [][2]string{{"2025-07-02T20:00", "2025-07-03T10:00"}}, "2025-07-04 20:00"},
		{"asked in the last hour, answered the next morning", days, [][2]string{{"2025-07-02T19:00", "2025-07-03T10:00"}}, "2025-07-07 20:00"},
		{"over the weekend", days, [][2]string{{"2025-07-04T10:00", "2025-07-08T10:00"}}, "2025-07-08 20:00"},
		{"two questions at once stand still once", days, [][2]string{{"2025-07-03T10:00", "2025-07-04T10:00"}, {"2025-07-02T10:00", "2025-07-03T23:00"}}, "2025-07-08 20:00"},
		{"before the clock began", days, [][2]string{{"2025-06-01T10:00", "2025-06-20T10:00"}}, "2025-07-04 20:00"},
		{"an end before its beginning is none", days, [][2]string{{"2025-07-03T10:00", "2025-07-02T10:00"}}, "2025-07-04 20:00"},
		{"hours", hours, [][2]string{{"2025-07-01T20:00", "2025-07-02T08:30"}}, "2025-07-03 06:30"},
		{"hours, asked from the beginning", hours, [][2]string{{"2025-07-01T18:00", "2025-07-01T19:00"}}, "2025-07-02 19:00"},
		{"hours, asked when they are over", hours, [][2]string{{"2025-07-02T18:00", "2025-07-05T19:00"}}, "2025-07-02 18:00"},
		{"the law waits for nobody", law, [][2]string{{"2025-07-02T10:00", "2025-08-20T10:00"}}, "2025-08-30 24:00"},
	}
	for _, tt := range tests {
		var pauses []deadline.Pause
		for _, p := range tt.pauses {
			pauses = append(pauses, deadline.Pause{From: beijing(t, p[0]), To: beijing(t, p[1])})
		}
		if got := deadline.Due(deadline.Shipped(), tt.rule, beijing(t, "2025-07-01T18:00"), pauses...); got.String() != tt.want {
			t.Errorf("%s: due %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestExtended_onceAndWithinItsBounds(t *testing.T) {
	t.Parallel()
	r, _ := deadline.RuleByID(deadline.RuleLawAnswer)
	longer, ok := r.Extended(30)
	if !ok || longer.N != 90 || longer.Version == r.Version {
		t.Fatalf("extended: %+v, %v", longer, ok)
	}
	if again, ok := deadline.RuleOf(r.ID, longer.Version); !ok || again != longer {
		t.Errorf("read back by its version: %+v, %v", again, ok)
	}
	for _, by := range []int{-1, 0, 31} {
		if _, ok := r.Extended(by); ok {
			t.Errorf("extended by %d", by)
		}
	}
	if _, ok := longer.Extended(1); ok {
		t.Error("extended twice")
	}
	if sign, _ := deadline.RuleByID(deadline.RuleSign); func() bool { _, ok := sign.Extended(1); return ok }() {
		t.Error("signing was extended")
	}
	changed, _ := deadline.RulesFrom(map[string]int{r.ID: 45}).ByID(r.ID)
	longer, _ = changed.Extended(10)
	if again, ok := deadline.RuleOf(r.ID, longer.Version); !ok || again.N != 55 {
		t.Errorf("of a changed figure, %q: %+v, %v", longer.Version, again, ok)
	}
	for _, version := range []string{"2025.1+", "2025.1+31", "2025.1+x", "2025.1-0+1", "2024.1+1", "2025.1+1+1"} {
		if r, ok := deadline.RuleOf(deadline.RuleLawAnswer, version); ok {
			t.Errorf("%q was never given: %+v", version, r)
		}
	}
}

// A year in which the reporter is asked again and again.
func BenchmarkDue_aYearOfPauses(b *testing.B) {
	cal, from := deadline.Shipped(), beijing(b, "2025-01-06T10:00")
	rule := deadline.Rule{Unit: deadline.WorkingDays, N: 120, Waits: true}
	var pauses []deadline.Pause
	for i := range 52 {
		at := from.AddDate(0, 0, 7*i)
		pauses = append(pauses, deadline.Pause{From: at, To: at.Add(50 * time.Hour)})
	}
	b.ReportAllocs()
	for b.Loop() {
		if r := deadline.Due(cal, rule, from, pauses...); len(r.Days) < 250 {
			b.Fatal(len(r.Days))
		}
	}
}
