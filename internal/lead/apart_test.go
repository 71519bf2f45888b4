package lead

import (
	"context"
	"slices"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// again lets the leads follow once more, as a job does that comes twice.
func (w *world) again(f Following) {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := w.Follow(ctx, tx, f, FollowMax)
		return err
	}))
}

// apart fails unless the lead stands where it stood before it was merged, and the main case has nothing of it.
func (w *world) apart(main string, before *Lead) {
	w.t.Helper()
	l := w.lead(before.Number)
	if whose(l) != whose(before) || l.TerritoryUnit != before.TerritoryUnit || l.State != before.State || l.HandlerID != before.HandlerID ||
		l.Signed != before.Signed || l.Due != before.Due || l.NextStep != before.NextStep || l.NextStepAt != before.NextStepAt {
		w.t.Errorf("parted: %+v\nbefore: %+v", l, before)
	}
	if kinds := w.kinds(l); slices.Contains(kinds, "along") || kinds[len(kinds)-1] != "unmerged" {
		w.t.Errorf("its trail: %v", kinds)
	}
	if _, err := mergingOf(w.t.Context(), w.DB, l.ID); !errs.Is(err, errs.Conflict) || w.lead(main).Children != 0 {
		w.t.Errorf("its row: %v; %d children", err, w.lead(main).Children)
	}
	clocks, err := clocksOf(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	for _, c := range clocks {
		if c.Stopped != 0 && (c.Kind != clockSign || l.State == Assigned) {
			w.t.Errorf("clock %s stands still", c.Kind)
		}
	}
}

// The main case turns out to be no misconduct: what still speaks of the bureau's own people stays with the city.
func TestFollow_wallTakenAwayIsTheMainCasesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader := t.Context(), w.staff["cityleader"]
		m, child := w.routed(conduct), w.routed(conduct)
		w.ok(w.Merge(ctx, w.staff["city"], w.ref(child.Number), m.Number))
		w.ok(w.Sign(ctx, leader, w.ref(m.Number)))
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(m.Number), bureauWork()))
		w.ok(w.Approve(ctx, w.second(), w.ref(m.Number)))
		if l := w.lead(m.Number); l.Walled() || l.OwnerUnit != tianshan {
			t.Fatalf("the main case: %+v", l)
		}
		w.follow()
		w.again(Following{Main: m.ID})
		w.apart(m.Number, child)
		if got := w.whoGets(child.Number); !slices.Equal(got, named) {
			t.Errorf("%v may open it", got)
		}
	})
}

// The main case goes behind a wall: what says nothing of that stays with the bureau.
func TestFollow_wallPutUpIsTheMainCasesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, wall := range map[string]func(number string) error{
			"district": func(n string) error {
				return w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(n), bureauConduct())
			},
			"city": func(n string) error {
				r := bureauConduct()
				r.About = AboutCity
				return w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(n), r)
			},
			"restricted": func(n string) error { w.restrict(n); return nil },
		} {
			main, unsigned, inHand := w.working().Number, w.routed(), w.working()
			for _, l := range []*Lead{unsigned, inHand} {
				w.ok(w.Merge(t.Context(), w.staff["handler"], w.ref(l.Number), main))
			}
			w.clock.Add(time.Minute)
			w.ok(wall(main))
			if n := w.follow(); n != 2 {
				t.Errorf("%s: %d followed", name, n)
			}
			w.again(Following{Main: w.lead(main).ID})
			w.apart(main, unsigned)
			w.apart(main, inHand)
		}
	})
}

// An answer written behind a wall is no answer to those before it, even if it comes before the news of the wall.
func TestFollow_noAnswerFromBehindAWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		main, l := w.working().Number, w.working()
		w.ok(w.Merge(t.Context(), w.staff["handler"], w.ref(l.Number), main))
		w.ok(w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(main), bureauConduct()))
		w.ok(w.Sign(t.Context(), w.staff["city"], w.ref(main)))
		w.ok(w.DraftReply(t.Context(), w.staff["city"], w.ref(main), unproven()))
		w.ok(w.Approve(t.Context(), w.staff["cityleader"], w.ref(main)))
		w.again(Following{Main: w.lead(main).ID, Draft: w.lead(main).DraftID})
		w.apart(main, l)
	})
}

// A job that comes twice takes nobody along twice.
func TestFollow_alongOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		main := w.routed().Number
		l := w.merged(main)
		w.ok(w.Return(t.Context(), w.staff["handler"], w.ref(main), notOurs()))
		w.ok(w.Decide(t.Context(), w.staff["city"], w.ref(main), Verdict{Agree: yes, Unit: midong}))
		w.follow()
		once := w.kinds(l)
		w.again(Following{Main: w.lead(main).ID})
		if twice := w.kinds(l); once[len(once)-1] != "along" || !slices.Equal(once, twice) {
			t.Errorf("once %v, twice %v", once, twice)
		}
	})
}

// A case that waits for its reporter owes nothing meanwhile: no hiding place for what is late.
func TestMerge_lateOnesDoNotHideUnderOneThatRests(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, late := t.Context(), w.staff["handler"], w.working()
		w.clock.Set(late.DueAt().Add(time.Hour))
		rests := w.standIn(WaitingReporter)
		if !rests.resting() {
			t.Fatalf("it does not rest: %+v", rests)
		}
		if e := errs.As(w.Merge(ctx, h, w.ref(late.Number), rests.Number)); e == nil || e.Fields["main"].Key != "merge.main.late" {
			t.Errorf("a late lead under one that rests: %v", e)
		}
		w.ok(w.Merge(ctx, h, w.ref(w.working().Number), rests.Number))
	})
}
