package lead

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/personal"
)

// sortAt is the order of the work, as the database works it out for the column: the earlier of what is promised and what
// is of use.
func (l *Lead) sortAt() int64 {
	if l.UseBy > 0 && (l.Due == 0 || l.UseBy < l.Due) {
		return l.UseBy
	}
	return l.Due
}

// Season are the days of every year's enrolment after which an answer is of no use, each as 01-02, "" where the operator
// has not said it.
type Season struct {
	Registration string // 报名截止
	Placing      string // 派位、录取结果公布
	Term         string // 开学
}

// useBy is the end of the day after which an answer is of no use: the one that the reporter typed, otherwise the season's
// that they named, and of a child without a school the beginning of the term. 0 where there is none, or where it is over:
// that helps nobody to sort.
func (r *Report) useBy(season Season, at time.Time) int64 {
	now := at.In(clock.Beijing)
	if r.Affects == yes {
		if day, ok := dayIn(r.AffectsBy, now); ok {
			return endOf(day, at)
		}
		if day := season.named(r.AffectsBy); day != "" {
			return endOf(season.in(day, now), at)
		}
	}
	if r.Category == NoSeat {
		return endOf(season.in(season.Term, now), at)
	}
	return 0
}

// named is the day of the season that a text names without a date.
func (s Season) named(text string) string {
	for _, d := range []struct{ word, day string }{{"派位", s.Placing}, {"摇号", s.Placing}, {"报名", s.Registration}, {"开学", s.Term}} {
		if strings.Contains(text, d.word) {
			return d.day
		}
	}
	return ""
}

// in is such a day in the year of now; the zero time for an unknown one.
func (Season) in(day string, now time.Time) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, strconv.Itoa(now.Year())+"-"+day, clock.Beijing)
	if err != nil {
		return time.Time{}
	}
	return t
}

// endOf is when a day is over; 0 for one that is at that instant.
func endOf(day, at time.Time) int64 {
	end := day.AddDate(0, 0, 1)
	if !end.After(at) {
		return 0
	}
	return clock.Milli(end)
}

// The ways in which people write a day, after numerals were made digits.
var (
	wholeDay = regexp.MustCompile(`(20\d{2}) ?[年./-] ?(\d{1,2}) ?[月./-] ?(\d{1,2})`)
	monthDay = regexp.MustCompile(`(\d{1,2}) ?[月./-] ?(\d{1,2})`)
	numerals = regexp.MustCompile(`[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]`)
)

// nearDays are words for a day that is near.
var nearDays = []struct {
	word string
	days int
}{{"大后天", 3}, {"后天", 2}, {"明天", 1}, {"明日", 1}, {"今天", 0}, {"今日", 0}}

// dayIn finds the day that a text names, seen from the day of now: 2025-08-20, 8月20日, 八月二十日, 明天.
func dayIn(text string, now time.Time) (time.Time, bool) {
	plain := numerals.ReplaceAllStringFunc(strings.Map(personal.Plain, text), arabic)
	if m := wholeDay.FindStringSubmatch(plain); m != nil {
		return dayOf(int(digits(m[1])), m[2], m[3])
	}
	if m := monthDay.FindStringSubmatch(plain); m != nil {
		return nextDay(m[1], m[2], now)
	}
	for _, near := range nearDays {
		if strings.Contains(text, near.word) {
			return time.Date(now.Year(), now.Month(), now.Day()+near.days, 0, 0, 0, 0, clock.Beijing), true
		}
	}
	return time.Time{}, false
}

// nextDay is a day without a year: this year's, unless that is half a year ago.
func nextDay(month, day string, now time.Time) (time.Time, bool) {
	d, ok := dayOf(now.Year(), month, day)
	if ok && d.AddDate(0, 6, 0).Before(now) {
		return dayOf(now.Year()+1, month, day)
	}
	return d, ok
}

// dayOf is a day of the calendar; false for one that does not exist.
func dayOf(year int, month, day string) (time.Time, bool) {
	m, d := int(digits(month)), int(digits(day))
	t := time.Date(year, time.Month(m), d, 0, 0, 0, 0, clock.Beijing)
	return t, m >= 1 && m <= 12 && t.Day() == d
}

// digits is a number of digits only.
func digits(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // the pattern has seen to it
	return n
}

// arabic writes a numeral below a hundred in digits: 二十五 is 25.
func arabic(numeral string) string {
	tens, ones, ten := strings.Cut(numeral, "十")
	if !ten {
		return strconv.Itoa(unit(numeral))
	}
	return strconv.Itoa(max(unit(tens), 1)*10 + unit(ones))
}

// unit is 一 to 九, 0 for nothing.
func unit(numeral string) int {
	return len([]rune(strings.SplitAfter("一二三四五六七八九", numeral)[0])) * min(len(numeral), 1)
}
