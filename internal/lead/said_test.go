package lead

import (
	"strings"
	"testing"

	"sunlead/internal/errs"
)

func TestRate_keepsWhatWasSaidOfEachAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		w.answer(l.Number, unproven())
		for field, said := range map[string]Said{
			"solved": {}, "contacted": {Solved: Solved, Contacted: "maybe"}, "satisfied": {Solved: Solved, Satisfied: "great"},
			"words": {Solved: Solved, Words: strings.Repeat("长", 501)},
		} {
			err := errs.As(w.Rate(t.Context(), l.ID, said))
			if err == nil || err.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		said := Said{Solved: Unsolved, Contacted: No, Satisfied: "very_bad", Words: "没有人打过电话"}
		w.ok(w.Rate(t.Context(), l.ID, said))
		w.ok(w.Rate(t.Context(), l.ID, said)) // a second tap
		for _, who := range []string{"leader", "cityleader"} {
			c, err := w.Get(t.Context(), w.staff[who], l.Number)
			if err == nil && (len(c.Ratings) != 1 || c.Ratings[0].Words != said.Words || c.Ratings[0].Round != 0 || c.Ratings[0].Contacted != No) {
				t.Errorf("%s reads %+v", who, c.Ratings)
			}
		}
		p := w.public(l.ID)
		if p.Said == nil || p.Said.Satisfied != "very_bad" {
			t.Errorf("the reporter reads %+v", p.Said)
		}
	})
}

func TestAdd_untilFifteenDaysAfterTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		due, version := l.Due, l.Version
		for _, bad := range []string{"", " ", "长", strings.Repeat("长", 1001)} {
			if err := w.Add(t.Context(), l.ID, bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%d characters: %v", len(bad)/3, err)
			}
		}
		w.ok(w.Add(t.Context(), l.ID, "收条的照片找到了"))
		w.ok(w.Add(t.Context(), l.ID, "收条的照片找到了")) // a second tap
		now := w.lead(l.Number)
		if now.Due != due || now.Version != version {
			t.Error("a clock moved, or a form became stale")
		}
		if heard := w.heard(l.Number, "message.added"); len(heard) != 1 {
			t.Errorf("told: %v", heard)
		}
		c, err := w.Get(t.Context(), w.staff["handler"], l.Number)
		w.ok(err)
		if p := w.public(l.ID); len(c.Added) != 1 || len(p.Added) != 1 || !p.CanAdd || p.Added[0].Words != "收条的照片找到了" {
			t.Errorf("added: %+v, %+v", c.Added, p.Added)
		}
		w.ok(w.Withdraw(t.Context(), l.ID, ""))
		w.clock.Set(w.clock.Now().AddDate(0, 0, 14))
		w.ok(w.Add(t.Context(), l.ID, "还有一张发票"))
		w.clock.Set(w.clock.Now().AddDate(0, 0, 30))
		if err := w.Add(t.Context(), l.ID, "太晚了"); !errs.Is(err, errs.Conflict) || w.public(l.ID).CanAdd {
			t.Errorf("after its time: %v", err)
		}
	})
}

func TestAdd_notWithoutEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		for n := range additionsMost {
			w.ok(w.Add(t.Context(), l.ID, strings.Repeat("又", n+2)))
		}
		if err := w.Add(t.Context(), l.ID, "再一次"); !errs.Is(err, errs.Conflict) {
			t.Errorf("one more: %v", err)
		}
	})
}

// The reporter reads who opened their contact and what for: the unit, never the person, and of what lies behind a wall
// nobody's name at all.
func TestSights_tellWhoLookedAndWhy(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		_, err := w.Reveal(t.Context(), w.staff["handler"], l.Number, "verify", "核实收条上的日期")
		w.ok(err)
		if _, err := w.Reveal(t.Context(), w.staff["handler"], l.Number, "", "核实收条上的日期"); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		got := w.public(l.ID).Sights
		if len(got) != 1 || got[0].Who != ByUnit || got[0].Unit != tianshan || got[0].Purpose != "verify" {
			t.Errorf("sights %+v", got)
		}
		walled := w.routed(func(r *Report) { r.About, r.Nature = AboutDistrict, NatureConduct })
		w.ok(w.Sign(t.Context(), w.staff["city"], w.ref(walled.Number)))
		_, err = w.Reveal(t.Context(), w.staff["city"], walled.Number, "inform", "告诉反映人由谁办理")
		w.ok(err)
		if got := w.public(walled.ID).Sights; len(got) != 1 || got[0].Who != ByNamed || got[0].Unit != 0 {
			t.Errorf("behind a wall: %+v", got)
		}
	})
}
