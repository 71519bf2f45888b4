package httpd

import (
	"context"
	"slices"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/web"
)

// clockOrder: the promised answer first, then the law, then what comes before the answer.
var clockOrder = []string{
	deadline.RuleUrgent, deadline.RuleAnswer, deadline.RuleAnswerComplex, deadline.RuleLawAnswer, deadline.RuleLawAccept,
	deadline.RuleSign, deadline.RuleContact,
}

// caseClock is one running limit; the promise explains its date day by day.
type caseClock struct {
	web.Clock
	Why []whyDay
}

type whyDay struct {
	Day    string // 7月3日 周五
	Nth    string // 第 1 天, empty for a day that is skipped
	Reason string
}

// clocks are the limits that run, in clockOrder. An answered lead shows when it closes itself.
func (s *Server) clocks(ctx context.Context, c *lead.Case) []caseClock {
	if c.State == lead.Replied && c.NextStepAt > 0 {
		text, look := s.left(c.NextStepAt, deadline.CalendarDays)
		return []caseClock{{Clock: web.Clock{
			Label: s.Texts.T("clock.unrated"), Due: dueTime(c.NextStepAt), ISO: beijing(c.NextStepAt, time.RFC3339),
			Left: text, Look: look, Note: s.Texts.T("case.clock.unrated"),
		}}}
	}
	var out []caseClock
	for _, kind := range clockOrder {
		i := slices.IndexFunc(c.Clocks, func(k lead.Clock) bool { return k.Kind == kind && k.Stopped == 0 })
		if i >= 0 && c.Open {
			out = append(out, s.clock(ctx, c.Clocks[i]))
		}
	}
	return out
}

func (s *Server) clock(ctx context.Context, k lead.Clock) caseClock {
	rule, _ := deadline.RuleOf(k.Kind, k.RuleVersion) // the figure it was started with
	text, look := s.left(k.Due, rule.Unit)
	out := caseClock{Clock: web.Clock{
		Label: s.Texts.T("clock."+k.Kind, "n", rule.N) + s.provisional(ctx, k.Kind), Due: dueTime(k.Due), ISO: beijing(k.Due, time.RFC3339), Left: text, Look: look,
	}}
	if rule.ID == deadline.RuleSign || rule.ID == deadline.RuleContact {
		return out // steps towards the answer, whose date is explained
	}
	out.Note = rule.Article
	why := deadline.Due(s.Leads.Calendar(), rule, clock.FromMilli(k.Started))
	if clock.Milli(why.At) != k.Due {
		return out // computed by an older rule or calendar: this one would explain another date
	}
	if s.mayMove(ctx, why) {
		out.Note = strings.Join([]string{out.Note, s.Texts.T("case.clock.provisional")}, "；")
	}
	if rule.ID == deadline.RuleAnswer || rule.ID == deadline.RuleAnswerComplex {
		out.Why = s.why(why.Days)
	}
	return out
}

func (s *Server) why(days []deadline.Day) []whyDay {
	out := make([]whyDay, len(days))
	for i, d := range days {
		t, err := time.Parse(time.DateOnly, d.Date())
		if err != nil {
			continue
		}
		out[i] = whyDay{Day: t.Format("1月2日") + " " + s.Texts.T("case.weekday."+d.Weekday()), Reason: s.Texts.T(d.Reason)}
		if d.Counted > 0 {
			out[i].Nth = s.Texts.T("case.clock.nth", "n", d.Counted)
		}
	}
	return out
}
