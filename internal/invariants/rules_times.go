package invariants

import (
	"time"

	"sunlead/internal/deadline"
)

// times: dates are what the rules say, and go one way.
var times = []Invariant{
	{
		ID: "INV-13", Says: "a due date is what the clock's start, its rule and its calendar make it",
		lead: func(e *env, f *file) bool { return !e.dueRight(f) },
	},
	{
		ID: "INV-13-start", Says: "each clock began with its event and ended with the answer, no promise runs for what is merged, and T is that of the last answer clock",
		lead: func(_ *env, f *file) bool { return !f.clocksRight() },
	},
	{
		ID: "INV-15", Says: "the trail's times never go back",
		lead: func(e *env, f *file) bool { return e.goesBack(f) },
	},
	{
		ID: "INV-16", Says: "a clock of the law is never paused",
		lead: func(_ *env, f *file) bool { return f.lawPaused() },
	},
}

func at(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func (e *env) dueRight(f *file) bool {
	for _, c := range f.clocks {
		if _, known := deadline.RuleByID(c.Kind); !known {
			return false
		}
		cal, ok := e.calendars[c.CalendarVersion]
		rule, known := deadline.RuleOf(c.Kind, c.RuleVersion)
		if ok && known && c.Due != deadline.Due(cal, rule, at(c.Started)).At.UnixMilli() {
			return false
		}
	}
	return true
}

func (f *file) clocksRight() bool {
	over := f.State == replied || f.State == closed || f.State == rejected || f.OwnerUnit == discipline
	for _, c := range f.clocks {
		if f.State == merged && c.Stopped == 0 && c.Kind != deadline.RuleLawAccept && c.Kind != deadline.RuleLawAnswer {
			return false
		}
		if c.Started != f.startOf(c) || c.Stopped != 0 && c.Stopped < c.Started || over && c.Stopped == 0 {
			return false
		}
	}
	t := int64(0)
	for _, c := range f.clocks {
		if owesAnswer(c.Kind) && c.Round == f.Reopened && f.OwnerUnit != discipline {
			t = c.Due
		}
	}
	return f.Due == t
}

// startOf is the instant of the event that starts a clock.
func (f *file) startOf(c clock) int64 {
	switch {
	case c.Kind == deadline.RuleLawAnswer:
		return f.Accepted
	case c.Round == 0:
		return f.Received
	case c.Round > int64(len(f.told.reopenings)):
		return -1
	default:
		return f.told.reopenings[c.Round-1].at
	}
}

func (e *env) goesBack(f *file) bool {
	for i := 1; i < len(f.entries); i++ {
		if f.entries[i].At < f.entries[i-1].At-e.Skew.Milliseconds() {
			return true
		}
	}
	return false
}

func (f *file) lawPaused() bool {
	for _, c := range f.clocks {
		if c.Paused != 0 && (c.Kind == deadline.RuleLawAccept || c.Kind == deadline.RuleLawAnswer) {
			return true
		}
	}
	return false
}
