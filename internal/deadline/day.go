package deadline

import "time"

// Beijing is the zone of every calendar: offices in Urumqi keep Beijing time, whatever the host believes.
var Beijing = time.FixedZone("Asia/Shanghai", offset)

const (
	offset = 8 * 60 * 60
	daySec = 24 * 60 * 60
)

// day counts Beijing days since 1970-01-01; arithmetic on it needs no care for months.
type day int64

func date(year int, month time.Month, d int) day {
	return day(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / daySec)
}

func dayOf(t time.Time) day {
	sec := t.Unix() + offset
	if sec < 0 {
		sec -= daySec - 1 // integer division rounds towards zero; days before 1970 must round down
	}
	return day(sec / daySec)
}

// dueDay is the day a due instant belongs to: 00:00 is the 24:00 of the day before.
func dueDay(t time.Time) day { return dayOf(t.Add(-1)) }

// at returns the instant a given time after the day began.
func (d day) at(after time.Duration) time.Time {
	return time.Unix(int64(d)*daySec-offset, 0).In(Beijing).Add(after)
}

// monthsOn is the same day n months later, or the last one of a month that has no such day.
func (d day) monthsOn(n int) day {
	u := d.utc()
	first := date(u.Year(), u.Month()+time.Month(n), 1)
	return min(first+day(u.Day()-1), date(u.Year(), u.Month()+time.Month(n)+1, 1)-1)
}

func (d day) utc() time.Time        { return time.Unix(int64(d)*daySec, 0).UTC() }
func (d day) weekday() time.Weekday { return d.utc().Weekday() }
func (d day) year() int             { return d.utc().Year() }
func (d day) String() string        { return d.utc().Format(time.DateOnly) }
