package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
)

// importCalendar brings in one year's holidays and office hours. First it says which days change and which dates of open
// cases would move; then it stores the year, waits until every process computes with it, and moves those dates. A file
// with anything wrong in it is refused whole.
func (s *session) importCalendar(ctx context.Context, o importOptions) error {
	m, ok := newMapping(calendarFields, o.maps)
	if !ok {
		return s.fail("import.error.map", "fields", strings.Join(m.names, "、"))
	}
	y, err := s.readYear(m)
	if err != nil {
		return err
	}
	next, err := s.app.CalendarWith(ctx, y)
	if err != nil {
		return err
	}
	s.say("import.calendar.file", "file", shown(filepath.Base(s.path), 60), "year", y.Year, "off", len(y.Off), "work", len(y.Work), "office", len(y.Seasons))
	s.tellDays(y.Year, next)
	if err := s.tellShifts(ctx, next); err != nil {
		return err
	}
	if err := s.agreed(); err != nil {
		return err
	}
	return s.applyYear(ctx, y)
}

// applyYear may be run again where it was stopped.
func (s *session) applyYear(ctx context.Context, y deadline.Year) error {
	if err := s.app.ImportYear(ctx, y); err != nil {
		return err
	}
	s.say("import.calendar.wait", "n", int(app.CalendarLife/time.Second))
	if err := s.wait(ctx, app.CalendarLife); err != nil {
		return err
	}
	n, err := s.app.Leads.Recalendar(ctx)
	if err != nil {
		return err
	}
	s.say("import.calendar.done", "year", y.Year, "n", n)
	return nil
}

// pause is ended early by the operator.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// readYear reads the whole file and checks it as a whole.
func (s *session) readYear(m mapping) (deadline.Year, error) {
	f, err := s.open(m, "from")
	if err != nil {
		return deadline.Year{}, err
	}
	defer f.Close()
	r := yearReader{s: s}
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return deadline.Year{}, s.fileError(err, m, "from")
		}
		if err := r.add(m, row); err != nil {
			return deadline.Year{}, err
		}
	}
	return r.year()
}

// daysShown and shiftsShown are how many changed days and moved dates the preview names.
const (
	daysShown   = 40
	shiftsShown = 20
)

// tellDays says which days of the year the file changes.
func (s *session) tellDays(year int, next deadline.Calendar) {
	var lines []string
	now := s.app.Leads.Calendar()
	for d := time.Date(year, time.January, 1, 12, 0, 0, 0, deadline.Beijing); d.Year() == year; d = d.AddDate(0, 0, 1) {
		was, is := now.Look(d), next.Look(d)
		if was != is {
			lines = append(lines, s.texts.T("import.calendar.day", "day", d.Format(time.DateOnly), "was", s.dayWords(was), "is", s.dayWords(is)))
		}
	}
	if len(lines) == 0 {
		s.say("import.calendar.same")
		return
	}
	s.say("import.calendar.days", "n", len(lines))
	s.tellLines("import.calendar.days_head", lines[:min(len(lines), daysShown)], max(0, len(lines)-daysShown))
}

func (s *session) dayWords(k deadline.Kind) string {
	words := s.texts.T(k.Reason)
	if k.Works {
		words += s.texts.T("import.calendar.until", "time", k.Close)
	}
	return words
}

// tellShifts says which dates of open cases would move.
func (s *session) tellShifts(ctx context.Context, next deadline.Calendar) error {
	var lines []string
	dates := 0
	n, err := s.app.Leads.Shifts(ctx, next, func(x lead.Shift) {
		if dates++; dates <= shiftsShown {
			lines = append(lines, s.texts.T("import.calendar.shift", "number", x.Number, "clock", s.texts.T("import.calendar.clock."+x.Kind),
				"was", dueWords(x.Was), "is", dueWords(x.Is)))
		}
	})
	if err != nil {
		return err
	}
	if n == 0 {
		s.say("import.calendar.no_shift")
		return nil
	}
	s.say("import.calendar.shifts", "n", n, "dates", dates)
	s.tellLines("import.calendar.shifts_head", lines, dates-len(lines))
	return nil
}

// dueWords is an instant as an office writes it; 00:00 is the end of the day before.
func dueWords(ms int64) string {
	t := time.UnixMilli(ms).In(deadline.Beijing)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format(time.DateOnly) + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}
