package deadline_test

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/deadline"
)

func TestShippedYears_areWellFormed(t *testing.T) {
	t.Parallel()
	known := strings.Join(deadline.Reasons(), " ") + " "
	for _, y := range deadline.ShippedYears() {
		if err := y.Check(); err != nil {
			t.Errorf("%d: %v", y.Year, err)
		}
		if y.Source == "" {
			t.Errorf("%d has no source", y.Year)
		}
		for _, s := range append(y.Off, y.Work...) {
			if !strings.Contains(known, s.Reason+" ") {
				t.Errorf("%d: reason %q is not among Reasons", y.Year, s.Reason)
			}
		}
	}
}

// The State Council's notices give the same totals, the Region's festivals apart.
func TestShippedYears_addUp(t *testing.T) {
	t.Parallel()
	want := map[int][3]int{2022: {32, 6, 7}, 2023: {26, 4, 7}, 2024: {28, 4, 8}, 2025: {28, 8, 5}, 2026: {33, 8, 6}, 2027: {19, 0, 0}}
	for _, y := range deadline.ShippedYears() {
		var got [3]int
		for _, s := range y.Off {
			if s.Reason == deadline.Roza || s.Reason == deadline.Qurban {
				got[1] += s.Days
			} else {
				got[0] += s.Days
			}
		}
		got[2] = len(y.Work)
		if got != want[y.Year] {
			t.Errorf("%d: national, regional, make-up = %v, want %v", y.Year, got, want[y.Year])
		}
	}
}

func TestYearCheck_refusesBadRows(t *testing.T) {
	t.Parallel()
	ok := deadline.Span{Month: time.June, Day: 6, Days: 5, Reason: deadline.Qurban}
	tests := map[string]deadline.Year{
		"overlap":          {Year: 2025, Off: []deadline.Span{ok, {Month: 6, Day: 10, Days: 1, Reason: "x"}}},
		"no such day":      {Year: 2025, Off: []deadline.Span{{Month: 2, Day: 29, Days: 1, Reason: "x"}}},
		"into next year":   {Year: 2025, Off: []deadline.Span{{Month: 12, Day: 31, Days: 2, Reason: "x"}}},
		"no length":        {Year: 2025, Off: []deadline.Span{{Month: 12, Day: 31, Reason: "x"}}},
		"no reason":        {Year: 2025, Off: []deadline.Span{{Month: 12, Day: 31, Days: 1}}},
		"make-up weekday":  {Year: 2025, Work: []deadline.Span{{Month: 7, Day: 1, Days: 1, Reason: "x"}}},
		"make-up in a run": {Year: 2025, Work: []deadline.Span{{Month: 7, Day: 5, Days: 2, Reason: "x"}}},
		"off and worked":   {Year: 2025, Off: []deadline.Span{ok}, Work: []deadline.Span{{Month: 6, Day: 8, Days: 1, Reason: "x"}}},
	}
	for name, year := range tests {
		if err := year.Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := (deadline.Year{Year: 2025, Off: []deadline.Span{ok}}).Check(); err != nil {
		t.Errorf("a good year: %v", err)
	}
}

func TestCalendar_worksAndCovers(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	for day, want := range map[string]bool{
		"2025-06-05T12:00": true, "2025-06-06T12:00": false, "2025-06-07T12:00": false,
		"2026-01-04T12:00": true, "2026-01-05T12:00": true, "2026-01-03T12:00": false,
	} {
		if got := cal.Works(beijing(t, day)); got != want {
			t.Errorf("%s: works %v, want %v", day, got, want)
		}
	}
	if !cal.Covers(2025) || cal.Covers(2021) || cal.Version == "" {
		t.Errorf("covers 2025 %v, 2021 %v, version %q", cal.Covers(2025), cal.Covers(2021), cal.Version)
	}
}

func TestCalendar_zeroIsPlainWeekdays(t *testing.T) {
	t.Parallel()
	var cal deadline.Calendar
	got := deadline.Due(cal, workingDays(1), beijing(t, "2025-06-06T10:00"))
	if got.String() != "2025-06-09 24:00" || !got.Provisional {
		t.Errorf("due %s, provisional %v", got, got.Provisional)
	}
}
