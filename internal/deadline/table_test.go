package deadline_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sunlead/internal/deadline"
)

func on(month time.Month, day int) time.Time {
	return time.Date(2028, month, day, 0, 0, 0, 0, deadline.Beijing)
}

// year2028 is a year as a file might have it, one row a line from line 2 on.
func year2028() []deadline.Row {
	rows := []deadline.Row{
		{Kind: deadline.RowOff, From: on(1, 1), To: on(1, 3), Reason: deadline.NewYear},
		{Kind: deadline.RowOff, From: on(1, 25), To: on(1, 31), Reason: deadline.Spring},
		{Kind: deadline.RowWork, From: on(1, 22), To: on(1, 22)},
		{Kind: deadline.RowOff, From: on(2, 26), To: on(2, 28), Reason: deadline.Roza},
		{Kind: deadline.RowOff, From: on(4, 4), To: on(4, 4), Reason: deadline.Qingming},
		{Kind: deadline.RowOff, From: on(5, 1), To: on(5, 4), Reason: deadline.Labour},
		{Kind: deadline.RowOff, From: on(5, 5), To: on(5, 8), Reason: deadline.Qurban, Provisional: true},
		{Kind: deadline.RowOff, From: on(5, 28), To: on(5, 29), Reason: deadline.DragonBoat},
		{Kind: deadline.RowOff, From: on(10, 1), To: on(10, 8), Reason: deadline.National},
		{Kind: deadline.RowOffice, From: on(1, 1), To: on(4, 30), Close: 19*time.Hour + 30*time.Minute},
		{Kind: deadline.RowOffice, From: on(5, 1), To: on(9, 30), Close: 20 * time.Hour},
		{Kind: deadline.RowOffice, From: on(10, 1), To: on(12, 31), Close: 19 * time.Hour},
	}
	for i := range rows {
		rows[i].Line = i + 2
	}
	return rows
}

func TestTable_makesAYear(t *testing.T) {
	t.Parallel()
	y, f := deadline.Table(2028, "示例通知", year2028())
	if f != nil {
		t.Fatalf("%+v", f)
	}
	if err := y.Check(); err != nil {
		t.Error(err)
	}
	cal := deadline.ShippedWith("+x", y)
	for day, want := range map[time.Time]deadline.Kind{
		on(1, 22):  {Works: true, Reason: deadline.MakeUp, Close: "19:30"},
		on(2, 28):  {Reason: deadline.Roza},
		on(6, 1):   {Works: true, Reason: deadline.Workday, Close: "20:00"},
		on(12, 29): {Works: true, Reason: deadline.Workday, Close: "19:00"},
		on(12, 30): {Reason: deadline.Weekend},
	} {
		if got := cal.Look(day); got != want {
			t.Errorf("%s: %+v, want %+v", day.Format(time.DateOnly), got, want)
		}
	}
	if !cal.Confirmed(2028) {
		t.Error("an announced year is not confirmed")
	}
}

func TestTable_refusesTheWholeYear(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func([]deadline.Row) []deadline.Row
		want   deadline.Fault
	}{
		"another year": {
			func(r []deadline.Row) []deadline.Row { r[1].From = r[1].From.AddDate(-1, 0, 0); return r },
			deadline.Fault{Line: 3, Key: "calendar.fault.year", Day: "2027-01-25"},
		},
		"ends before it begins": {
			func(r []deadline.Row) []deadline.Row { r[0].To = on(1, 1); r[0].From = on(1, 2); return r },
			deadline.Fault{Line: 2, Key: "calendar.fault.backwards"},
		},
		"two rests on a day": {
			func(r []deadline.Row) []deadline.Row { r[5].To = on(5, 5); return r },
			deadline.Fault{Line: 8, Key: "calendar.fault.overlap", Other: 7, Day: "2028-05-05"},
		},
		"rest and work on a day": {
			func(r []deadline.Row) []deadline.Row { r[2].From, r[2].To = on(1, 29), on(1, 29); return r },
			deadline.Fault{Line: 4, Key: "calendar.fault.overlap", Other: 3, Day: "2028-01-29"},
		},
		"a weekday in exchange": {
			func(r []deadline.Row) []deadline.Row { r[2].From, r[2].To = on(1, 24), on(1, 24); return r },
			deadline.Fault{Line: 4, Key: "calendar.fault.makeup", Day: "2028-01-24"},
		},
		"a day without office hours": {
			func(r []deadline.Row) []deadline.Row { r[10].From = on(5, 2); return r },
			deadline.Fault{Line: 12, Key: "calendar.fault.hole", Day: "2028-05-01"},
		},
		"no office hours at the end": {
			func(r []deadline.Row) []deadline.Row { r[11].To = on(12, 30); return r },
			deadline.Fault{Line: 13, Key: "calendar.fault.hole", Day: "2028-12-31"},
		},
		"two office hours on a day": {
			func(r []deadline.Row) []deadline.Row { r[9].To = on(5, 1); return r },
			deadline.Fault{Line: 12, Key: "calendar.fault.overlap", Other: 11, Day: "2028-05-01"},
		},
		"no National Day": {
			func(r []deadline.Row) []deadline.Row { return append(r[:8:8], r[9:]...) },
			deadline.Fault{Line: 13, Key: "calendar.fault.festival", Name: deadline.MidAutumn},
		},
		"no 古尔邦节": {
			func(r []deadline.Row) []deadline.Row {
				r[6].Reason, r[5].Reason, r[7].Reason = deadline.Spring, deadline.Spring, deadline.Spring
				return r
			},
			deadline.Fault{Line: 13, Key: "calendar.fault.festival", Name: deadline.Labour},
		},
	} {
		y, f := deadline.Table(2028, "示例通知", c.change(year2028()))
		if f == nil || *f != c.want || y.Year != 0 {
			t.Errorf("%s: %+v, want %+v; year %d", name, f, c.want, y.Year)
		}
	}
}

// Whatever rows come, a year that is made passes the check of all that ships, and no rest of it is in two rows.
func TestTable_neverMakesAWrongYear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := year2028()
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			r := &rows[rapid.IntRange(0, len(rows)-1).Draw(t, "row")]
			r.From = r.From.AddDate(0, 0, rapid.IntRange(-40, 40).Draw(t, "from"))
			r.To = r.To.AddDate(0, 0, rapid.IntRange(-40, 40).Draw(t, "to"))
		}
		y, f := deadline.Table(2028, "示例通知", rows)
		if f != nil {
			if f.Line == 0 || f.Key == "" {
				t.Fatalf("a fault without its line: %+v", f)
			}
			return
		}
		if err := y.Check(); err != nil {
			t.Fatal(err)
		}
	})
}
