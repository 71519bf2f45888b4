package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// lineMax is the length of a line of text, in characters.
const lineMax = 100

// readers turn what stands in the file into a value; each error is one sentence.
var readers = map[Kind]func(Spec, json.RawMessage) (Value, error){
	WorkingDays: Spec.readNumber,
	Days:        Spec.readNumber,
	Hours:       Spec.readNumber,
	Years:       Spec.readNumber,
	YesNo:       readYesNo,
	Choice:      Spec.readChoice,
	Line:        readLine,
	Day:         readDay,
	Times:       readTimes,
	Phone:       readPhone,
	Holidays:    Spec.readHolidays,
}

func (s Spec) read(raw json.RawMessage) (Value, error) {
	if bytes.Equal(raw, []byte("null")) {
		return Value{}, errors.New("has no value; leave the line out to keep what ships")
	}
	return readers[s.Kind](s, raw)
}

func (s Spec) readNumber(raw json.RawMessage) (Value, error) {
	var n int
	if json.Unmarshal(raw, &n) != nil || n < s.Least || n > s.Most {
		return Value{}, fmt.Errorf("%s is not a whole number of %s from %d to %d",
			short(raw), strings.ReplaceAll(string(s.Kind), "_", " "), s.Least, s.Most)
	}
	return number(n), nil
}

func readYesNo(_ Spec, raw json.RawMessage) (Value, error) {
	var yes bool
	if json.Unmarshal(raw, &yes) != nil {
		return Value{}, fmt.Errorf("%s is neither true nor false", short(raw))
	}
	if yes {
		return text(Yes), nil
	}
	return text(No), nil
}

func (s Spec) readChoice(raw json.RawMessage) (Value, error) {
	var word string
	if json.Unmarshal(raw, &word) != nil || !slices.Contains(s.Choices, word) {
		return Value{}, fmt.Errorf("%s is none of %s", short(raw), strings.Join(s.Choices, ", "))
	}
	return text(word), nil
}

func readLine(_ Spec, raw json.RawMessage) (Value, error) {
	var said string
	if json.Unmarshal(raw, &said) != nil || !oneLine(said, lineMax) {
		return Value{}, fmt.Errorf("%s is not one line of up to %d characters", short(raw), lineMax)
	}
	return text(strings.TrimSpace(said)), nil
}

func readDay(_ Spec, raw json.RawMessage) (Value, error) {
	var day string
	if json.Unmarshal(raw, &day) != nil || !isDay(day) {
		return Value{}, fmt.Errorf("%s is not a day like 09-01", short(raw))
	}
	return text(day), nil
}

var span = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$`)

// readTimes reads hours of one day, the first before the last.
func readTimes(_ Spec, raw json.RawMessage) (Value, error) {
	var hours string
	if json.Unmarshal(raw, &hours) != nil || !span.MatchString(hours) || hours[:5] >= hours[6:] {
		return Value{}, fmt.Errorf("%s is not hours like 10:00-19:30", short(raw))
	}
	return text(hours), nil
}

func oneLine(said string, most int) bool {
	return utf8.RuneCountInString(said) <= most && !strings.ContainsFunc(said, unicode.IsControl)
}

var callable = regexp.MustCompile(`^\+?[0-9][0-9 -]{1,18}[0-9]$`)

func readPhone(_ Spec, raw json.RawMessage) (Value, error) {
	var c Call
	if err := strictly(raw, &c); err != nil {
		return Value{}, fmt.Errorf(`want {"number": "…", "hours": "…"}: %w`, err)
	}
	if !callable.MatchString(c.Number) {
		return Value{}, fmt.Errorf("%q is not a telephone number", c.Number)
	}
	if !oneLine(c.Hours, lineMax) {
		return Value{}, fmt.Errorf("hours are not one line of up to %d characters", lineMax)
	}
	return Value{Phone: c}, nil
}

// readHolidays checks each row; whether the rows fit together, and the year, is deadline.Year.Check.
func (s Spec) readHolidays(raw json.RawMessage) (Value, error) {
	var r Rests
	if err := strictly(raw, &r); err != nil {
		return Value{}, fmt.Errorf(`want {"off": [{"from": "10-01", "days": 7, "name": "national"}], "work": ["10-10"]}: %w`, err)
	}
	for _, off := range r.Off {
		if !isDay(off.From) || off.Days < 1 || off.Days > 15 {
			return Value{}, fmt.Errorf("%d days from %q are not 1 to 15 days from a day like 10-01", off.Days, off.From)
		}
		if !slices.Contains(s.Choices, off.Name) {
			return Value{}, fmt.Errorf("%q is none of %s", off.Name, strings.Join(s.Choices, ", "))
		}
	}
	for _, day := range r.Work {
		if !isDay(day) {
			return Value{}, fmt.Errorf("%q is not a day like 10-10", day)
		}
	}
	return Value{Holidays: r}, nil
}

func isDay(s string) bool {
	_, err := time.Parse("01-02", s)
	return err == nil
}

// strictly decodes an object and refuses a field it does not have.
func strictly(raw json.RawMessage, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}

// short quotes a value without filling the screen with it.
func short(raw json.RawMessage) string {
	const most = 40
	if utf8.RuneCount(raw) <= most {
		return string(raw)
	}
	return string([]rune(string(raw))[:most]) + "…"
}
