package main

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/deadline"
	"sunlead/internal/imports"
)

var calendarFields = []field{
	{"kind", []string{"类型", "kind"}},
	{"from", []string{"起", "开始", "日期", "from", "date"}},
	{"to", []string{"止", "结束", "to"}},
	{"name", []string{"名称", "节日", "时间", "作息时间", "name", "hours"}},
	{"state", []string{"状态", "state"}},
	{"source", []string{"依据", "文号", "来源", "source"}},
}

// rowKinds are the words of the column 类型.
var rowKinds = map[string]deadline.RowKind{
	"休": deadline.RowOff, "放假": deadline.RowOff, "off": deadline.RowOff,
	"班": deadline.RowWork, "上班": deadline.RowWork, "work": deadline.RowWork,
	"作息": deadline.RowOffice, "office": deadline.RowOffice,
}

// announced are the words of the column 状态; true for what is expected and not announced yet.
var announced = map[string]bool{"": false, "已公布": false, "暂定": true}

// yearReader gathers the rows of a year.
type yearReader struct {
	s       *session
	rows    []deadline.Row
	sources []string
}

// add takes a row, or says what is wrong with it: nothing of the file is taken then.
func (r *yearReader) add(m mapping, row imports.Row) error {
	bad := func(key string, pairs ...any) error {
		return r.s.fail("import.bad_line", "line", row.Line, "why", r.s.texts.T(key, pairs...))
	}
	if row.Fault != "" {
		return bad("import.fault." + string(row.Fault))
	}
	f := m.read(row.Values)
	out := deadline.Row{Line: row.Line}
	var known bool
	if out.Kind, known = rowKinds[f["kind"]]; !known {
		return bad("import.calendar.kind", "word", shown(f["kind"], 20))
	}
	if out.Provisional, known = announced[f["state"]]; !known {
		return bad("import.calendar.state", "word", shown(f["state"], 20))
	}
	var err error
	if out.From, err = readDay(f["from"]); err != nil {
		return bad("import.calendar.date", "word", shown(f["from"], 20))
	}
	if out.To = out.From; f["to"] != "" {
		if out.To, err = readDay(f["to"]); err != nil {
			return bad("import.calendar.date", "word", shown(f["to"], 20))
		}
	}
	if !r.named(&out, f["name"]) {
		return bad("import.calendar.name."+string(out.Kind), "word", shown(f["name"], 30))
	}
	if f["source"] != "" && !strings.Contains(strings.Join(r.sources, "；"), f["source"]) {
		r.sources = append(r.sources, f["source"])
	}
	r.rows = append(r.rows, out)
	return nil
}

// named reads what the row is of: which festival, or which hours.
func (r *yearReader) named(out *deadline.Row, name string) (ok bool) {
	switch out.Kind {
	case deadline.RowOff:
		out.Reason, ok = r.festival(name)
	case deadline.RowOffice:
		out.Close, ok = closing(name)
	case deadline.RowWork:
		ok = true // in exchange for which festival is told by the source
	}
	return ok
}

func (r *yearReader) festival(name string) (string, bool) {
	for _, reason := range deadline.Reasons() {
		if strings.HasPrefix(reason, "calendar.holiday.") && (r.s.texts.T(reason) == name || strings.TrimSuffix(r.s.texts.T(reason), "节") == name) {
			return reason, true
		}
	}
	return "", false
}

// year checks the rows as a whole.
func (r *yearReader) year() (deadline.Year, error) {
	if len(r.rows) == 0 {
		return deadline.Year{}, r.s.fail("import.calendar.empty")
	}
	year := r.rows[0].From.Year()
	cal := r.s.app.Leads.Calendar()
	if !cal.Covers(year) && !cal.Covers(year-1) && !cal.Covers(year+1) {
		return deadline.Year{}, r.s.fail("import.bad_line", "line", r.rows[0].Line, "why", r.s.texts.T("import.calendar.gap", "year", year))
	}
	source := strings.Join(r.sources, "；")
	if source == "" {
		return deadline.Year{}, r.s.fail("import.calendar.source")
	}
	y, f := deadline.Table(year, source, r.rows)
	if f == nil {
		return y, nil
	}
	pairs := []any{"day", f.Day, "other", f.Other, "year", year}
	if f.Name != "" {
		pairs = append(pairs, "name", r.s.texts.T(f.Name))
	}
	return y, r.s.fail("import.bad_line", "line", f.Line, "why", r.s.texts.T(f.Key, pairs...))
}

var errNoDay = errors.New("not a day")

// dayForms are the ways a file writes a day.
var dayForms = []string{"2006-01-02", "2006/1/2", "2006.1.2", "2006年1月2日"}

func readDay(text string) (time.Time, error) {
	for _, form := range dayForms {
		if t, err := time.ParseInLocation(form, text, deadline.Beijing); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errNoDay
}

// officeHours are 10:00-14:00 15:30-19:30, or when the day ends alone.
var officeHours = regexp.MustCompile(`(\d{1,2})[:：](\d{2})$`)

// closing is when the offices close: the last time that is written.
func closing(hours string) (time.Duration, bool) {
	m := officeHours.FindStringSubmatch(strings.TrimSpace(hours))
	if m == nil {
		return 0, false
	}
	h, _ := strconv.Atoi(m[1])
	minutes, _ := strconv.Atoi(m[2])
	at := time.Duration(h)*time.Hour + time.Duration(minutes)*time.Minute
	return at, minutes < 60 && at >= 12*time.Hour && at <= 24*time.Hour
}
