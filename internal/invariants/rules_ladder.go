package invariants

import (
	"slices"
	"strings"
	"time"

	"sunlead/internal/deadline"
)

// climbs: nobody climbs early, twice, or past a rung.
var climbs = []Invariant{
	{
		ID: "INV-12", Says: "no step of the ladder was taken before its time",
		lead: func(e *env, f *file) bool { return e.early(f) },
	},
	{
		ID: "INV-12-next", Says: "the next step of a lead is the one its ladder names, at that time",
		lead: func(e *env, f *file) bool { return !e.nextRight(f) },
	},
	{
		ID: "INV-14", Says: "for one due date the steps were taken once each, in order, none left out, and the trail tells of each",
		lead: func(_ *env, f *file) bool { return !f.climbedWell() },
	},
}

// ladders are those that ship; a lead may have climbed both, one as its district's and one as the city's.
func ladders() []deadline.Ladder {
	return []deadline.Ladder{deadline.DistrictLadder(), deadline.CityLadder()}
}

// owesAnswer reports the clocks by which an answer is owed: the promise, that of a complex matter, or that of the
// 24-hour class.
func owesAnswer(kind string) bool {
	return kind == deadline.RuleAnswer || kind == deadline.RuleAnswerComplex || kind == deadline.RuleUrgent
}

func (f *file) answerClock(due int64) *clock {
	for i := range f.clocks {
		if owesAnswer(f.clocks[i].Kind) && f.clocks[i].Due == due {
			return &f.clocks[i]
		}
	}
	return nil
}

// legalAt is the earliest legal limit that had begun at an instant; zero for none.
func (f *file) legalAt(ms int64) time.Time {
	var limit time.Time
	for _, c := range f.clocks {
		if c.Kind == deadline.RuleLawAnswer && c.Started <= ms && (limit.IsZero() || at(c.Due).Before(limit)) {
			limit = at(c.Due)
		}
	}
	return limit
}

// early looks at the steps of clocks that began under the calendar in force: with another one between them, nobody
// knows by which the instant of a step was set.
func (e *env) early(f *file) bool {
	for _, s := range f.steps {
		c := f.answerClock(s.Due)
		switch {
		case c == nil && f.told.moved[s.Due]:
			continue // of the date before it was moved
		case c == nil:
			return true // a step of no clock
		case c.CalendarVersion == e.Calendar.Version && s.Taken < earliest(e.Calendar, s, f.legalAt(s.Taken)):
			return true
		}
	}
	return false
}

// earliest is when the first of the ladders allows the step; a step that none has may never be taken.
func earliest(cal deadline.Calendar, s step, legal time.Time) int64 {
	first := int64(1<<63 - 1)
	for _, l := range ladders() {
		for _, rung := range l.Steps {
			if rung.ID == s.Step {
				first = min(first, l.At(cal, rung, at(s.Due), legal).UnixMilli())
			}
		}
	}
	return first
}

// nextRight works the next step out as the ledger does: the owner's ladder, and the legal limit while it runs. An
// answered lead closes itself some time after the answer; by which figure is not stored. A question ends by itself after
// its last day.
func (e *env) nextRight(f *file) bool {
	if !f.Open || f.State == merged {
		return f.NextStep == "" && f.NextStepAt == 0
	}
	if f.State == replied && f.told.count["close_held"] > 0 && f.NextStep == "" {
		return f.NextStepAt == 0 // a child without a school place is not left to time
	}
	if f.State == replied && (f.Due != 0 || f.restricted()) {
		return f.NextStep == "close" && f.NextStepAt > f.Replied
	}
	var step string
	var when int64
	if f.Due != 0 {
		c := f.answerClock(f.Due)
		if c == nil || c.CalendarVersion != e.Calendar.Version {
			return c != nil
		}
		if next, due, more := ladders()[ladderOf(f)].NextAt(e.Calendar, f.LastStep, at(f.Due), f.runningLimit()); more {
			step, when = next.ID, max(due.UnixMilli(), f.MutedUntil)
		}
	}
	if q := f.pending(); q != nil && (step == "" || q.Until <= when) {
		step, when = "unanswered", q.Until
	}
	if f.State == assigned && f.Reopened == 0 && f.Due != 0 {
		if limit := e.objectionTo(f.Routed); step == "" || limit < when {
			step, when = "sign", limit
		}
	}
	return f.NextStep == step && f.NextStepAt == when
}

// objectionTo is the end of the time to object to what was assigned at an instant.
func (e *env) objectionTo(given int64) int64 {
	rule, _ := deadline.RuleByID(deadline.RuleObjection)
	return deadline.Due(e.Calendar, rule, at(given)).At.UnixMilli()
}

func ladderOf(f *file) int {
	if f.OwnerUnit == city {
		return 1
	}
	return 0
}

func (f *file) runningLimit() time.Time {
	for _, c := range f.clocks {
		if c.Kind == deadline.RuleLawAnswer && c.Stopped == 0 {
			return at(c.Due)
		}
	}
	return time.Time{}
}

// climbedWell holds the steps taken against the trail and against the ladder's order.
func (f *file) climbedWell() bool {
	var told []step
	for _, e := range f.entries {
		if id, ok := strings.CutPrefix(e.Kind, stepMark); ok {
			told = append(told, step{LeadID: f.ID, Due: number(e.Values(), "due"), Taken: e.At, Step: id})
		}
	}
	return sameSteps(told, slices.Clone(f.steps)) && f.lastRight() && inOrder(told)
}

func sameSteps(a, b []step) bool {
	if len(a) != len(b) {
		return false
	}
	seen := map[step]int{}
	for i := range a {
		a[i].LetterID, b[i].LetterID = 0, 0 // a trail does not name letters
		seen[a[i]]++
		seen[b[i]]--
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return true
}

// inOrder: for each due date the first step first, then each the one after.
func inOrder(told []step) bool {
	last := map[int64]string{}
	for _, s := range told {
		if next, ok := deadline.DistrictLadder().Next(last[s.Due]); !ok || next.ID != s.Step {
			return false
		}
		last[s.Due] = s.Step
	}
	return true
}

// lastRight: the row remembers the last step of its due date.
func (f *file) lastRight() bool {
	n := 0
	due := f.owedAt()
	for _, s := range f.steps {
		if s.Due == due {
			n++
		}
	}
	rungs := deadline.DistrictLadder().Steps
	switch {
	case f.OwnerUnit == discipline:
		return true
	case n == 0:
		return f.LastStep == ""
	default:
		return n <= len(rungs) && rungs[n-1].ID == f.LastStep
	}
}
