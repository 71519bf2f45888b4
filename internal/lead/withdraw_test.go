package lead

import (
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// From every state in which an answer is owed: taken back, kept open by a leader, and the clocks run as before.
func TestWithdraw_fromEveryOpenStateAndBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for from, to := range map[State]State{
			StateNew: StateNew, Assigned: Assigned, InProgress: InProgress, WaitingReporter: InProgress, ReviewPending: InProgress,
			ExtendPending: InProgress, Reopened: Reopened, Merged: InProgress, ReturnPending: ReturnPending,
		} {
			l := w.standIn(from)
			dues := w.dues(l)
			w.ok(w.Withdraw(ctx, l.ID, "问题已经解决"))
			w.ok(w.Withdraw(ctx, l.ID, "又点了一次"))
			got := w.lead(l.Number)
			if got.State != Closed || got.Ending != Withdrawn || got.Open || got.Ended == 0 || got.NextStep != "" {
				t.Errorf("%s: %s, %q, next %q", from, got.State, got.Ending, got.NextStep)
			}
			if p := w.public(l.ID); p.Status.Key != "public.withdrawn" || p.CanRate || p.CanReopen || p.CanWithdraw || p.Due != 0 {
				t.Errorf("%s: the reporter reads %+v", from, p)
			}
			w.clock.Add(time.Hour)
			w.ok(w.Keep(ctx, w.staff["cityleader"], w.ref(l.Number), "反映的问题可能违规，继续核查"))
			got = w.lead(l.Number)
			if got.State != to || got.Ending != "" || !got.Open || got.Ended != 0 || (got.DraftID != 0) != (to == ReturnPending) || got.NextStep == "" {
				t.Errorf("kept from %s: %s, next %q", from, got.State, got.NextStep)
			}
			if to == ReturnPending { // the city decides what it had not decided
				w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong}))
				got = w.lead(l.Number)
			}
			for kind, due := range dues {
				if to == ReturnPending && kind == clockSign {
					continue // by the next owner
				}
				if now := w.dues(got)[kind]; now != due && from != WaitingReporter { // whose day in waiting does not count
					t.Errorf("kept from %s: %s due %s, was %s", from, kind, clock.FromMilli(now), clock.FromMilli(due))
				}
			}
		}
	})
}

// An answer that was given is not undone, and nothing is recorded of what was taken back.
func TestWithdraw_notAnAnsweredOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.answered(proven())
		if err := w.Withdraw(t.Context(), l.ID, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("answered: %v", err)
		}
		reviewed := w.standIn(ReviewPending)
		w.ok(w.Withdraw(t.Context(), reviewed.ID, ""))
		if n := w.jobs(outbox.ViolationRecord); n != 0 {
			t.Errorf("%d violations of a withdrawn lead", n)
		}
		lines, _, err := w.Ledger(t.Context(), w.staff["handler"], Filter{State: Closed})
		w.ok(err)
		if len(lines) != 1 || lines[0].Result.Key != "ledger.result.withdrawn" {
			t.Errorf("the ledger says %+v", lines)
		}
	})
}

func TestKeep_withinFiveWorkingDaysByALeader(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, closed := t.Context(), w.working(), w.standIn(Closed)
		w.ok(w.Withdraw(ctx, l.ID, ""))
		for _, who := range []string{"handler", "city", "monitor", "midong", "discipline"} {
			if err := w.Keep(ctx, w.staff[who], w.ref(l.Number), "反映的问题可能违规，继续核查"); err == nil {
				t.Errorf("%s keeps it open", who)
			}
		}
		if err := w.Keep(ctx, w.staff["leader"], w.ref(closed.Number), "反映的问题可能违规，继续核查"); !errs.Is(err, errs.Conflict) {
			t.Errorf("an answered one: %v", err)
		}
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), monday, keepDays).Add(time.Millisecond))
		if err := w.Keep(ctx, w.staff["leader"], w.ref(l.Number), "反映的问题可能违规，继续核查"); errs.As(err).Text.Key != "keep.late" {
			t.Errorf("too late: %v", err)
		}
	})
}

// Walled, held and unrouted leads: each is taken back where it belongs, and only who may know of it is told.
func TestWithdraw_behindTheWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.submit() // the worker has not come to this one
		fresh, err := first(find1[Lead](ctx, w.DB, "routed = 0"))
		w.ok(err)
		w.ok(w.Withdraw(ctx, fresh.ID, ""))
		w.route()
		if l := w.lead(fresh.Number); l.OwnerUnit != tianshan || l.TerritoryUnit != tianshan || l.Routed == 0 || l.State != Closed {
			t.Errorf("unrouted: %+v", l)
		}
		wall, city, held := w.routed(conduct), w.routed(cityConduct), w.routed(func(r *Report) {
			r.About, r.Text = AboutUnsure, "听说找教育局的人打招呼就能换学校，还要收钱，请查一查"
		})
		if !held.Suspicious {
			t.Fatal("not held")
		}
		for _, l := range []*Lead{wall, city, held} {
			w.ok(w.Withdraw(ctx, l.ID, ""))
			var rows []outbox.Row
			w.ok(w.DB.Gorm(ctx).Where("kind = ? AND lead_id = ?", outbox.NotifySend, l.ID).Find(&rows).Error)
			for _, r := range rows {
				var m Message
				if w.ok(r.Decode(&m)); m.Key == "message.withdrawn" && (m.Wall == 0 || m.Unit == tianshan) {
					t.Errorf("told to %d behind %d", m.Unit, m.Wall)
				}
			}
		}
		if err := w.Keep(ctx, w.staff["leader"], w.ref(wall.Number), "反映的问题可能违规，继续核查"); !errs.Is(err, errs.NotFound) {
			t.Errorf("the accused bureau: %v", err)
		}
		w.ok(w.Keep(ctx, w.staff["cityleader"], w.ref(wall.Number), "反映的问题可能违规，继续核查"))
		w.ok(w.Keep(ctx, w.staff["cityleader"], w.ref(held.Number), "反映的问题可能违规，继续核查"))
		if l := w.lead(held.Number); l.State != StateNew || !l.Suspicious || l.OwnerUnit != org.CityID {
			t.Errorf("held: %+v", l)
		}
	})
}

func TestComplex_hasFifteenDaysFromTheSameStart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, leader := t.Context(), w.working(), w.staff["leader"]
		start := clock.FromMilli(w.clockOf(l, clockAnswer).Started)
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), l.DueAt(), -1))
		w.sweep() // the reminder of the old date
		w.ok(w.MarkComplex(ctx, leader, w.ref(l.Number), "涉及多所学校，需要逐校核实"))
		got := w.lead(l.Number)
		if want := w.due(clockAnswerComplex, start); got.Due != want || got.LastStep != "" || got.NextStep != deadline.StepRemind || got.State != InProgress {
			t.Errorf("due %s, want %s; steps %q, %q", got.DueAt(), clock.FromMilli(want), got.LastStep, got.NextStep)
		}
		p := w.public(l.ID)
		if e := p.Events[len(p.Events)-1]; e.Kind != "complex" || e.Values()["n"] != 15.0 || p.Clock.Kind != clockAnswerComplex {
			t.Errorf("the reporter reads %s %v", e.Kind, e.Values())
		}
		if err := w.MarkComplex(ctx, leader, w.ref(l.Number), "涉及多所学校，需要逐校核实"); errs.As(err).Text.Key != "complex.once" {
			t.Errorf("twice: %v", err)
		}
		was := got.Due
		w.ok(w.Ask(ctx, w.staff["handler"], w.ref(l.Number), asking()))
		w.clock.Add(72 * time.Hour)
		w.ok(w.TakeAnswer(ctx, w.staff["handler"], w.ref(l.Number), "电话补充：收条已经找到"))
		w.ok(w.DraftExtension(ctx, w.staff["handler"], w.ref(l.Number), moreTime()))
		w.ok(w.Grant(ctx, leader, w.ref(l.Number)))
		if got = w.lead(l.Number); got.Due <= was {
			t.Errorf("asked and extended: due %s", got.DueAt())
		}
	})
}

func TestComplex_saysWhyNot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader := t.Context(), w.staff["leader"]
		urgent := w.working(func(r *Report) { r.Urgent, r.UrgentWhy, r.Operator = true, "明天报名截止", 1 })
		extended := w.standIn(ExtendPending)
		w.ok(w.Grant(ctx, leader, w.ref(extended.Number)))
		late := w.working()
		for number, want := range map[string]string{urgent.Number: "complex.urgent", extended.Number: "complex.extended", late.Number: "complex.late"} {
			if number == late.Number {
				w.clock.Set(late.DueAt().Add(time.Millisecond))
			}
			if err := w.MarkComplex(ctx, leader, w.ref(number), "涉及多所学校，需要逐校核实"); !errs.Is(err, errs.Conflict) || errs.As(err).Text.Key != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

// No clock runs for a restricted report, not even after its reporter took it back and it was kept open.
func TestKeep_restrictedHasNoClocksStill(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		w.restrict(l.Number)
		w.ok(w.Withdraw(ctx, l.ID, ""))
		w.ok(w.Keep(ctx, w.staff["cityleader"], w.ref(l.Number), "反映的问题可能违规，继续核查"))
		clocks, err := clocksOf(ctx, w.DB, l.ID)
		w.ok(err)
		for _, c := range clocks {
			if c.Stopped == 0 {
				t.Errorf("%s runs", c.Kind)
			}
		}
	})
}

// A wall that went up after the report was taken back is no dead end: whoever has the lead now signs for it, wherever it stood.
// A reopened lead has no time to sign.
func TestKeep_goesOnBehindTheWallThatWentUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader := t.Context(), w.staff["cityleader"]
		for _, from := range []State{StateNew, Assigned, InProgress, ReturnPending, ReviewPending, Reopened, Merged} {
			l := w.standIn(from)
			w.ok(w.Withdraw(ctx, l.ID, ""))
			w.ok(w.ChangeRespondent(ctx, w.staff["city"], w.ref(l.Number), bureauConduct()))
			w.clock.Add(time.Hour)
			w.ok(w.Keep(ctx, leader, w.ref(l.Number), "反映的问题可能违规，继续核查"))
			l = w.lead(l.Number)
			if l.State != Assigned || l.Signed != 0 || l.HandlerID != 0 || l.DraftID != 0 || l.NextStep == "" || from != Reopened && w.signClock(l).Started != w.now() {
				t.Errorf("from %s: %+v", from, l)
			}
			w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		}
	})
}
