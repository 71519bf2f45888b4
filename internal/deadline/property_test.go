package deadline_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sunlead/internal/deadline"
)

// instant draws any millisecond from a year before the shipped tables to a year after them.
func instant(t *rapid.T, label string) time.Time {
	from := time.Date(2021, 1, 1, 0, 0, 0, 0, deadline.Beijing).UnixMilli()
	to := time.Date(2029, 1, 1, 0, 0, 0, 0, deadline.Beijing).UnixMilli()
	return time.UnixMilli(rapid.Int64Range(from, to).Draw(t, label)).UTC()
}

func anyRule(t *rapid.T) deadline.Rule {
	return deadline.Rule{
		Unit: rapid.SampledFrom([]deadline.Unit{deadline.WorkingDays, deadline.CalendarDays, deadline.Hours, deadline.Months}).Draw(t, "unit"),
		N:    rapid.IntRange(1, 90).Draw(t, "n"),
	}
}

func TestDue_isAfterReceiptAndMonotone(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		rule, from := anyRule(t), instant(t, "from")
		due := deadline.Due(cal, rule, from)
		if !due.At.After(from) {
			t.Fatalf("due %s, received %s", due, from)
		}
		longer := rule
		longer.N += rapid.IntRange(1, 30).Draw(t, "more")
		if !deadline.Due(cal, longer, from).At.After(due.At) {
			t.Fatalf("%d is due no later than %d", longer.N, rule.N)
		}
		later := instant(t, "later")
		if later.Before(from) {
			return
		}
		if deadline.Due(cal, rule, later).At.Before(due.At) {
			t.Fatalf("received later (%s), due earlier than %s", later, due)
		}
	})
}

func TestDue_explanationIsTheDate(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		rule, from := anyRule(t), instant(t, "from")
		if rule.Unit == deadline.Hours || rule.Unit == deadline.Months {
			return
		}
		due := deadline.Due(cal, rule, from)
		counted, prev := 0, from.In(deadline.Beijing).Format(time.DateOnly)
		for i, d := range due.Days {
			if (i == 0) != (d.Date() == prev) || d.Date() < prev || d.Reason == "" {
				t.Fatalf("line %d: %+v after %s", i, d, prev)
			}
			prev = d.Date()
			if d.Counted == 0 {
				continue
			}
			if counted++; d.Counted != counted {
				t.Fatalf("line %d counts %d, want %d", i, d.Counted, counted)
			}
		}
		if counted != rule.N || prev != due.Date {
			t.Fatalf("counted %d of %d, ends %s, due %s", counted, rule.N, prev, due)
		}
		// at, a moment before, is still on the last day: 24:00 belongs to it
		if got := due.At.Add(-time.Second).Format(time.DateOnly); got != due.Date {
			t.Fatalf("falls on %s, says %s", got, due.Date)
		}
	})
}

// pauses draws times around from in which the reporter is asked.
func pauses(t *rapid.T, from time.Time, label string) []deadline.Pause {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) deadline.Pause {
		at := from.Add(time.Duration(rapid.Int64Range(-5*24*3600, 60*24*3600).Draw(t, "at")) * time.Second)
		return deadline.Pause{From: at, To: at.Add(time.Duration(rapid.Int64Range(-3600, 10*24*3600).Draw(t, "for")) * time.Second)}
	}), 0, 6).Draw(t, label)
}

// A question more, or one that is open for longer, never brings the end nearer; and the order in which they were asked
// says nothing.
func TestDue_morePauseIsNeverEarlier(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		rule, from := anyRule(t), instant(t, "from")
		rule.Waits = true
		some := pauses(t, from, "some")
		due := deadline.Due(cal, rule, from, some...)
		if due.At.Before(deadline.Due(cal, rule, from).At) {
			t.Fatalf("due %s, without pauses later", due)
		}
		more := append(slices.Clone(some), pauses(t, from, "more")...)
		if deadline.Due(cal, rule, from, more...).At.Before(due.At) {
			t.Fatalf("more pauses, due earlier than %s", due)
		}
		if got := deadline.Due(cal, rule, from, rapid.Permutation(some).Draw(t, "other order")...); !got.At.Equal(due.At) {
			t.Fatalf("due %s in another order, %s before", got, due)
		}
		rule.Waits = false
		if got := deadline.Due(cal, rule, from, some...); !got.At.Equal(deadline.Due(cal, rule, from).At) {
			t.Fatalf("a limit that waits for nobody moved to %s", got)
		}
	})
}

// A limit in hours ends when it has run for its hours: those in which the reporter was asked do not count.
func TestDue_hoursRunOnlyOutsideOfPauses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := instant(t, "from").Truncate(time.Minute)
		rule := deadline.Rule{Unit: deadline.Hours, N: rapid.IntRange(1, 48).Draw(t, "n"), Waits: true}
		some := pauses(t, from, "some")
		for i := range some {
			some[i] = deadline.Pause{From: some[i].From.Truncate(time.Minute), To: some[i].To.Truncate(time.Minute)}
		}
		due := deadline.Due(deadline.Calendar{}, rule, from, some...).At
		ran := 0
		for at := from; at.Before(due); at = at.Add(time.Minute) {
			if !slices.ContainsFunc(some, func(p deadline.Pause) bool { return !at.Before(p.From) && at.Before(p.To) }) {
				ran++
			}
		}
		if ran != rule.N*60 {
			t.Fatalf("ran for %d minutes of %d hours", ran, rule.N)
		}
	})
}

func TestAddWorkingDays_isStrictlyMonotoneAndCountedBack(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		from, n := instant(t, "from"), rapid.IntRange(-40, 40).Draw(t, "n")
		at := deadline.AddWorkingDays(cal, from, n)
		if !deadline.AddWorkingDays(cal, from, n+1).After(at) {
			t.Fatalf("%d is no later than %d", n+1, n)
		}
		if n != 0 && !cal.Works(at) {
			t.Fatalf("%s is not a working day", at)
		}
		if got := deadline.WorkingDaysBetween(cal, from, at); got != max(n, 0) {
			t.Fatalf("%d working days between, want %d", got, max(n, 0))
		}
	})
}

func TestLadder_isOrderedAndNeverEarly(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom([]deadline.Ladder{deadline.DistrictLadder(), deadline.CityLadder()}).Draw(t, "ladder")
		due := deadline.Due(cal, anyRule(t), instant(t, "from")).At
		var legal time.Time
		if rapid.Bool().Draw(t, "has legal limit") {
			legal = instant(t, "legal")
		}
		var last time.Time
		for _, s := range l.Steps {
			at := l.At(cal, s, due, legal)
			if at.Before(last) || (s.BeforeLegal == 0 && !at.After(last)) {
				t.Fatalf("%s at %s, the step below at %s", s.ID, at, last)
			}
			checkOffset(t, cal, s, at, due, legal)
			last = at
		}
	})
}

func checkOffset(t *rapid.T, cal deadline.Calendar, s deadline.Step, at, due, legal time.Time) {
	t.Helper()
	offset := deadline.AddWorkingDays(cal, due, s.Offset)
	switch {
	case s.BeforeLegal == 0 && !at.Equal(offset):
		t.Fatalf("%s at %s, its offset is %s", s.ID, at, offset)
	case s.BeforeLegal > 0 && at.After(offset):
		t.Fatalf("%s at %s, after its offset %s", s.ID, at, offset)
	case s.BeforeLegal > 0 && at.Before(offset):
		if legal.IsZero() || at.Before(legal.AddDate(0, 0, -s.BeforeLegal)) || at.Before(due) {
			t.Fatalf("%s at %s, early: due %s, legal limit %s", s.ID, at, due, legal)
		}
	}
}
