package httpd

import (
	"strconv"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/web"
)

// casePath is the address of a case.
func casePath(number string) string { return "/cases/" + number }

// stateLooks gives each state its colour and shape.
var stateLooks = map[lead.State]string{
	lead.StateNew:        web.Soon,
	lead.Assigned:        web.Soon,
	lead.InProgress:      web.Moving,
	lead.WaitingReporter: web.Moving,
	lead.ReviewPending:   web.Moving,
	lead.ExtendPending:   web.Moving,
	lead.Replied:         web.Done,
	lead.Reopened:        web.Soon,
	lead.Closed:          web.Done,
	lead.Rejected:        web.Neutral,
	lead.Merged:          web.Neutral,
	lead.ReturnPending:   web.Moving,
}

// caseTitle names a case in a line: topic and school, or the district when no school was named.
func (s *Server) caseTitle(l *lead.Lead) string {
	place := l.SchoolName
	if place == "" {
		place = s.districtName(l.District)
	}
	return s.Texts.T("cat.short."+l.Category) + " · " + place
}

func (s *Server) districtName(code string) string {
	if d, ok := org.DistrictByCode(code); ok {
		return d.Name
	}
	return s.Texts.T("district.unsure")
}

// caseTags are the status words of a case, the state first.
func (s *Server) caseTags(l *lead.Lead) []web.Tag {
	late := l.Late(s.Leads.Case.Now())
	all := []struct {
		on        bool
		look, key string
	}{
		{true, stateLooks[l.State], "state." + string(l.State)},
		{l.Category == lead.NoSeat, web.Late, "case.tag.noseat"},
		{late, web.Late, "case.tag.late"},
		{l.Urgent, web.Soon, "clock.urgent"},
		{l.Ending != "", web.Neutral, "case.tag.withdrawn"},
		{l.Supplied != 0, web.Soon, "case.tag.supplied"},
		{l.Reopened > 0 && l.State != lead.Reopened, web.Soon, "state.reopened"},
		{l.Waits(), web.Soon, "case.tag.waits"},
		{l.Transferred > 0, web.Neutral, "case.tag.transferred"},
		{l.Anonymous, web.Neutral, "case.tag.anonymous"},
		{l.HandOver != lead.OverNone, overLooks[l.HandOver], "hand_over.tag." + string(l.HandOver)},
		{l.Walled(), web.Restricted, "case.tag.restricted"},
	}
	var tags []web.Tag
	for _, t := range all {
		if t.on {
			tags = append(tags, web.Tag{Look: t.look, Text: s.Texts.T(t.key, "n", s.figure(deadline.RuleUrgent))})
		}
	}
	return tags
}

// left says how much of a limit is left at the Case instant, and how that looks.
func (s *Server) left(due int64, unit deadline.Unit) (text, look string) {
	now, at := s.Leads.Case.Now(), clock.FromMilli(due)
	hours := strconv.Itoa(int(max(at.Sub(now).Abs().Hours(), 1)))
	between := workingDays(s.Leads.Calendar())
	if unit == deadline.CalendarDays {
		between = calendarDays
	}
	switch {
	case now.After(at) && (unit == deadline.Hours || between(at, now) == 0):
		return s.Texts.T("case.left.late_hours", "n", hours), web.Late
	case now.After(at):
		return s.Texts.T("case.left.late."+string(unit), "n", between(at, now)), web.Late
	case unit == deadline.Hours || sameDay(now, at):
		return s.Texts.T("case.left.hours", "n", hours), web.Soon
	default:
		return s.Texts.T("case.left."+string(unit), "n", max(between(now, at), 1)), ""
	}
}

func workingDays(cal deadline.Calendar) func(a, b time.Time) int {
	return func(a, b time.Time) int { return deadline.WorkingDaysBetween(cal, a, b) }
}

func calendarDays(a, b time.Time) int { return int((b.Sub(a) + 12*time.Hour).Hours()) / 24 }

// sameDay reports two instants of one Beijing day; 24:00 belongs to the day that ends.
func sameDay(a, b time.Time) bool {
	return a.In(clock.Beijing).Format(time.DateOnly) == b.Add(-1).In(clock.Beijing).Format(time.DateOnly)
}

// dueTime writes the end of a limit as an office does: midnight is 24:00 of the day that ends.
func dueTime(ms int64) string {
	if t := clock.FromMilli(ms).In(clock.Beijing); t.Hour() == 0 && t.Minute() == 0 {
		return t.Add(-1).Format("1月2日") + " 24:00"
	}
	return beijing(ms, "1月2日 15:04")
}

// dayOnly has each way of writing an instant without the time of day.
var dayOnly = map[string]string{
	"2006年1月2日 15:04": "2006年1月2日",
	"1月2日 15:04":      "2006年1月2日",
	"01-02 15:04":     "2006年1月2日",
	time.RFC3339:      time.DateOnly,
}

// arrival writes an instant that tells when a reporter was there. Of an anonymous lead it is only the day: who was
// seen at a counter, or online, at that minute would be known.
func arrival(l *lead.Lead, ms int64, layout string) string {
	if l.Anonymous {
		layout = dayOnly[layout]
	}
	return beijing(ms, layout)
}

// useBy says until which day an answer is of use, "" when nobody said so or the reporter has it.
func (s *Server) useBy(l *lead.Lead) string {
	if l.UseBy == 0 || l.Due == 0 && l.State != lead.StateNew || !l.Open || l.State == lead.Replied {
		return ""
	}
	key := "case.use_by"
	if s.Leads.Case.Now().UnixMilli() >= l.UseBy {
		key = "case.use_by.past"
	}
	return s.Texts.T(key, "day", beijing(l.UseBy-1, "1月2日"))
}

// words are the values of an enumeration as they stand in forms and text keys.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// categoryIDs lists the categories in their order.
func categoryIDs() []string {
	var ids []string
	for _, c := range lead.Categories() {
		ids = append(ids, c.ID)
	}
	return ids
}
