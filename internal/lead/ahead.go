package lead

import (
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
)

// aheadMax is how many days ahead a leader may put a new date, or the end of a pause.
const aheadMax = 30

// dayLayouts are the ways in which people write a day.
var dayLayouts = []string{time.DateOnly, "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日"}

// dayAhead reads a Beijing day from tomorrow on to the thirtieth from today, and notes what is wrong with it.
func (s *Service) dayAhead(p Problems, field, typed string) (day time.Time) {
	found := false
	for _, layout := range dayLayouts {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(typed), clock.Beijing); err == nil {
			day, found = t, true
		}
	}
	now := s.Case.Now().In(clock.Beijing)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, clock.Beijing)
	last := today.AddDate(0, 0, aheadMax)
	if !found {
		p[field] = errs.T("ahead.day")
	} else if !day.After(today) || day.After(last) {
		p[field] = errs.T("ahead.range", "first", today.AddDate(0, 0, 1).Format("1月2日"), "last", last.Format("1月2日"))
	}
	return day
}

// dayEnd is 24:00 of a Beijing day, as dayAhead's callers store it.
func dayEnd(day string) (int64, bool) {
	t, err := time.ParseInLocation(time.DateOnly, day, clock.Beijing)
	return clock.Milli(t.AddDate(0, 0, 1)), err == nil
}
