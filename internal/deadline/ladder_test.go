package deadline_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/deadline"
)

func TestLadder_datesOfALateLead(t *testing.T) {
	t.Parallel()
	due := beijing(t, "2025-06-13T20:00")
	tests := []struct {
		name  string
		legal time.Time
		want  map[string]string
	}{
		{"no legal limit", time.Time{}, map[string]string{
			"remind": "2025-06-12T20:00", "overdue": "2025-06-13T20:00", "urge": "2025-06-16T20:00",
			"supervise": "2025-06-18T20:00", "notice": "2025-06-20T20:00",
		}},
		{"the legal limit is far", beijing(t, "2025-08-05T00:00"), map[string]string{"notice": "2025-06-20T20:00"}},
		{"the legal limit is near", beijing(t, "2025-06-30T00:00"), map[string]string{
			"supervise": "2025-06-18T20:00", "notice": "2025-06-20T00:00",
		}},
		{"never before the step below", beijing(t, "2025-06-20T00:00"), map[string]string{
			"supervise": "2025-06-18T20:00", "notice": "2025-06-18T20:00",
		}},
	}
	cal, l := deadline.Shipped(), deadline.DistrictLadder()
	for _, tt := range tests {
		for _, s := range l.Steps {
			want, ok := tt.want[s.ID]
			if got := l.At(cal, s, due, tt.legal); ok && !got.Equal(beijing(t, want)) {
				t.Errorf("%s: %s at %s, want %s", tt.name, s.ID, got, want)
			}
		}
	}
}

func TestLadder_whoHears(t *testing.T) {
	t.Parallel()
	const h, l, c, d = deadline.Handler, deadline.Leader, deadline.City, deadline.Discipline
	want := map[string][][]deadline.Recipient{
		"district": {{h}, {h, l}, {l}, {c}, {d}},
		"city":     {{h}, {h, l}, {l}, {l}, {d}},
	}
	got, letters := map[string][][]deadline.Recipient{}, map[string][]string{}
	for name, ladder := range map[string]deadline.Ladder{"district": deadline.DistrictLadder(), "city": deadline.CityLadder()} {
		for _, s := range ladder.Steps {
			got[name] = append(got[name], s.To)
			if s.Explain != (s.ID == deadline.StepUrge) {
				t.Errorf("%s %s: explain %v", name, s.ID, s.Explain)
			}
			if s.Letter != "" {
				letters[name] = append(letters[name], s.Letter)
				if s.Letter != s.ID {
					t.Errorf("%s %s: letter %q", name, s.ID, s.Letter)
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wrote := map[string][]string{"district": {deadline.StepUrge, deadline.StepSupervise, deadline.StepNotice}, "city": {deadline.StepNotice}}
	if diff := cmp.Diff(wrote, letters); diff != "" { // a bureau writes itself no letters
		t.Error(diff)
	}
}

func TestLadderExplains_fromTheUrgeOn(t *testing.T) {
	t.Parallel()
	for taken, want := range map[string]bool{"": false, "close": false, "remind": false, "overdue": false, "urge": true, "supervise": true, "notice": true} {
		if got := deadline.DistrictLadder().Explains(taken); got != want {
			t.Errorf("after %q: %v", taken, got)
		}
	}
}

func TestLadderNext_climbsOnceThroughEveryStep(t *testing.T) {
	t.Parallel()
	for _, l := range []deadline.Ladder{deadline.DistrictLadder(), deadline.CityLadder()} {
		var got []string
		for s, ok := l.Next(""); ok; s, ok = l.Next(s.ID) {
			got = append(got, s.ID)
		}
		if diff := cmp.Diff([]string{"remind", "overdue", "urge", "supervise", "notice"}, got); diff != "" {
			t.Errorf("%s: %s", l.Version, diff)
		}
		if _, ok := l.Next("removed"); ok || l.Has("removed") || !l.Has("notice") {
			t.Errorf("%s: an unknown step has no next", l.Version)
		}
	}
}

func TestLadderNextAt_isNextAndAt(t *testing.T) {
	t.Parallel()
	cal, l, due := deadline.Shipped(), deadline.DistrictLadder(), beijing(t, "2025-06-13T20:00")
	step, at, ok := l.NextAt(cal, "overdue", due, time.Time{})
	if !ok || step.ID != "urge" || !at.Equal(beijing(t, "2025-06-16T20:00")) {
		t.Errorf("%s at %s, %v", step.ID, at, ok)
	}
	if _, _, ok := l.NextAt(cal, "notice", due, time.Time{}); ok {
		t.Error("nothing comes after the notice")
	}
}
