package deadline

import (
	"strings"
	"time"
)

// Day is one line of an explanation.
type Day struct {
	on      day
	Counted int    // which day of the limit it is; 0 when it was skipped
	Reason  string // text key
}

// Date is the Beijing day, as 2006-01-02.
func (d Day) Date() string { return d.on.String() }

// Weekday is mon to sun.
func (d Day) Weekday() string { return strings.ToLower(d.on.weekday().String()[:3]) }

// Year is the year of the Beijing day.
func (d Day) Year() int { return d.on.year() }

// Result is a due date that can explain itself.
type Result struct {
	At          time.Time // the instant, shown in Beijing time; the limit is kept up to and including it
	Date        string    // the Beijing day it falls on: for 24:00 the day that ends, not the one that begins
	Days        []Day     // from the day of receipt to the last day; none for a limit in hours or months
	Provisional bool      // a day on the way is not confirmed yet, so the date may still move
}

// String returns the date and time as an office writes it: midnight is 24:00 of the day that ends.
func (r Result) String() string {
	t := r.At.In(Beijing)
	if dayOf(t).String() != r.Date {
		return r.Date + " 24:00"
	}
	return t.Format("2006-01-02 15:04")
}

// Due returns when the rule's limit ends for something received at from. The Beijing day of from never
// counts; day 1 is the next day that does. A limit below 1 is taken as 1, so nothing is due on receipt. Pauses, in
// any order, move the end of a rule that waits; every other rule runs on: the law waits for nobody.
func Due(cal Calendar, rule Rule, from time.Time, pauses ...Pause) Result {
	n := max(rule.N, 1)
	if !rule.Waits {
		pauses = nil
	}
	pauses = inOrder(pauses)
	switch rule.Unit {
	case Hours:
		at := running(from, time.Duration(n)*time.Hour, pauses).In(Beijing)
		return Result{At: at, Date: dayOf(at).String()}
	case Months:
		last := dayOf(from).monthsOn(n)
		return Result{At: midnight(last), Date: last.String()}
	case CalendarDays:
		r, last := cal.count(dayOf(from), n, pauses, count{midnight, func(mark) (bool, string) { return true, PlainDay }})
		r.At, r.Provisional = midnight(last), false // holidays do not touch it
		return r
	default:
		r, last := cal.count(dayOf(from), n, pauses, count{cal.closing, func(m mark) (bool, string) { return m.works, m.reason }})
		r.At = cal.closing(last)
		return r
	}
}

// count is how a unit takes a day: when it ends, and whether it counts and why.
type count struct {
	end  func(day) time.Time
	take func(mark) (bool, string)
}

func midnight(d day) time.Time { return d.at(24 * time.Hour) }

// count walks from the day after first until n days have counted, writing down each day on the way.
func (c Calendar) count(first day, n int, pauses still, by count) (Result, day) {
	r := Result{Days: make([]Day, 1, n+n/2+8)}
	r.Days[0] = Day{on: first, Reason: Received}
	d := first
	for counted := 0; counted < n; {
		d++
		m := c.look(d)
		line := Day{on: d}
		ok, reason := by.take(m)
		if ok && pauses.at(func() time.Time { return by.end(d) }) {
			ok, reason = false, Paused
		}
		if line.Reason = reason; ok {
			counted++
			line.Counted = counted
		}
		r.Days = append(r.Days, line)
		r.Provisional = r.Provisional || m.provisional
	}
	r.Date = d.String()
	return r, d
}

// AddWorkingDays moves a due instant by n working days. For n > 0 it is the close of the n-th working day
// after t's day, for n < 0 the close of the n-th before it, for n = 0 t itself. An instant at 00:00 belongs to
// the day that ends there, because a calendar limit ends at 24:00.
func AddWorkingDays(cal Calendar, t time.Time, n int) time.Time {
	if n == 0 {
		return t.In(Beijing)
	}
	d, step := dueDay(t), day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d += step
		if cal.look(d).works {
			n--
		}
	}
	return cal.closing(d)
}

// WorkingDaysBetween returns how many working days late something due at from is at the instant to: the
// working days after from's day, up to and including to's. Later the same day is 0, and so is early. An
// instant at 00:00 belongs to the day that ends there.
func WorkingDaysBetween(cal Calendar, from, to time.Time) int {
	n := 0
	for d, last := dueDay(from)+1, dueDay(to); d <= last; d++ {
		if cal.look(d).works {
			n++
		}
	}
	return n
}
