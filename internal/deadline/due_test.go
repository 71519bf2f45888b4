package deadline_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/deadline"
)

// beijing reads "2025-06-05T18:00" as Beijing time.
func beijing(tb testing.TB, s string) time.Time {
	tb.Helper()
	t, err := time.ParseInLocation("2006-01-02T15:04", s, deadline.Beijing)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// lines are an explanation, a day a line.
func lines(r deadline.Result) []string {
	out := make([]string, len(r.Days))
	for i, d := range r.Days {
		out[i] = fmt.Sprint(d.Date(), " ", d.Counted, " ", d.Reason)
	}
	return out
}

func workingDays(n int) deadline.Rule { return deadline.Rule{Unit: deadline.WorkingDays, N: n} }

func TestDue_skipsFestivalAndExplainsEachDay(t *testing.T) {
	t.Parallel()
	got := deadline.Due(deadline.Shipped(), workingDays(3), beijing(t, "2025-06-05T18:00"))
	if got.String() != "2025-06-13 20:00" || got.Provisional {
		t.Errorf("due %s, provisional %v", got, got.Provisional)
	}
	want := []string{
		"2025-06-05 0 calendar.received",
		"2025-06-06 0 calendar.holiday.qurban",
		"2025-06-07 0 calendar.holiday.qurban",
		"2025-06-08 0 calendar.holiday.qurban",
		"2025-06-09 0 calendar.holiday.qurban",
		"2025-06-10 0 calendar.holiday.qurban",
		"2025-06-11 1 calendar.workday",
		"2025-06-12 2 calendar.workday",
		"2025-06-13 3 calendar.workday",
	}
	if diff := cmp.Diff(want, lines(got)); diff != "" {
		t.Error(diff)
	}
}

func TestDue_table(t *testing.T) {
	t.Parallel()
	hours := deadline.Rule{Unit: deadline.Hours, N: 24}
	calendar := func(n int) deadline.Rule { return deadline.Rule{Unit: deadline.CalendarDays, N: n} }
	tests := []struct {
		name string
		from string
		rule deadline.Rule
		want string
	}{
		{"next day, summer close", "2025-07-01T09:00", workingDays(1), "2025-07-02 20:00"},
		{"next day, winter close", "2025-11-03T09:00", workingDays(1), "2025-11-04 19:30"},
		{"summer begins on 1 May", "2025-04-30T09:00", workingDays(1), "2025-05-06 20:00"},
		{"last summer day", "2026-09-29T09:00", workingDays(1), "2026-09-30 20:00"},
		{"winter begins on 1 October", "2026-09-30T09:00", workingDays(1), "2026-10-08 19:30"},
		{"the first summer day itself", "2031-04-30T09:00", workingDays(1), "2031-05-01 20:00"},
		{"the first winter day itself", "2031-09-30T09:00", workingDays(1), "2031-10-01 19:30"},
		{"just before midnight", "2025-07-01T23:59", workingDays(1), "2025-07-02 20:00"},
		{"at midnight it is the new day", "2025-07-02T00:00", workingDays(1), "2025-07-03 20:00"},
		{"weekend", "2025-07-04T10:00", workingDays(1), "2025-07-07 20:00"},
		{"received on a Saturday", "2025-07-05T10:00", workingDays(1), "2025-07-07 20:00"},
		{"make-up Sunday counts", "2025-09-26T10:00", workingDays(1), "2025-09-28 20:00"},
		{"received on a make-up Sunday", "2025-09-28T10:00", workingDays(1), "2025-09-29 20:00"},
		{"make-up Saturday after the National Day week", "2025-10-10T10:00", workingDays(1), "2025-10-11 19:30"},
		{"National Day week", "2025-09-30T10:00", workingDays(1), "2025-10-09 19:30"},
		{"Roza falls on a Monday", "2025-03-28T10:00", workingDays(1), "2025-04-01 19:30"},
		{"Dragon Boat, then Qurban", "2025-05-30T10:00", workingDays(5), "2025-06-12 20:00"},
		{"make-up Sunday, then the Spring Festival", "2025-01-25T10:00", workingDays(3), "2025-02-05 19:30"},
		{"year end", "2025-12-30T10:00", workingDays(2), "2026-01-04 19:30"},
		{"Spring Festival of nine days", "2026-02-13T10:00", workingDays(2), "2026-02-24 19:30"},
		{"year end into 2027", "2026-12-31T10:00", workingDays(1), "2027-01-04 19:30"},
		{"calendar days take everything", "2025-06-05T18:00", calendar(5), "2025-06-10 24:00"},
		{"sixty calendar days", "2025-06-05T18:00", calendar(60), "2025-08-04 24:00"},
		{"calendar days over a leap day", "2028-02-28T00:00", calendar(2), "2028-03-01 24:00"},
		{"2022, the day after the Labour holiday is Roza's", "2022-04-29T10:00", workingDays(1), "2022-05-06 20:00"},
		{"2022, Qurban", "2022-07-08T10:00", workingDays(1), "2022-07-14 20:00"},
		{"2023, Dragon Boat, a Sunday worked, Qurban", "2023-06-21T10:00", workingDays(4), "2023-07-03 20:00"},
		{"2023, Roza is moved to the Friday", "2023-04-20T10:00", workingDays(1), "2023-04-23 19:30"},
		{"2024, the Sunday before the Spring Festival is worked", "2024-02-02T10:00", workingDays(1), "2024-02-04 19:30"},
		{"plain hours", "2025-06-05T18:00", hours, "2025-06-06 18:00"},
		{"a limit below one is one", "2025-07-01T09:00", workingDays(0), "2025-07-02 20:00"},
	}
	cal := deadline.Shipped()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := deadline.Due(cal, tt.rule, beijing(t, tt.from)); got.String() != tt.want {
				t.Errorf("due %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDue_ignoresTheZoneOfTheInstant(t *testing.T) {
	t.Parallel()
	from := beijing(t, "2025-07-02T01:00") // still 1 July in UTC and further west
	want := deadline.Due(deadline.Shipped(), workingDays(1), from)
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("Asia/Urumqi", 6*3600), time.FixedZone("w", -9*3600)} {
		got := deadline.Due(deadline.Shipped(), workingDays(1), from.In(zone))
		if diff := cmp.Diff(lines(want), lines(got)); diff != "" || !got.At.Equal(want.At) || got.String() != want.String() {
			t.Errorf("%s: due %s, want %s: %s", zone, got, want, diff)
		}
	}
}

func TestDue_saysWhenACalendarIsNotConfirmed(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	for from, want := range map[string]bool{
		"2025-07-01T09:00": false,
		"2026-07-01T09:00": true, // the year waits for confirmation
		"2031-07-01T09:00": true, // the year is not loaded
		"2025-12-31T09:00": true, // the limit runs into such a year
	} {
		if got := deadline.Due(cal, workingDays(1), beijing(t, from)); got.Provisional != want {
			t.Errorf("from %s: provisional %v, want %v", from, got.Provisional, want)
		}
	}
	absent := deadline.Due(cal, workingDays(1), beijing(t, "2031-07-04T09:00"))
	if absent.String() != "2031-07-07 20:00" {
		t.Errorf("an absent year falls back to Monday to Friday; due %s", absent)
	}
}

func TestAddWorkingDays_table(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-06-13T20:00", 0, "2025-06-13T20:00"},
		{"2025-06-13T20:00", 1, "2025-06-16T20:00"},
		{"2025-06-13T20:00", -1, "2025-06-12T20:00"},
		{"2025-06-11T20:00", -1, "2025-06-05T20:00"}, // over the festival
		{"2025-06-05T20:00", 1, "2025-06-11T20:00"},
		{"2025-06-08T12:00", -1, "2025-06-05T20:00"}, // from a day off
		{"2025-10-09T19:30", -2, "2025-09-29T20:00"}, // into the other season
		{"2025-06-13T00:00", 1, "2025-06-13T20:00"},  // 24:00 of the 12th
	}
	cal := deadline.Shipped()
	for _, tt := range tests {
		if got := deadline.AddWorkingDays(cal, beijing(t, tt.from), tt.n); !got.Equal(beijing(t, tt.want)) {
			t.Errorf("%s %+d: %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestWorkingDaysBetween_countsDaysLate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		due, now string
		want     int
	}{
		{"2025-06-13T20:00", "2025-06-13T21:00", 0},
		{"2025-06-13T20:00", "2025-06-15T12:00", 0}, // the weekend after
		{"2025-06-13T20:00", "2025-06-16T09:00", 1},
		{"2025-06-05T20:00", "2025-06-12T09:00", 2}, // the festival between
		{"2025-06-13T20:00", "2025-06-01T09:00", 0}, // early
		{"2025-06-13T00:00", "2025-06-13T09:00", 1}, // due at 24:00 of the 12th
	}
	cal := deadline.Shipped()
	for _, tt := range tests {
		if got := deadline.WorkingDaysBetween(cal, beijing(t, tt.due), beijing(t, tt.now)); got != tt.want {
			t.Errorf("due %s, now %s: %d, want %d", tt.due, tt.now, got, tt.want)
		}
	}
}

func TestRules_areWhatTheHousePromises(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"sign": "1 working_days", "contact": "3 working_days", "answer": "5 working_days",
		"answer_complex": "15 working_days", "objection": "1 working_days", "law_accept": "15 calendar_days",
		"law_answer": "60 calendar_days", "urgent": "24 hours", "unrated": "15 calendar_days",
		"law_review": "30 calendar_days", "law_reconsider": "60 calendar_days", "law_sue": "6 months",
	}
	got, rules := map[string]string{}, deadline.Rules{}
	for _, r := range rules.All() {
		got[r.ID] = strconv.Itoa(r.N) + " " + string(r.Unit)
		if same, ok := rules.ByID(r.ID); !ok || same != r || r.Version == "" || r.Article == "" {
			t.Errorf("rule %q: not found by its id, or without version or article", r.ID)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := rules.ByID("nothing"); ok {
		t.Error("a rule nobody wrote")
	}
}

// The limits printed on letters, as the law counts them: not the first day, and the whole of the last one.
func TestDue_whatLettersPromiseIsTheLaw(t *testing.T) {
	t.Parallel()
	cal := deadline.Shipped()
	for _, tt := range []struct{ rule, from, want string }{
		{deadline.RuleLawReview, "2026-07-02T18:30", "2026-08-01 24:00"},
		{deadline.RuleLawReconsider, "2026-07-02T18:30", "2026-08-31 24:00"},
		{deadline.RuleLawSue, "2026-07-02T18:30", "2027-01-02 24:00"},
		{deadline.RuleLawSue, "2026-07-02T00:00", "2027-01-02 24:00"},
		{deadline.RuleLawSue, "2026-08-31T23:59", "2027-02-28 24:00"},
		{deadline.RuleLawSue, "2027-08-31T10:00", "2028-02-29 24:00"},
		{deadline.RuleLawSue, "2026-12-31T10:00", "2027-06-30 24:00"},
	} {
		rule, ok := deadline.RuleByID(tt.rule)
		if got := deadline.Due(cal, rule, beijing(t, tt.from)); !ok || got.String() != tt.want || got.Provisional {
			t.Errorf("%s from %s: %s, want %s", tt.rule, tt.from, got, tt.want)
		}
	}
}

// A changed figure is another version; the same figure is the shipped rule, however it was said.
func TestRulesFrom_changedFigureIsAnotherVersion(t *testing.T) {
	t.Parallel()
	shipped := deadline.Rules{}
	rules := deadline.RulesFrom(map[string]int{"answer": 7, "sign": 1, "nothing": 3})
	for _, was := range shipped.All() {
		r, _ := rules.ByID(was.ID)
		if changed := was.ID == "answer"; (r != was) != changed || (r.Version != was.Version) != changed {
			t.Errorf("%+v became %+v", was, r)
		}
		if same, ok := deadline.RuleOf(r.ID, r.Version); !ok || same != r {
			t.Errorf("%+v is not found by its version: %+v", r, same)
		}
		if len(r.Version) > 20 {
			t.Errorf("version %q does not fit its column", r.Version)
		}
	}
	if r, _ := rules.ByID("answer"); r.N != 7 || len(rules.All()) != len(shipped.All()) {
		t.Errorf("%+v", r)
	}
}

func TestRuleOf_refusesVersionsOfNobody(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "2024.1", "2025.1-", "2025.1-x", "2025.1-0", "2025.1--3"} {
		if r, ok := deadline.RuleOf("answer", version); ok {
			t.Errorf("%q: %+v", version, r)
		}
	}
	if _, ok := deadline.RuleOf("nothing", "2025.1-7"); ok {
		t.Error("a rule nobody wrote")
	}
}

func TestShippedWith_replacesAYear(t *testing.T) {
	t.Parallel()
	own := deadline.Year{Year: 2027, Provisional: true, Off: []deadline.Span{{Month: time.March, Day: 1, Days: 1, Reason: deadline.Roza}}}
	cal := deadline.ShippedWith("+1a2b3c", own)
	if cal.Works(beijing(t, "2027-03-01T12:00")) || !cal.Works(beijing(t, "2027-02-08T12:00")) || cal.Works(beijing(t, "2026-10-01T12:00")) {
		t.Error("2027 is not the table that was given, or 2026 is not what ships")
	}
	if cal.Version == deadline.Shipped().Version || !cal.Confirmed(2025) || cal.Confirmed(2027) || cal.Confirmed(2028) {
		t.Errorf("version %q, confirmed %v %v %v", cal.Version, cal.Confirmed(2025), cal.Confirmed(2027), cal.Confirmed(2028))
	}
}

func BenchmarkDue(b *testing.B) {
	cal, from := deadline.Shipped(), beijing(b, "2025-06-05T18:00")
	for b.Loop() {
		deadline.Due(cal, workingDays(15), from)
	}
}
