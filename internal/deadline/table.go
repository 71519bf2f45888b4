package deadline

import (
	"cmp"
	"slices"
	"time"
)

// RowKind says what a row of a year's table is.
type RowKind string

// The kinds of rows.
const (
	RowOff    RowKind = "off"    // 休: days off
	RowWork   RowKind = "work"   // 班: one Saturday or Sunday worked in exchange
	RowOffice RowKind = "office" // 作息: when the offices close, from one day to another
)

// Row is one line of a year's table as a file has it.
type Row struct {
	Line        int
	Kind        RowKind
	From, To    time.Time // Beijing days, both included
	Reason      string    // of days off
	Close       time.Duration
	Provisional bool
}

// Fault says what cannot be right in a table, and in which line.
type Fault struct {
	Line  int
	Key   string // text key: calendar.fault.…
	Other int    // the line that contradicts it, 0 for none
	Day   string // the day concerned, empty for none
	Name  string // text key of the festival that is missing, empty for none
}

// festivals are what each year has: a table without one of them has a hole.
var festivals = []string{NewYear, Spring, Roza, Qingming, Labour, Qurban, DragonBoat, MidAutumn, National}

// Table makes a year of the rows of a file. Nothing of it may be guessed: a day in two rows, a row outside the year, office
// hours that leave a day out, a year without one of its festivals are a Fault, and there is no Year. Mid-autumn and the
// National Day, or two others that fall together, are one row under either name; the other one may then be missing.
func Table(year int, source string, rows []Row) (Year, *Fault) {
	y := Year{Year: year, Source: source}
	days := map[day]int{}
	for _, r := range rows {
		if f := r.fault(year, days); f != nil {
			return Year{}, f
		}
		y = y.with(r)
	}
	if f := officeFault(year, rows); f != nil {
		return Year{}, f
	}
	if f := missing(rows); f != nil {
		return Year{}, f
	}
	return y, nil
}

// fault is what is wrong with the row by itself or with a day that an earlier row has; days collects them.
func (r Row) fault(year int, days map[day]int) *Fault {
	first, last := dayOf(r.From), dayOf(r.To)
	switch {
	case first.year() != year || last.year() != year:
		return &Fault{Line: r.Line, Key: "calendar.fault.year", Day: outside(year, first, last).String()}
	case last < first:
		return &Fault{Line: r.Line, Key: "calendar.fault.backwards"}
	case r.Kind == RowOffice:
		return nil
	case r.Kind == RowWork && (first != last || !atWeekend(first)):
		return &Fault{Line: r.Line, Key: "calendar.fault.makeup", Day: first.String()}
	}
	for d := first; d <= last; d++ {
		if other := days[d]; other != 0 {
			return &Fault{Line: r.Line, Key: "calendar.fault.overlap", Other: other, Day: d.String()}
		}
		days[d] = r.Line
	}
	return nil
}

func outside(year int, first, last day) day {
	if first.year() != year {
		return first
	}
	return last
}

func atWeekend(d day) bool { return d.weekday() == time.Saturday || d.weekday() == time.Sunday }

// with is the year with a row in it.
func (y Year) with(r Row) Year {
	first := dayOf(r.From)
	month, n := first.utc().Month(), first.utc().Day()
	switch r.Kind {
	case RowOff:
		y.Off = append(y.Off, Span{month, n, int(dayOf(r.To)-first) + 1, r.Reason, r.Provisional})
	case RowWork:
		y.Work = append(y.Work, Span{month, n, 1, MakeUp, r.Provisional})
	case RowOffice:
		y.Seasons = append(y.Seasons, Season{month, n, r.Close})
	}
	slices.SortFunc(y.Seasons, func(a, b Season) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day)) })
	return y
}

// officeFault: office hours are said for the whole year, each day once, or not at all.
func officeFault(year int, rows []Row) *Fault {
	office := slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Kind != RowOffice })
	if len(office) == 0 {
		return nil
	}
	slices.SortStableFunc(office, func(a, b Row) int { return cmp.Compare(dayOf(a.From), dayOf(b.From)) })
	next, line := date(year, time.January, 1), office[0].Line
	for _, r := range office {
		first := dayOf(r.From)
		if first < next {
			return &Fault{Line: r.Line, Key: "calendar.fault.overlap", Other: line, Day: first.String()}
		}
		if first > next {
			return &Fault{Line: r.Line, Key: "calendar.fault.hole", Day: next.String()}
		}
		next, line = dayOf(r.To)+1, r.Line
	}
	if next <= date(year, time.December, 31) {
		return &Fault{Line: line, Key: "calendar.fault.hole", Day: next.String()}
	}
	return nil
}

// together are festivals that one row can stand for, because they can fall on the same days.
var together = map[string][]string{
	MidAutumn: {National}, National: {MidAutumn}, Roza: {Labour, Qingming, Spring}, Qurban: {DragonBoat, Labour},
}

func missing(rows []Row) *Fault {
	named, last := map[string]bool{}, 0
	for _, r := range rows {
		named[r.Reason] = named[r.Reason] || r.Kind == RowOff
		last = max(last, r.Line)
	}
	for _, f := range festivals {
		if !named[f] && !slices.ContainsFunc(together[f], func(o string) bool { return named[o] }) {
			return &Fault{Line: last, Key: "calendar.fault.festival", Name: f}
		}
	}
	return nil
}
