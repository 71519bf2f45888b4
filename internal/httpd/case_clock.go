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
	rule, _ := k.Rule()
	text, look := s.left(k.Due, rule.Unit)
	out := caseClock{Clock: web.Clock{
		Label: s.Texts.T("clock."+k.Kind, "n", rule.N) + s.provisional(ctx, k.Kind), Due: dueTime(k.Due), ISO: beijing(k.Due, time.RFC3339), Left: text, Look: look,
	}}
	if k.Paused != 0 {
		out.Due, out.ISO = s.Texts.T("case.clock.since", "day", beijing(k.Paused, "1月2日 15:04")), beijing(k.Paused, time.RFC3339)
		out.Left, out.Look = s.Texts.T("case.left.paused"), ""
		return out
	}
	if rule.ID == deadline.RuleSign || rule.ID == deadline.RuleContact {
		return out // steps towards the answer, whose date is explained
	}
	out.Note = rule.Article
	why, known := s.explained(k)
	if !known {
		return out
	}
	if s.mayMove(ctx, why) {
		out.Note = strings.Join([]string{out.Note, s.Texts.T("case.clock.provisional")}, "；")
	}
	if rule.ID == deadline.RuleAnswer || rule.ID == deadline.RuleAnswerComplex {
		out.Why = s.why(why.Days, again(k))
	}
	return out
}

// explained is the date of a clock with every day on the way to it. It is false when the date was computed by an older
// rule or calendar: this one would explain another date.
func (s *Server) explained(k lead.Clock) (deadline.Result, bool) {
	rule, known := k.Rule()
	why := deadline.Due(s.Leads.Calendar(), rule, clock.FromMilli(k.Started), k.Rests...)
	return why, known && clock.Milli(why.At) == k.Due
}

// again marks the words of a promise that began with a reopening.
func again(k lead.Clock) string {
	if k.Round > 0 {
		return ".again"
	}
	return ""
}

// why makes words of the days; those with a mark have their own where there are any.
func (s *Server) why(days []deadline.Day, marks ...string) []whyDay {
	out := make([]whyDay, len(days))
	for i, d := range days {
		t, err := time.Parse(time.DateOnly, d.Date())
		if err != nil {
			continue
		}
		out[i] = whyDay{Day: s.Texts.ShortDay(t) + " " + s.Texts.T("case.weekday."+d.Weekday()), Reason: s.marked(d.Reason, marks)}
		if d.Counted > 0 {
			out[i].Nth = s.Texts.T("case.clock.nth", "n", d.Counted)
		}
	}
	return out
}

func (s *Server) marked(key string, marks []string) string {
	for _, m := range marks {
		if m != "" && s.Texts.Has(key+m) {
			return s.Texts.T(key + m)
		}
	}
	return s.Texts.T(key)
}
