package lead

import (
	"context"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
)

// Shift is a date of an open lead that another calendar moves.
type Shift struct {
	Number  string
	Kind    string // of the clock
	Was, Is int64
}

// Shifts tells each running date that the calendar moves, and how many leads have one. It changes nothing; the
// administrator looks at it before a year is stored.
func (s *Service) Shifts(ctx context.Context, cal deadline.Calendar, each func(Shift)) (int, error) {
	n := 0
	err := s.eachRunning(ctx, func(l *Lead, clocks []Clock) error {
		moved := 0
		for i := range clocks {
			if is := dueBy(cal, &clocks[i]); is != clocks[i].Due {
				each(Shift{l.Number, clocks[i].Kind, clocks[i].Due, is})
				moved = 1
			}
		}
		n += moved
		return nil
	})
	return n, err
}

// Recalendar moves the running dates of open leads to what the calendar in force makes of them, each lead in a
// transaction of its own with its line in the trail, and returns how many it moved. Steps that were not taken yet are
// set anew. It may be stopped and run again: what has moved stands.
func (s *Service) Recalendar(ctx context.Context) (int, error) {
	n := 0
	cal := s.Calendar()
	err := s.eachRunning(ctx, func(l *Lead, clocks []Clock) error {
		if !s.shifts(cal, l, clocks) {
			return nil
		}
		moved, err := s.recalendarOne(ctx, l.ID)
		if moved {
			n++
		}
		return err
	})
	return n, err
}

// shifts reports whether the calendar moves a date of the lead, or its next step.
func (s *Service) shifts(cal deadline.Calendar, l *Lead, clocks []Clock) bool {
	next := *l
	for i := range clocks {
		if dueBy(cal, &clocks[i]) != clocks[i].Due {
			return true
		}
	}
	s.setStepLegal(&next, l.LastStep, limitOf(clocks))
	return next.NextStep == l.NextStep && next.NextStepAt != l.NextStepAt
}

// limitOf is the running limit of the law, 0 for none.
func limitOf(clocks []Clock) int64 {
	for _, c := range clocks {
		if c.Kind == clockLawAnswer {
			return c.Due
		}
	}
	return 0
}

// dueBy is the end of a clock by the calendar; that it has, where nobody knows its rule any more.
func dueBy(cal deadline.Calendar, c *Clock) int64 {
	rule, ok := deadline.RuleOf(c.Kind, c.RuleVersion)
	if !ok {
		return c.Due
	}
	return clock.Milli(deadline.Due(cal, rule, clock.FromMilli(c.Started), c.Rests...).At)
}

func (s *Service) recalendarOne(ctx context.Context, id int64) (moved bool, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		moved = false
		l, err := lockID(ctx, tx, id)
		if err != nil || !l.Open {
			return err
		}
		clocks, err := runningClocks(ctx, tx, id)
		if err != nil {
			return err
		}
		was, st := *l, &step{tx: tx, l: l, actor: systemActor, at: s.now()}
		if moved, err = s.shift(ctx, st, clocks); err != nil {
			return err
		}
		st.reading = !moved // a next step alone is no news to who has a form open
		if moved {
			l.Version++
		}
		return s.finish(ctx, st, &was, nil)
	})
	return moved, err
}

// shift writes the dates that move, with one line for all of them, and the next step.
func (s *Service) shift(ctx context.Context, st *step, clocks []Clock) (moved bool, err error) {
	l, last := st.l, st.l.LastStep
	told := map[string]any{"calendar": s.Calendar().Version}
	var kinds []string
	for i := range clocks {
		c := &clocks[i]
		was, is, answer := c.Due, dueBy(s.Calendar(), c), c.Answers()
		if was == is && !answer {
			continue
		}
		c.Due, c.CalendarVersion = is, s.Calendar().Version // of the answer's clock also when only its ladder moves
		if was != is {
			kinds = append(kinds, c.Kind)
		}
		if was != is && answer {
			if last, err = lastTaken(ctx, st.tx, l, is); err != nil { // a corrected calendar may bring an old date back
				return false, err
			}
			told["was"] = was
			if c.Paused == 0 { // otherwise the date is set when the reporter has answered
				l.Due, told["day"] = is, lastDay(is)
			}
		}
		if err := updateClock(ctx, st.tx, c); err != nil {
			return false, err
		}
	}
	if _, timed := s.timers()[l.NextStep]; !timed || l.State == WaitingReporter { // other timers have a date of their own
		if err := s.stepOn(ctx, st, last); err != nil {
			return false, err
		}
	}
	if len(kinds) == 0 {
		return false, nil
	}
	told["clocks"] = strings.Join(kinds, ",")
	st.tell("recalendared", told["day"] != nil, told)
	return true, nil
}

// lastDay is the Beijing day that a due instant belongs to.
func lastDay(due int64) string {
	return clock.FromMilli(due - 1).In(clock.Beijing).Format(time.DateOnly)
}
