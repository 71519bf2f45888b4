package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func unproven() Reply {
	r := proven()
	r.Finding, r.Violation = Unproven, ""
	return r
}

func TestRate_unsolvedGoesUpToSomebodyElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(unproven())
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved})) // a second tap
		l = w.lead(l.Number)
		if l.Reopened != 1 || l.State != Reopened || l.OwnerUnit != tianshan || l.Due == 0 || l.NextStep == "" || !l.Open {
			t.Errorf("reopened lead = %+v", l)
		}
		if err := w.Sign(t.Context(), w.staff["handler"], w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who answered before: err = %v, want forbidden", err)
		}
		w.ok(w.Sign(t.Context(), w.staff["leader"], w.ref(l.Number)))
	})
}

func TestRate_unsolvedGoesToTheCity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
		if l = w.lead(l.Number); l.OwnerUnit != org.CityID {
			t.Errorf("proven and not solved: owner %d, want the city", l.OwnerUnit)
		}
		if why := l.ReasonText(); why.Key != "route.reopened" {
			t.Errorf("it is the city's because of %q", why.Key)
		}
	})
}

// The answer that solved nothing stays the reporter's to read, until there is another.
func TestPublic_keepsTheAnswerBeforeTheReopening(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.answered(unproven())
		look := func(want string, earlier bool) {
			t.Helper()
			p, err := w.Public(ctx, l.ID)
			w.ok(err)
			if p.Answer == nil || p.Answer.Result != want || p.Earlier != earlier {
				t.Errorf("answer %+v, of before: %v", p.Answer, p.Earlier)
			}
		}
		first := unproven()
		look(first.Result, false)
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		look(first.Result, true)
		w.clock.Add(time.Hour)
		w.ok(w.Sign(ctx, w.staff["leader"], w.ref(l.Number)))
		second := unproven()
		second.Result = "已重新核实并当面说明"
		w.ok(w.DraftReply(ctx, w.staff["leader"], w.ref(l.Number), second))
		look(first.Result, true) // a draft is nobody's answer yet
		w.ok(w.Approve(ctx, w.staff["cityleader"], w.ref(l.Number)))
		look(second.Result, false)
	})
}

func TestRate_thirdTimeIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.answered(unproven())
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		w.clock.Add(time.Hour)
		w.ok(w.Sign(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.DraftReply(ctx, w.staff["leader"], w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, w.staff["cityleader"], w.ref(l.Number)))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if l = w.lead(l.Number); l.OwnerUnit != org.CityID {
			t.Errorf("the second time: owner %d, want the city", l.OwnerUnit)
		}
		w.ok(w.Sign(ctx, w.staff["city"], w.ref(l.Number)))
		w.ok(w.DraftReply(ctx, w.staff["city"], w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, w.staff["cityleader"], w.ref(l.Number)))
		if err := w.Rate(ctx, l.ID, Said{Solved: Unsolved}); !errs.Is(err, errs.Conflict) {
			t.Errorf("third time: err = %v, want conflict", err)
		}
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Partial}))
	})
}

func TestRate_onceAndWithinFifteenDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(unproven())
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Solved}))
		if err := w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}); !errs.Is(err, errs.Conflict) {
			t.Errorf("second rating: err = %v, want conflict", err)
		}
		late := w.answered(unproven())
		w.clock.Add(17 * 24 * time.Hour)
		if err := w.Rate(t.Context(), late.ID, Said{Solved: Solved}); !errs.Is(err, errs.Conflict) {
			t.Errorf("after 17 days: err = %v, want conflict", err)
		}
	})
}

func TestReveal_isInTheTrailOrDidNotHappen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		c, err := w.Reveal(t.Context(), w.staff["handler"], l.Number, "verify", "电话核实情况")
		w.ok(err)
		if c.Phone != "19900001234" {
			t.Errorf("phone = %q", c.Phone)
		}
		entries, err := trail.Read(t.Context(), w.DB, trail.LeadStream(l.ID))
		w.ok(err)
		last := entries[len(entries)-1]
		if last.Kind != "revealed" || last.Actor != trail.Staff(w.staff["handler"].ID) || last.Public {
			t.Errorf("last entry = %+v", last)
		}
		if after := w.lead(l.Number); after.Version != l.Version {
			t.Error("a reading made open forms stale")
		}
		for who, want := range map[string]errs.Kind{"midong": errs.NotFound, "monitor": errs.Forbidden, "city": errs.Forbidden} {
			if _, err := w.Reveal(t.Context(), w.staff[who], l.Number, "verify", "电话核实情况"); !errs.Is(err, want) {
				t.Errorf("%s: err = %v, want kind %d", who, err, want)
			}
		}
		if _, err := w.Reveal(t.Context(), w.staff["handler"], l.Number, "verify", " "); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: err = %v", err)
		}
		if again, _ := trail.Read(t.Context(), w.DB, trail.LeadStream(l.ID)); len(again) != len(entries) {
			t.Error("a refused reading left an entry")
		}
	})
}

// The whole stream hangs together, link by link.
func TestTrail_ofALeadIsAChain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		entries, err := trail.Read(t.Context(), w.DB, trail.LeadStream(l.ID))
		w.ok(err)
		prev := []byte{}
		for i, e := range entries {
			if e.Seq != int64(i+1) || string(e.Prev) != string(prev) || !e.Intact() {
				t.Errorf("entry %d breaks the chain", i)
			}
			prev = e.Hash
		}
		if string(l.TrailHash) != string(prev) || l.TrailSeq != int64(len(entries)) {
			t.Error("the head on the lead is not the end of its stream")
		}
	})
}

// 办理情况 keeps what was done before a reopening, and who did it.
func TestLedger_tellsTheWholeWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		w.ok(w.Close(t.Context(), w.staff["handler"], w.ref(l.Number), ""))
		w.clock.Add(time.Hour)
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
		lines, _, err := w.Ledger(t.Context(), w.staff["leader"], LedgerFilter(w.staff["leader"]))
		w.ok(err)
		var keys []string
		for _, d := range lines[0].Handling {
			keys = append(keys, d.Text.Key)
		}
		want := []string{
			"ledger.received", "ledger.routed", "ledger.signed", "ledger.accepted", "ledger.contacted.reached", "ledger.replied",
			"ledger.ended.closed", "ledger.reopened",
		}
		if !slices.Equal(keys, want) {
			t.Errorf("办理情况 = %v, want %v", keys, want)
		}
		if unit := lines[0].Handling[1].Text.Args[1]; unit != "天山区教育局" {
			t.Errorf("routed to %v", unit)
		}
	})
}

// Who answered before does not answer again behind the leader's signature.
func TestReopened_firstHandlerMakesNoMove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l, h := w.answered(unproven()), w.staff["handler"]
		w.clock.Add(time.Hour)
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
		w.ok(w.Sign(t.Context(), w.staff["leader"], w.ref(l.Number)))
		for _, who := range []string{"handler", "handler2"} {
			if err := w.DraftReply(t.Context(), w.staff[who], w.ref(l.Number), unproven()); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: err = %v, want forbidden", who, err)
			}
		}
		if got := Moves(h, w.lead(l.Number)); len(got) != 0 {
			t.Errorf("offered %v", got)
		}
		w.ok(w.DraftReply(t.Context(), w.staff["leader"], w.ref(l.Number), unproven()))
	})
}

// A clock that stands still, or was set back, stops no reopening.
func TestReopen_atTheInstantOfTheReport(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		testkit.Corrupted(w.DB) // its clock goes back
		l := w.answered(unproven())
		w.clock.Set(monday)
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
	})
}

// The trail is for ever: what staff write stands beside it.
func TestTrail_holdsNoTextOfTheStaff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		_, err := w.Reveal(t.Context(), w.staff["handler"], l.Number, "verify", "电话核实情况")
		w.ok(err)
		var found int64
		w.ok(w.DB.Gorm(t.Context()).Table("trail").Where("data LIKE ? OR data LIKE ?", "%核实%", "%示例%").Count(&found).Error)
		if found != 0 {
			t.Errorf("%d entries hold words", found)
		}
		c, err := w.Get(t.Context(), w.staff["handler"], l.Number)
		w.ok(err)
		if len(c.Notes) != 2 {
			t.Errorf("notes = %v, want the contact's and the reading's", c.Notes)
		}
	})
}
