package httpd

import (
	"context"
	"regexp"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/internal/settings"
)

// statsOn reports that the operator publishes statistics at all (domain rule 1.7: off by default).
func (s *Server) statsOn() bool { return s.Settings.Value("public_stats").Text == settings.Yes }

// monthsMost is how many months one release covers at most.
const monthsMost = 12

var monthWords = regexp.MustCompile(`^(\d{4})[年./-]?(\d{1,2})月?$`)

// draw counts the leads of the months that were typed and hides what must be hidden.
func (s *Server) draw(ctx context.Context, f *Form) (string, error) {
	months := s.readMonths(f)
	if err := f.Err(); err != nil {
		return "", err
	}
	counted, err := s.Leads.MonthTallies(ctx, months)
	if err != nil {
		return "", err
	}
	tallies := make([]publish.Tally, len(counted))
	for i, n := range counted {
		tallies[i] = publish.Tally{Month: n.Month, Topic: n.Category, Territory: org.UnitByID(n.Territory).Code, Leads: n.Leads}
	}
	figures, err := s.Publish.Draw(ctx, months, topicIDs(), territories(), tallies)
	if err != nil {
		return "", err
	}
	return figures.Encode()
}

// territories are the districts by code, and "" for what counts in none of them.
func territories() []string {
	var codes []string
	for _, d := range org.Districts() {
		codes = append(codes, d.Code)
	}
	return append(codes, "")
}

// readMonths lists the months from the first to the last; all of them are over.
func (s *Server) readMonths(f *Form) []string {
	from, okFrom := typedMonth(f.Get("from"))
	to, okTo := typedMonth(f.Get("to"))
	now := s.Leads.Case.Now().In(clock.Beijing)
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, clock.Beijing)
	switch {
	case !okFrom:
		f.Fail("from", "publish.month.wrong")
	case !okTo:
		f.Fail("to", "publish.month.wrong")
	case to.Before(from):
		f.Fail("to", "publish.month.order")
	case !to.Before(this):
		f.Fail("to", "publish.month.over")
	}
	var months []string
	for at := from; okFrom && okTo && !at.After(to); at = at.AddDate(0, 1, 0) {
		if months = append(months, at.Format("2006-01")); len(months) > monthsMost {
			f.Fail("to", "publish.month.many", "max", monthsMost)
			return nil
		}
	}
	return months
}

// typedMonth reads 2026-07, 2026年7月 and their like.
func typedMonth(typed string) (time.Time, bool) {
	m := monthWords.FindStringSubmatch(typed)
	if m == nil {
		return time.Time{}, false
	}
	at, err := time.ParseInLocation("2006-1", m[1]+"-"+m[2], clock.Beijing)
	return at, err == nil && at.Year() >= 2000
}
