package lead

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
)

func by(day string) func(*Report) {
	return func(r *Report) { r.Affects, r.AffectsBy = yes, day }
}

func TestUseBy_readsTheDayAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"8月20日": "2025-08-20", "8月20号报名截止": "2025-08-20", "2025-08-20": "2025-08-20", "2025年8月20日": "2025-08-20", "２０２５．８．２０": "",
		"2025.8.20": "2025-08-20", "八月二十日": "2025-08-20", "九月一号": "2025-09-01", "十二月三十一日": "2025-12-31", "9.1": "2025-09-01",
		"明天": "2025-07-08", "大后天": "2025-07-10", "今天就截止": "2025-07-07", "1月5日": "2026-01-05", "７月９日": "2025-07-09",
		"7月1日": "", "开学前": "", "": "", "2月30日": "", "13月1日": "", "1990000": "",
	} {
		r := Report{Affects: yes, AffectsBy: typed}
		if got := lastDayOf(r.useBy(Season{}, monday)); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	if r := (Report{Affects: no, AffectsBy: "8月20日"}); r.useBy(Season{}, monday) != 0 {
		t.Error("who says that no date will be missed names none")
	}
}

// Without a date, the year's own days say until when an answer is of use: those that were named, and of a child without a
// school the beginning of the term.
func TestUseBy_ofTheSeason(t *testing.T) {
	t.Parallel()
	season := Season{Registration: "07-10", Term: "09-01"}
	for want, r := range map[string]Report{
		"2025-07-10": {Affects: yes, AffectsBy: "报名截止以前"},
		"2025-09-01": {Affects: yes, AffectsBy: "开学前"},
		"2025-08-20": {Affects: yes, AffectsBy: "8月20日报名截止", Category: NoSeat},
		"":           {Affects: yes, AffectsBy: "派位结果出来以前"}, // which nobody has said
	} {
		if got := lastDayOf(r.useBy(season, monday)); got != want {
			t.Errorf("%+v: %q, want %q", r, got, want)
		}
	}
	seat := Report{Category: NoSeat, Affects: no}
	for at, want := range map[time.Time]string{
		monday: "2025-09-01", monday.AddDate(0, 0, 56): "2025-09-01", monday.AddDate(0, 0, 57): "", monday.AddDate(0, 6, 0): "2026-09-01",
	} {
		if got := lastDayOf(seat.useBy(season, at)); got != want {
			t.Errorf("a child without a school at %s: %q, want %q", at, got, want)
		}
	}
}

// lastDayOf is the day that ends at an instant, "" for none.
func lastDayOf(end int64) string {
	if end == 0 {
		return ""
	}
	return clock.FromMilli(end - 1).In(clock.Beijing).Format(time.DateOnly)
}

// What is of use until tomorrow stands before what is promised for next week, wherever the list is read.
func TestList_isInTheOrderOfTheEarlierDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		plain := w.routed()
		w.clock.Add(time.Hour)
		pressing, far := w.routed(by("明天")), w.routed(by("9月1日"))
		for _, who := range []string{"handler", "city"} {
			var got []string
			for _, g := range []Group{Today, Soon, Later} {
				page, err := w.List(t.Context(), w.staff[who], Filter{Group: g})
				w.ok(err)
				if !slices.IsSortedFunc(page.Leads, func(x, y Lead) int { return cmp.Compare(x.sortAt(), y.sortAt()) }) {
					t.Errorf("%s: %s is not in order", who, g)
				}
				for _, l := range page.Leads {
					got = append(got, l.Number)
					if l.SortAt != l.sortAt() {
						t.Errorf("the database says %d, the program %d", l.SortAt, l.sortAt())
					}
				}
			}
			if want := []string{pressing.Number, plain.Number, far.Number}; !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", who, got, want)
			}
		}
	})
}

// A day of use that has passed is no broken promise: the work list presses, the city's number does not.
func TestFilter_lateIsThePromiseOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.routed(by("今天"))
		w.clock.Add(24 * time.Hour)
		for f, want := range map[Filter]int{{Group: Overdue}: 1, {Late: true}: 0, {VeryLate: true}: 0, {Group: Severe}: 0} {
			n, err := w.Count(t.Context(), w.staff["city"], f)
			w.ok(err)
			if n != want {
				t.Errorf("%+v: %d, want %d", f, n, want)
			}
		}
	})
}

// A child without a school place stands in its own group, and there only.
func TestGroups_theRedLaneStandsByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		red := w.routed(noSeat)
		for range 4 {
			w.routed()
			w.clock.Add(20 * time.Hour)
		}
		for _, who := range []string{"handler", "city"} {
			sum := 0
			for _, g := range Groups() {
				f := Filter{Group: g, Rest: g != Red && g != Waiting}
				n, err := w.Count(t.Context(), w.staff[who], f)
				w.ok(err)
				page, err := w.List(t.Context(), w.staff[who], f)
				w.ok(err)
				if holds := slices.ContainsFunc(page.Leads, func(l Lead) bool { return l.ID == red.ID }); holds != (g == Red) || n != len(page.Leads) {
					t.Errorf("%s: %s counts %d and lists %d, with the child: %v", who, g, n, len(page.Leads), holds)
				}
				sum += n
			}
			all, err := w.Count(t.Context(), w.staff[who], Filter{OpenOnly: true})
			w.ok(err)
			if sum != all || all != 5 {
				t.Errorf("%s: groups hold %d, %d are open", who, sum, all)
			}
		}
	})
}

func noSeat(r *Report) {
	r.Category, r.Text = NoSeat, "两边学校都不收，孩子九月还没有学上，请帮帮我们"
}

func placed() Reply {
	r := unproven()
	r.Seat = Seat{Placed: yes, School: "示例二小", On: "9月1日"}
	return r
}

func TestReply_theRedLaneSaysWhereTheChildGoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l := t.Context(), w.staff["handler"], w.routed(noSeat)
		w.ok(w.Sign(ctx, h, w.ref(l.Number)))
		for name, want := range map[string]struct {
			seat  Seat
			field string
		}{
			"nothing":       {Seat{}, "placed"},
			"no school":     {Seat{Placed: yes, On: "2025-09-01"}, "placed_school"},
			"no day":        {Seat{Placed: yes, School: "示例二小", On: "以后"}, "placed_on"},
			"in ten years":  {Seat{Placed: yes, School: "示例二小", On: "2035-09-01"}, "placed_on"},
			"no ground":     {Seat{Placed: no, Note: "已书面告知家长"}, "no_place"},
			"a made ground": {Seat{Placed: no, Ground: "full", Note: "学位已满，没有办法"}, "no_place"},
			"no words":      {Seat{Placed: no, Ground: "other"}, "seat_note"},
		} {
			r := unproven()
			r.Seat = want.seat
			if err := w.DraftReply(ctx, h, w.ref(l.Number), r); !hasField(err, want.field) {
				t.Errorf("%s: err = %v, want a word on %s", name, err, want.field)
			}
		}
		w.ok(w.DraftReply(ctx, h, w.ref(l.Number), placed()))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
		lines, _, err := w.Ledger(ctx, h, LedgerFilter(h))
		w.ok(err)
		if len(lines) != 1 || lines[0].Result.Key != "ledger.result.seat" {
			t.Errorf("the ledger's result is %+v", lines)
		}
	})
}

// Nobody closes it without, and time does not either: a draft that was approved before anybody asked for more.
func TestClose_noChildIsLeftToTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l := t.Context(), w.staff["handler"], w.routed(noSeat)
		w.ok(w.Sign(ctx, h, w.ref(l.Number)))
		w.ok(w.DraftReply(ctx, h, w.ref(l.Number), placed()))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.exec("UPDATE lead_drafts SET placed_school = ''")
		if err := w.Close(ctx, h, w.ref(l.Number), ""); !isConflict(err, "close.no_seat") {
			t.Errorf("err = %v", err)
		}
		w.clock.Add(16 * 24 * time.Hour)
		_, err := w.Escalate(ctx)
		w.ok(err)
		n, err := w.Escalate(ctx)
		w.ok(err)
		if l = w.lead(l.Number); l.State != Replied || n != 0 || !l.Open || l.NextStep != "" {
			t.Errorf("it is %s, next %q, %d more steps", l.State, l.NextStep, n)
		}
		w.exec("UPDATE lead_drafts SET placed_school = '示例二小'")
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
	})
}
