package web

import (
	"strings"
	"time"
)

// names are the keys under which a name of the source language (a district, a bureau) has its name in another.
const names = "name."

// Name is the name in this language of what the source language calls so; what has none stays as it is.
func (t *Texts) Name(name string) string {
	if own, ok := t.byName[name]; ok {
		return own
	}
	return name
}

// nameThem makes the table of names of a language that is not the source.
func (t *Texts) nameThem() {
	t.byName = map[string]string{}
	for key, own := range t.byKey {
		if strings.HasPrefix(key, names) {
			t.byName[t.source.byKey[key]] = own
		}
	}
}

// Dir is the direction the language is written in: ltr or rtl.
func (t *Texts) Dir() string {
	if t.lang == "ug" {
		return "rtl"
	}
	return "ltr"
}

// Day writes the day of an instant: 2026年7月3日. The instant's own zone counts.
func (t *Texts) Day(at time.Time) string { return t.date("date.day", at) }

// ShortDay writes it without the year: 7月3日.
func (t *Texts) ShortDay(at time.Time) string { return t.date("date.short", at) }

// Minute writes the day and the time: 2026年7月3日 16:20.
func (t *Texts) Minute(at time.Time) string { return t.date("date.minute", at) }

// ShortMinute is Minute without the year.
func (t *Texts) ShortMinute(at time.Time) string { return t.date("date.short_minute", at) }

func (t *Texts) date(key string, at time.Time) string {
	return t.T(key, "y", at.Year(), "month", t.T("date.month."+at.Format("1")), "d", at.Day(), "time", at.Format("15:04"))
}
