package lead

import (
	"context"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// MarkComplex gives a complex matter the longer promise (标为复杂), from the same start, and its ladder begins anew from
// the new date. A leader of the owner or of the city, once, before the date, with a reason of 5–200 characters; a Conflict
// names what stands in the way.
func (s *Service) MarkComplex(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	if err := reasoned(reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveComplex, reason, func(ctx context.Context, st *step) error {
		c, err := answerClock(ctx, st.tx, st.l)
		if err != nil {
			return err
		}
		if err := maybeComplex(c, st.at); err != nil {
			return err
		}
		was := c.Due
		rule, err := s.complicate(ctx, st.tx, c)
		if err != nil {
			return err
		}
		st.l.Due = c.Due
		moved := map[string]any{"note": st.note(reason), "n": rule, "day": lastDay(c.Due), "was": was}
		st.tell("complex", true, moved)
		st.tellUnit("message.complex", st.l.worker())
		_, err = s.redated(ctx, st, was)
		return err
	})
}

// complicate turns a clock into that of a complex matter, and returns how many working days it has.
func (s *Service) complicate(ctx context.Context, tx db.Tx, c *Clock) (int, error) {
	rule, _ := s.Rules.ByID(clockAnswerComplex)
	if err := renameClock(ctx, tx, c, rule.ID); err != nil {
		return 0, err
	}
	c.RuleVersion, c.CalendarVersion = rule.Version, s.Calendar().Version
	c.Due = dueBy(s.Calendar(), c)
	return rule.N, updateClock(ctx, tx, c)
}

// maybeComplex says why a promise cannot become that of a complex matter.
func maybeComplex(c *Clock, at int64) error {
	var key string
	switch rule, _ := c.Rule(); {
	case c.Kind == clockUrgent:
		key = "complex.urgent"
	case c.Kind == clockAnswerComplex:
		key = "complex.once"
	case rule.Longer == 0:
		key = "complex.extended"
	case at > c.Due:
		key = "complex.late"
	default:
		return nil
	}
	return errs.New(errs.Conflict, key)
}

// MayComplex says why a case cannot be marked complex now; nil when it can.
func (c *Case) MayComplex(now time.Time) error {
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Answers() && k.Round == c.Reopened && k.Stopped == 0 {
			return maybeComplex(k, clock.Milli(now))
		}
	}
	return errs.New(errs.Conflict, "extend.once")
}

// reasoned checks the reason of a leader's decision.
func reasoned(reason string) error {
	p := Problems{}
	length(p, "reason", reason, 5, reasonMax)
	p.add(Personal(reason), "reason", "error.personal")
	return errs.Fields(p)
}
