package lead

import (
	"context"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
)

// answerKinds are the promises by which an answer is owed; one of them runs.
var answerKinds = []string{clockAnswer, clockAnswerComplex, clockUrgent}

// Answers reports the promise by which the lead's answer is owed.
func (c *Clock) Answers() bool { return slices.Contains(answerKinds, c.Kind) }

// Rule is the rule the clock was started with, whatever figure holds today.
func (c *Clock) Rule() (deadline.Rule, bool) { return deadline.RuleOf(c.Kind, c.RuleVersion) }

// rests notes the times in which the clock stood still for questions that ended. What was asked after it stopped is not
// its own.
func (c *Clock) rests(questions []Question) {
	c.Rests = nil
	for _, q := range questions {
		if q.Ended != 0 && (c.Stopped == 0 || q.Asked < c.Stopped) {
			c.Rests = append(c.Rests, deadline.Pause{From: clock.FromMilli(q.Asked), To: clock.FromMilli(q.Ended)})
		}
	}
}

// rest lets the promises stand still that wait for the reporter. One that is late already gets no rest: its ladder
// goes on. T is 0 while its clock stands still.
func (s *Service) rest(ctx context.Context, st *step) error {
	clocks, err := runningClocks(ctx, st.tx, st.l.ID)
	if err != nil {
		return err
	}
	for i := range clocks {
		c := &clocks[i]
		if rule, _ := c.Rule(); !rule.Waits || st.at > c.Due {
			continue
		}
		c.Paused = st.at
		if err := updateClock(ctx, st.tx, c); err != nil {
			return err
		}
		if c.Answers() {
			st.l.Due = 0
		}
	}
	return s.stepOn(ctx, st, st.l.LastStep)
}

// resume lets them run on: each ends later by the days it stood still. It returns the date of the answer before that,
// 0 when it is the same.
func (s *Service) resume(ctx context.Context, st *step) (was int64, err error) {
	clocks, err := runningClocks(ctx, st.tx, st.l.ID)
	if err != nil {
		return 0, err
	}
	for i := range clocks {
		c := &clocks[i]
		if rule, _ := c.Rule(); !rule.Waits {
			continue
		}
		old := c.Due
		c.Paused, c.Due, c.CalendarVersion = 0, dueBy(s.Calendar(), c), s.Calendar().Version
		if err := updateClock(ctx, st.tx, c); err != nil {
			return 0, err
		}
		if c.Answers() {
			was, st.l.Due = old, c.Due
		}
	}
	return s.redated(ctx, st, was)
}

// redated sets the next step after the date of the answer may have moved: a new date has steps of its own. It returns
// the old date, 0 when it stays.
func (s *Service) redated(ctx context.Context, st *step, was int64) (int64, error) {
	last := ""
	if was == 0 || was == st.l.Due {
		was, last = 0, st.l.LastStep
	}
	return was, s.stepOn(ctx, st, last)
}

// legalLimit is the law's limit of the lead in hand while it runs, 0 for none; a sweep has read those of its leads at once.
func (st *step) legalLimit(ctx context.Context) (int64, error) {
	if st.batch != nil && st.batch.legal != nil {
		return st.batch.legal[st.l.ID], nil
	}
	return runningLimit(ctx, st.tx, st.l.ID, clockLawAnswer)
}

// stepOn sets the step after the last one taken, as the owner's ladder, the legal limit and an open question name it.
func (s *Service) stepOn(ctx context.Context, st *step, last string) error {
	l := st.l
	legal, err := st.legalLimit(ctx)
	if err != nil {
		return err
	}
	s.setStepLegal(l, last, legal)
	if l.State != WaitingReporter {
		return nil
	}
	q, err := lastQuestion(ctx, st.tx, l.ID)
	if err == nil && q != nil && q.Pending() && (l.NextStep == "" || q.Until <= l.NextStepAt) {
		l.NextStep, l.NextStepAt = stepUnanswered, q.Until
	}
	return err
}
