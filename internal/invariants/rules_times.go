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
	{
		ID: "INV-16-rest", Says: "a promise stands still exactly while its reporter is asked, from the question on, if it was not late by then",
		lead: func(_ *env, f *file) bool { return !f.restsWell() },
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
		if ok && known && c.Due != deadline.Due(cal, rule, at(c.Started), f.pauses(c)...).At.UnixMilli() {
			return false
		}
	}
	return true
}

func (f *file) clocksRight() bool {
	over := f.State == replied || f.State == closed || f.State == rejected || f.unclocked()
	for _, c := range f.clocks {
		if f.State == merged && c.Stopped == 0 && c.Kind != deadline.RuleLawAccept && c.Kind != deadline.RuleLawAnswer {
			return false
		}
		if c.Started != f.startOf(c) || c.Stopped != 0 && c.Stopped < c.Started || over && c.Stopped == 0 {
			return false
		}
	}
	t := int64(0)
	if c := f.promise(); c != nil && c.Paused == 0 {
		t = c.Due
	}
	return f.Due == t
}

// promise is the clock by which the answer is owed now; nil for none.
func (f *file) promise() *clock {
	for i := range f.clocks {
		if c := &f.clocks[i]; owesAnswer(c.Kind) && c.Round == f.Reopened && !f.unclocked() {
			return c
		}
	}
	return nil
}

// owedAt is T, also while its clock stands still.
func (f *file) owedAt() int64 {
	if c := f.promise(); c != nil && c.Paused != 0 {
		return c.Due
	}
	return f.Due
}

// pauses are the questions that ended while the clock ran.
func (f *file) pauses(c clock) []deadline.Pause {
	var list []deadline.Pause
	for _, q := range f.questions {
		if q.Ended != 0 && (c.Stopped == 0 || q.Asked < c.Stopped) {
			list = append(list, deadline.Pause{From: at(q.Asked), To: at(q.Ended)})
		}
	}
	return list
}

func (f *file) restsWell() bool {
	q := f.pending()
	for _, c := range f.clocks {
		rule, _ := deadline.RuleOf(c.Kind, c.RuleVersion)
		since := int64(0)
		if q != nil && c.Stopped == 0 && rule.Waits && q.Asked <= c.Due {
			since = q.Asked
		}
		if c.Paused != since {
			return false
		}
	}
	return true
}

// unclocked: no clock runs against the discipline body, nor for what one person alone may know of.
func (f *file) unclocked() bool { return f.OwnerUnit == discipline || f.restricted() }

// startOf is the instant of the event that starts a clock. The time to sign begins anew with each unit that a person
// gives the lead to.
func (f *file) startOf(c clock) int64 {
	switch {
	case c.Kind == deadline.RuleLawAnswer:
		return f.Accepted
	case c.Kind == deadline.RuleSign && f.told.handed != 0 && !f.unclocked():
		return f.told.handed
	case c.Kind == deadline.RuleSign && f.told.handed != 0:
		return c.Started // it ended with the hand-over
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
