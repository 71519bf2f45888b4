package lead

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Extension is an application for more time (延期申请).
type Extension struct {
	Reason string // one of ExtendReasons
	Days   int    // working days, as many as the rule allows
	Done   string // 已做工作, 20–500 characters
	Told   string // 给反映人的说明, 10–300 characters
}

// ExtendReasons are the grounds there are.
var ExtendReasons = []string{"third_party", "on_site", "several", "school", "other"}

func (e *Extension) check() Problems {
	p := Problems{}
	p.add(!slices.Contains(ExtendReasons, e.Reason), "reason", "extend.reason.required")
	p.add(e.Days < 1, "days", "extend.days.required")
	length(p, "done", e.Done, 20, 500)
	length(p, "told", e.Told, 10, 300)
	p.add(Personal(e.Told), "told", "error.personal")
	return p
}

// DraftExtension hands an application for more time to the leader (申请延期). The clock runs on meanwhile. A late lead
// has no more time to ask for, and time is given once: both are a Conflict.
func (s *Service) DraftExtension(ctx context.Context, a org.Actor, ref Ref, e Extension) error {
	if err := errs.Fields(e.check()); err != nil {
		return err
	}
	d := Draft{Kind: ExtendDraft, ExtendReason: e.Reason, Days: int64(e.Days), Done: e.Done, Told: e.Told}
	return s.move(ctx, a, ref, MoveExtend, d, func(ctx context.Context, st *step) error {
		if _, _, err := s.longer(ctx, st, e.Days); err != nil {
			return err
		}
		return s.hand(ctx, st, d)
	})
}

// Grant gives a lead the time that was asked for (同意延期): the answer is due later, and the ladder begins anew. A leader
// who did not ask for it, before the old date.
func (s *Service) Grant(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveGrant, nil, func(ctx context.Context, st *step) error {
		d, err := s.decide(ctx, st, DraftApproved, "")
		if err != nil {
			return err
		}
		c, rule, err := s.longer(ctx, st, int(d.Days))
		if err != nil {
			return err
		}
		was, l := c.Due, st.l
		c.RuleVersion, c.CalendarVersion = rule.Version, s.Calendar().Version
		c.Due = dueBy(s.Calendar(), c)
		if err := updateClock(ctx, st.tx, c); err != nil {
			return err
		}
		l.Due, l.DraftID = c.Due, 0
		if _, err := s.redated(ctx, st, was); err != nil {
			return err
		}
		st.tell("extended", true, map[string]any{
			"draft": d.ID, "why": d.ExtendReason, "n": d.Days, "was": was, "day": lastDay(c.Due),
		})
		st.tellUnit("message.extended", org.Handler)
		s.text(st, SMSDated, lastDay(c.Due))
		return nil
	})
}

// longer is the running clock of the answer, and its rule with more days.
func (s *Service) longer(ctx context.Context, st *step, days int) (*Clock, deadline.Rule, error) {
	if st.at > st.l.Due {
		return nil, deadline.Rule{}, errs.New(errs.Conflict, "extend.late")
	}
	c, err := answerClock(ctx, st.tx, st.l)
	if err != nil {
		return nil, deadline.Rule{}, err
	}
	rule, _ := c.Rule()
	if rule.Longer == 0 {
		return nil, rule, errs.New(errs.Conflict, "extend.once")
	}
	longer, ok := rule.Extended(days)
	if !ok {
		return nil, rule, errs.Fields(Problems{"days": errs.T("extend.days.range", "max", rule.Longer)})
	}
	return c, longer, nil
}

// MayExtend reports whether more time can still be asked for, and how many working days at most.
func (c *Case) MayExtend(now time.Time) (most int, err error) {
	if clock.Milli(now) > c.Due {
		return 0, errs.New(errs.Conflict, "extend.late")
	}
	for _, k := range c.Clocks {
		if k.Answers() && k.Round == c.Reopened && k.Stopped == 0 {
			if rule, ok := k.Rule(); ok && rule.Longer > 0 {
				return rule.Longer, nil
			}
		}
	}
	return 0, errs.New(errs.Conflict, "extend.once")
}
