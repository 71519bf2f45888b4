package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/settings"
)

// Dates returns the calendar and the limits of an installation's settings, "" for what ships.
func Dates(path string) (deadline.Calendar, deadline.Rules, error) {
	v, err := loadSettings(path)
	if err != nil {
		return deadline.Calendar{}, deadline.Rules{}, err
	}
	calendar, err := calendarOf(v, nil)
	return calendar, rulesOf(v), err
}

// loadSettings reads the file and fills in the holidays it leaves out: those tables ship with the calendar.
func loadSettings(path string) (settings.Values, error) {
	v, err := settings.Load(path)
	if err != nil {
		return v, err
	}
	for _, y := range deadline.ShippedYears() {
		if id := holidaysID(y.Year); y.Provisional {
			v = v.Or(id, settings.Value{Holidays: restsOf(y)})
		}
	}
	if _, err := calendarOf(v, nil); err != nil {
		return v, fmt.Errorf("settings: %s: %w", path, err)
	}
	return v, nil
}

// rulesOf gives each rule the figure of the setting of its name.
func rulesOf(v settings.Values) deadline.Rules {
	figures := map[string]int{}
	for _, r := range (deadline.Rules{}).All() {
		figures[r.ID] = v.Value(r.ID).Number
	}
	return deadline.RulesFrom(figures)
}

// seasonOf are the days of the year after which answers are of no use.
func seasonOf(v settings.Values) lead.Season {
	return lead.Season{
		Registration: v.Value("registration_closes").Text, Placing: v.Value("placing_published").Text, Term: v.Value("term_begins").Text,
	}
}

// retention is for how many years contacts are kept after the end of their leads: for ever, until somebody has signed for a
// number, for what is deleted does not come back.
func (a *App) retention(ctx context.Context) int {
	v := a.Settings.Value("retention")
	if v.Blank() || !a.Org.Signed(ctx, "retention", v.Digest()) {
		return 0
	}
	return v.Number
}

const (
	holidays   = "holidays_"
	festival   = "calendar.holiday." // before the name of a festival: its reason
	markLength = 6                   // of a calendar's own version, in characters of a digest
)

func holidaysID(year int) string { return holidays + strconv.Itoa(year) }

// calendarOf makes the calendar with the years of the settings in it, and those that were imported, which win. Other
// tables are another version.
func calendarOf(v settings.Values, imported []deadline.Year) (deadline.Calendar, error) {
	years := slices.Clone(imported)
	mark := markOf(imported)
	for _, shipped := range deadline.ShippedYears() {
		id := holidaysID(shipped.Year)
		said := v.Value(id)
		same := said.Blank() || said.Digest() == (settings.Value{Holidays: restsOf(shipped)}).Digest()
		if same || slices.ContainsFunc(imported, func(y deadline.Year) bool { return y.Year == shipped.Year }) {
			continue
		}
		y := yearOf(shipped, said.Holidays)
		if err := y.Check(); err != nil {
			return deadline.Calendar{}, fmt.Errorf("%s: %w", id, err)
		}
		years = append(years, y)
		mark += said.Digest()
	}
	if mark != "" {
		mark = "+" + (settings.Value{Text: mark}).Digest()[:markLength]
	}
	return deadline.ShippedWith(mark, years...), nil
}

// markOf tells imported years apart.
func markOf(imported []deadline.Year) string {
	mark := ""
	for _, y := range imported {
		text, _ := json.Marshal(y) //nolint:errchkjson // numbers and texts can always be written
		mark += (settings.Value{Text: string(text)}).Digest()
	}
	return mark
}

const dayOfYear = "01-02"

// yearOf is a year as the settings say; it stays provisional until somebody signs it off.
func yearOf(shipped deadline.Year, r settings.Rests) deadline.Year {
	y := deadline.Year{Year: shipped.Year, Source: shipped.Source, Provisional: true}
	for _, off := range r.Off {
		y.Off = append(y.Off, span(off.From, off.Days, festival+off.Name))
	}
	for _, day := range r.Work {
		y.Work = append(y.Work, span(day, 1, deadline.MakeUp))
	}
	return y
}

func span(from string, days int, reason string) deadline.Span {
	t, _ := time.Parse(dayOfYear, from) // checked by settings
	return deadline.Span{Month: t.Month(), Day: t.Day(), Days: days, Reason: reason}
}

// restsOf is a year's tables as settings hold them.
func restsOf(y deadline.Year) settings.Rests {
	var r settings.Rests
	for _, s := range y.Off {
		r.Off = append(r.Off, settings.Rest{From: from(s), Days: s.Days, Name: strings.TrimPrefix(s.Reason, festival)})
	}
	for _, s := range y.Work {
		r.Work = append(r.Work, from(s))
	}
	return r
}

func from(s deadline.Span) string { return fmt.Sprintf("%02d-%02d", int(s.Month), s.Day) }
