package deadline

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// The reasons a day is skipped or counted: text keys.
const (
	Received = "calendar.received" // the day of receipt never counts
	Workday  = "calendar.workday"  // an ordinary working day
	MakeUp   = "calendar.makeup"   // a Saturday or Sunday worked in exchange
	PlainDay = "calendar.day"      // counted under a calendar-day rule, working or not
	Weekend  = "calendar.weekend"
	Paused   = "calendar.paused" // the reporter was asked and had not answered when the day closed

	NewYear    = "calendar.holiday.new_year"
	Spring     = "calendar.holiday.spring"
	Qingming   = "calendar.holiday.qingming"
	Labour     = "calendar.holiday.labour"
	DragonBoat = "calendar.holiday.dragon_boat"
	MidAutumn  = "calendar.holiday.mid_autumn"
	National   = "calendar.holiday.national"
	Roza       = "calendar.holiday.roza"   // 肉孜节, the Region's
	Qurban     = "calendar.holiday.qurban" // 古尔邦节, the Region's
)

// Reasons returns every text key an explanation can carry, so that the texts can be held complete.
func Reasons() []string {
	return []string{
		Received, Workday, MakeUp, PlainDay, Weekend, Paused,
		NewYear, Spring, Qingming, Labour, DragonBoat, MidAutumn, National, Roza, Qurban,
	}
}

// Span is one row of a year's tables: Days days in a row, starting at Month and Day.
type Span struct {
	Month       time.Month `json:"month"`
	Day         int        `json:"day"`
	Days        int        `json:"days"`
	Reason      string     `json:"reason"`                // text key; MakeUp in the table of working days
	Provisional bool       `json:"provisional,omitempty"` // expected, not yet announced
}

// Year is the data of one calendar year. Days in neither table are plain Monday to Friday.
type Year struct {
	Year        int      `json:"year"`
	Off         []Span   `json:"off,omitempty"`         // days off, weekends inside a holiday included
	Work        []Span   `json:"work,omitempty"`        // Saturdays and Sundays worked in exchange
	Seasons     []Season `json:"seasons,omitempty"`     // the year's own office hours; none for the calendar's
	Source      string   `json:"source"`                // who announced it, for the person who signs the year off
	Provisional bool     `json:"provisional,omitempty"` // the operator has not confirmed the year; its dates are shown as provisional
}

// Season says when the offices close, from a day of the year until the next season begins.
type Season struct {
	Month time.Month    `json:"month"`
	Day   int           `json:"day"`
	Close time.Duration `json:"close"` // after midnight, Beijing time
}

// Calendar knows which days are worked and when they end. The zero Calendar is plain Monday to Friday, ends
// its days at 24:00 and calls every date provisional. It is read-only after New and safe for concurrent use.
type Calendar struct {
	Version string
	seasons []Season
	own     map[int][]Season // of years that have their own
	years   map[int]bool     // loaded years; true when provisional
	first   day
	days    []mark // from first on, to the end of the last loaded year: an explanation may walk over a year of them
}

type mark struct {
	works       bool
	reason      string
	provisional bool
	close       time.Duration // after midnight
}

// New makes a calendar from its tables. Seasons are in the order of the year; the last one also covers the
// days before the first. A make-up day wins over a day off. Rows are taken as they are: see Year.Check.
func New(version string, seasons []Season, years ...Year) Calendar {
	c := Calendar{Version: version, seasons: seasons, own: map[int][]Season{}, years: map[int]bool{}}
	for _, y := range years {
		c.years[y.Year], c.own[y.Year] = y.Provisional, y.Seasons
	}
	c.first, c.days = c.plainDays()
	for _, y := range years {
		c.load(y.Year, y.Off, false)
	}
	for _, y := range years {
		c.load(y.Year, y.Work, true)
	}
	return c
}

// plainDays are the days of all years from the first to the last, as they are without any table.
func (c Calendar) plainDays() (first day, days []mark) {
	years := slices.Sorted(maps.Keys(c.years))
	if len(years) == 0 {
		return 0, nil
	}
	first = date(years[0], time.January, 1)
	end := date(years[len(years)-1]+1, time.January, 1)
	days = make([]mark, 0, end-first)
	for d := first; d < end; d++ {
		days = append(days, c.plain(d))
	}
	return first, days
}

// load writes a table into the days.
func (c Calendar) load(year int, spans []Span, works bool) {
	for _, s := range spans {
		first := date(year, s.Month, s.Day)
		for d := first; d < first+day(s.Days); d++ {
			if i := int(d - c.first); i >= 0 && i < len(c.days) {
				m := &c.days[i]
				m.works, m.reason, m.provisional = works, s.Reason, c.years[year] || s.Provisional
			}
		}
	}
}

// Works reports whether the Beijing day of t is a working day.
func (c Calendar) Works(t time.Time) bool { return c.look(dayOf(t)).works }

// Kind is what a day is: whether it is worked, why, and until when.
type Kind struct {
	Works  bool
	Reason string // text key
	Close  string // 20:00; empty for a day off
}

// Look tells what the Beijing day of t is.
func (c Calendar) Look(t time.Time) Kind {
	m := c.look(dayOf(t))
	k := Kind{Works: m.works, Reason: m.reason}
	if m.works {
		k.Close = fmt.Sprintf("%02d:%02d", int(m.close.Hours()), int(m.close.Minutes())%60)
	}
	return k
}

// Covers reports whether the year's tables are loaded. An absent year falls back to Monday to Friday, and
// every date that touches it is provisional.
func (c Calendar) Covers(year int) bool {
	_, ok := c.years[year]
	return ok
}

// Confirmed reports whether the year's tables are loaded and nobody has to sign them off any more.
func (c Calendar) Confirmed(year int) bool {
	provisional, loaded := c.years[year]
	return loaded && !provisional
}

func (c Calendar) look(d day) mark {
	if i := int(d - c.first); i >= 0 && i < len(c.days) {
		return c.days[i]
	}
	return c.plain(d)
}

// plain is a day that is in no table.
func (c Calendar) plain(d day) mark {
	provisional, loaded := c.years[d.year()]
	m := mark{works: true, reason: Workday, provisional: provisional || !loaded, close: c.hours(d)}
	if w := d.weekday(); w == time.Saturday || w == time.Sunday {
		m.works, m.reason = false, Weekend
	}
	return m
}

// hours is when the offices close in the season of d.
func (c Calendar) hours(d day) time.Duration {
	seasons := c.own[d.year()]
	if len(seasons) == 0 {
		seasons = c.seasons
	}
	if len(seasons) == 0 {
		return 24 * time.Hour
	}
	season := seasons[len(seasons)-1]
	for _, s := range seasons {
		if d >= date(d.year(), s.Month, s.Day) {
			season = s
		}
	}
	return season.Close
}

// closing returns the instant the offices close on d.
func (c Calendar) closing(d day) time.Time { return d.at(c.look(d).close) }

// Check reports the first row that cannot be right: outside its year, overlapping another, a make-up day on
// a weekday or inside a holiday, a missing reason. Whoever loads a year from a file calls it first.
func (y Year) Check() error {
	seen := map[day]bool{}
	for _, s := range y.Off {
		if err := y.checkSpan(s, seen); err != nil {
			return err
		}
	}
	for _, s := range y.Work {
		if err := y.checkSpan(s, seen); err != nil {
			return err
		}
		if w := date(y.Year, s.Month, s.Day).weekday(); s.Days != 1 || (w != time.Saturday && w != time.Sunday) {
			return fmt.Errorf("make-up day %d-%02d-%02d: not one Saturday or Sunday", y.Year, s.Month, s.Day)
		}
	}
	return nil
}

func (y Year) checkSpan(s Span, seen map[day]bool) error {
	first := date(y.Year, s.Month, s.Day)
	if u := first.utc(); s.Days < 1 || s.Reason == "" || u.Month() != s.Month || u.Day() != s.Day {
		return fmt.Errorf("row %d-%02d-%02d: not a day of the year, or no length, or no reason", y.Year, s.Month, s.Day)
	}
	for d := first; d < first+day(s.Days); d++ {
		if seen[d] || d.year() != y.Year {
			return fmt.Errorf("day %s: listed twice, or in another year than %d", d, y.Year)
		}
		seen[d] = true
	}
	return nil
}
