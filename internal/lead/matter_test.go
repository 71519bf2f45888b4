package lead

import (
	"testing"

	"sunlead/internal/clock"
	"sunlead/internal/org"
)

// What is open on a matter: for a school what names it, and what of its district and topics names none; never what is
// walled from who asks, so that a district's answer is the same as if it were not there.
func TestOpenOn_countsWhatTheSeatMayKnow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.submit(func(r *Report) { r.Category, r.SchoolID, r.SchoolName = "fee", 71, "示例一小" })
		w.submit(func(r *Report) { r.Category, r.SchoolID, r.SchoolName = "fee", 0, "" })
		w.submit(func(r *Report) { r.Category, r.SchoolID, r.SchoolName = "class", 0, "" })
		w.submit(func(r *Report) { r.Category, r.SchoolID, r.SchoolName = "fee", 72, "示例二小" })
		w.submit(func(r *Report) {
			r.Category, r.About, r.Nature, r.SchoolID, r.SchoolName = "fee", AboutDistrict, NatureConduct, 71, "示例一小"
		})
		w.route()
		named := org.Actor{ID: 90, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true}
		unnamed := named
		unnamed.Named = false
		school, district := Matter{School: 71, District: "650102", Topics: []string{"fee"}}, Matter{District: "650102", Topics: []string{"fee"}}
		for _, c := range []struct {
			who  org.Actor
			on   Matter
			want int
		}{
			{w.staff["handler"], school, 2},
			{w.staff["handler"], district, 3},
			{named, school, 3},
			{named, district, 4},
			{unnamed, school, 2},
			{w.staff["handler"], Matter{District: "650109", Topics: []string{"fee"}}, 0},
			{named, Matter{Topics: []string{"fee", "class"}}, 5},
			{org.Actor{}, school, 0},
		} {
			n, err := w.OpenOn(t.Context(), w.DB, c.who, c.on)
			if w.ok(err); n != c.want {
				t.Errorf("%s %v of %+v: %d, want %d", c.who.Role, c.who.Named, c.on, n, c.want)
			}
		}
	})
}

// A release counts every lead of the month once, where it counts, and nothing that is walled or waits for a person.
func TestMonthTallies_countWhatMayBePublic(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.submit(func(r *Report) { r.Category = "fee" })
		w.submit(func(r *Report) { r.Category = "fee" })
		w.submit(func(r *Report) { r.Category, r.District = "zone", "650109" })
		w.submit(func(r *Report) { r.Category, r.About, r.Nature = "fee", AboutDistrict, NatureConduct })
		w.route()
		month := w.Case.Now().In(clock.Beijing).Format("2006-01")
		got, err := w.MonthTallies(t.Context(), []string{month, "1999-01"})
		w.ok(err)
		sums, all := map[string]int{}, 0
		for _, n := range got {
			if n.Month != month {
				t.Errorf("a lead of %s", n.Month)
			}
			sums[n.Category+" "+org.UnitByID(n.Territory).Code] += n.Leads
			all += n.Leads
		}
		if sums["fee 650102"] != 2 || sums["zone 650109"] != 1 || all != 3 {
			t.Errorf("%v", sums)
		}
		if _, err := w.MonthTallies(t.Context(), []string{"2026-13"}); err == nil {
			t.Error("a thirteenth month")
		}
	})
}
