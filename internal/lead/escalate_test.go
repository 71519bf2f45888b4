package lead

import (
	"sync"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

func (w *world) sweep() int {
	w.t.Helper()
	n, err := w.Escalate(w.t.Context())
	w.ok(err)
	return n
}

// The report of Monday 10:00 is due on Monday the 14th at 20:00: every rung at its hour, none before.
func TestEscalate_takesEachStepOnceAndNeverEarly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		rungs := []struct {
			step string
			at   time.Time
		}{
			{deadline.StepRemind, time.Date(2025, 7, 11, 20, 0, 0, 0, clock.Beijing)},
			{deadline.StepOverdue, time.Date(2025, 7, 14, 20, 0, 0, 0, clock.Beijing)},
			{deadline.StepUrge, time.Date(2025, 7, 15, 20, 0, 0, 0, clock.Beijing)},
			{deadline.StepSupervise, time.Date(2025, 7, 17, 20, 0, 0, 0, clock.Beijing)},
			{deadline.StepNotice, time.Date(2025, 7, 21, 20, 0, 0, 0, clock.Beijing)},
		}
		for i, rung := range rungs {
			w.clock.Set(rung.at.Add(-time.Second))
			if n := w.sweep(); n != 0 {
				t.Errorf("%s: %d steps taken a second early", rung.step, n)
			}
			w.clock.Set(rung.at.Add(time.Second))
			if n := w.sweep() + w.sweep(); n != 1 {
				t.Errorf("%s: %d steps taken, want 1", rung.step, n)
			}
			taken, err := w.StepsTaken(t.Context(), l.Number)
			w.ok(err)
			if taken[rung.step] != 1 || len(taken) != i+1 {
				t.Errorf("taken = %v after %s", taken, rung.step)
			}
		}
		w.clock.Add(1000 * time.Hour)
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps beyond the top", n)
		}
	})
}

func TestEscalate_manySweepersTakeOneStepEach(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const leads = 10
		for range leads {
			w.submit()
		}
		w.route()
		w.clock.Set(time.Date(2025, 8, 15, 12, 0, 0, 0, clock.Beijing))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { _, _ = w.Escalate(t.Context()) })
		}
		wg.Wait()
		w.sweep()
		if got := count(t, w.DB, "lead_steps"); got != leads*5 {
			t.Errorf("%d steps taken, want %d", got, leads*5)
		}
	})
}

func TestEscalate_stopsWithTheAnswerAndClosesAfterFifteenDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		w.clock.Set(time.Date(2025, 7, 22, 23, 59, 0, 0, clock.Beijing))
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps on an answered lead", n)
		}
		w.clock.Set(time.Date(2025, 7, 23, 0, 0, 1, 0, clock.Beijing))
		w.sweep()
		if l = w.lead(l.Number); l.State != Closed || l.Rating != "" || l.Open {
			t.Errorf("state %s, rating %q", l.State, l.Rating)
		}
		if got := w.jobs(outbox.ViolationRecord); got != 1 {
			t.Errorf("%d violation jobs, want 1", got)
		}
	})
}

func (w *world) jobs(k outbox.Kind) int64 {
	w.t.Helper()
	var n int64
	w.ok(w.DB.Gorm(w.t.Context()).Model(&outbox.Row{}).Where("kind = ?", k).Count(&n).Error)
	return n
}

func TestEscalate_noClockAgainstTheDisciplineBody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(cityConduct)
		w.clock.Add(2000 * time.Hour)
		if n := w.sweep(); n != 0 || l.Due != 0 || l.OwnerUnit != org.DisciplineID {
			t.Errorf("%d steps, due %d, owner %d", n, l.Due, l.OwnerUnit)
		}
	})
}

// A notice to the discipline body says number, unit, days and steps, nothing else; nobody inside the wall hears.
func TestEscalate_messagesStayOutsideTheWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(conduct)
		w.clock.Add(2000 * time.Hour)
		w.sweep()
		var rows []outbox.Row
		w.ok(w.DB.Gorm(t.Context()).Where("kind = ? AND lead_id = ?", outbox.NotifySend, l.ID).Find(&rows).Error)
		for _, r := range rows {
			var m Message
			w.ok(r.Decode(&m))
			if m.Unit == tianshan || (m.Unit == org.CityID && m.Wall != tianshan) {
				t.Errorf("message %s goes to unit %d with wall %d", m.Key, m.Unit, m.Wall)
			}
		}
		if len(rows) == 0 {
			t.Error("nobody was told")
		}
	})
}

// A lead that climbed while it waited at city dispatch goes on climbing with its new owner, where it stood.
func TestEscalate_goesOnAfterDispatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(func(r *Report) { r.District = org.DistrictUnknown })
		w.clock.Set(time.Date(2025, 7, 15, 21, 0, 0, 0, clock.Beijing))
		w.sweep()
		w.ok(w.Dispatch(t.Context(), w.staff["city"], w.ref(l.Number), Dispatch{Unit: tianshan}))
		w.clock.Set(time.Date(2025, 8, 15, 12, 0, 0, 0, clock.Beijing))
		w.sweep()
		taken, err := w.StepsTaken(t.Context(), l.Number)
		w.ok(err)
		if len(taken) != 5 || taken[deadline.StepNotice] != 1 || taken[deadline.StepRemind] != 1 {
			t.Errorf("taken = %v, want each step once", taken)
		}
	})
}

func TestDispatch_toTheRecipientStopsEveryClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(func(r *Report) { r.District = org.DistrictUnknown })
		w.ok(w.Dispatch(t.Context(), w.staff["city"], w.ref(l.Number), Dispatch{Unit: org.CityID, Wall: true}))
		w.clock.Add(2000 * time.Hour)
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps against the discipline body", n)
		}
		if got := w.finders(w.lead(l.Number)); len(got) != 1 || got[0] != "discipline" {
			t.Errorf("found by %v", got)
		}
	})
}

// Sweepers that read the same list: who comes second finds the next step, which is not due yet, and leaves it.
func TestEscalate_secondSweeperTakesNothingEarly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		w.clock.Set(time.Date(2025, 7, 11, 20, 0, 1, 0, clock.Beijing)) // only the reminder is due
		for _, want := range []bool{true, false} {
			if took, err := w.escalateSome(t.Context(), []int64{l.ID}); err != nil || len(took) == 1 != want {
				t.Errorf("took %v, %v, want %v", took, err, want)
			}
		}
	})
}
