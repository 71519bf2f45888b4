package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

const midong = int64(650109)

func notOurs() Return {
	return Return{Reason: "not_here", To: midong, Basis: "示例一小在米东区，不在我区的划片范围内"}
}

func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	if e := errs.As(err); e == nil || e.Kind != errs.Conflict || e.Text.Key != key {
		t.Errorf("%s: err = %v, want %s", what, err, key)
	}
}

// The answer is owed by the same date whoever has the lead; who is given it signs anew, and their ledger has it.
func TestReturn_agreedGoesToAnotherUnit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		due := l.Due
		w.clock.Add(2 * time.Hour)
		w.ok(w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()))
		if l = w.lead(l.Number); l.State != ReturnPending || l.Due != due || l.NextStep != deadline.StepRemind || w.Sentence(l).Key != "public.return_pending" {
			t.Errorf("returned: %s, due %d, next %s, the reporter reads %s", l.State, l.Due, l.NextStep, w.Sentence(l).Key)
		}
		w.clock.Add(30 * time.Hour)
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong, Co: tianshan}))
		l = w.lead(l.Number)
		if l.State != Assigned || l.OwnerUnit != midong || l.CoUnit != tianshan || l.TerritoryUnit != midong || l.Due != due || l.HandlerID != 0 || l.Signed != 0 {
			t.Errorf("decided: %+v", l)
		}
		sign := w.clockOf(l, clockSign)
		if want := w.due(deadline.RuleObjection, w.clock.Now()); sign.Started != w.now() || sign.Stopped != 0 || l.NextStep != stepSign || l.NextStepAt != want {
			t.Errorf("sign from %d to %d, stopped %d; next %s at %d", sign.Started, sign.Due, sign.Stopped, l.NextStep, l.NextStepAt)
		}
		if got := w.finders(l); !slices.Equal(got, []string{"city", "cityleader", "handler", "handler2", "leader", "midong", "monitor", "unnamed"}) {
			t.Errorf("found by %v", got)
		}
		w.ok(w.Sign(ctx, w.staff["midong"], w.ref(l.Number)))
		w.agree("decided")
	})
}

func TestReturn_refusedComesBackForGood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.ok(w.Return(ctx, w.staff["leader"], w.ref(l.Number), notOurs()))
		if w.clockOf(l, clockSign).Stopped == 0 || w.clockOf(l, clockAnswer).Stopped != 0 {
			t.Error("nobody signs what is returned, and the answer is owed all the same")
		}
		w.ok(w.Decide(ctx, w.staff["cityleader"], w.ref(l.Number), Verdict{Agree: no, Why: "学校属你区管理，请继续办理"}))
		l = w.lead(l.Number)
		if l.State != Assigned || l.OwnerUnit != tianshan || l.TerritoryUnit != tianshan {
			t.Errorf("refused: %s, owner %d, territory %d", l.State, l.OwnerUnit, l.TerritoryUnit)
		}
		wantKey(t, "once more", w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()), "return.once")
		w.ok(w.Sign(ctx, w.staff["handler"], w.ref(l.Number)))
		wantKey(t, "signed", w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()), "return.once")
	})
}

func TestReturn_theSecondDecisionIsFinal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.ok(w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()))
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong}))
		again := notOurs()
		again.To = tianshan
		w.ok(w.Return(ctx, w.staff["midong"], w.ref(l.Number), again))
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: tianshan, Co: midong}))
		if l = w.lead(l.Number); l.OwnerUnit != tianshan || l.CoUnit != midong || l.Returns != 2 {
			t.Errorf("decided for good: %+v", l)
		}
		wantKey(t, "a third", w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()), "return.final")
	})
}

func TestReturn_toTheCityStaysInTheLedgerOfTheDistrict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for co, territory := range map[int64]int64{0: tianshan, midong: midong} {
			l := w.routed()
			r := notOurs()
			r.Reason, r.To = "other_tree", org.CityID
			w.ok(w.Return(ctx, w.staff["handler"], w.ref(l.Number), r))
			w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: org.CityID, Co: co}))
			if l = w.lead(l.Number); l.OwnerUnit != org.CityID || l.TerritoryUnit != territory {
				t.Errorf("owner %d, territory %d, want %d", l.OwnerUnit, l.TerritoryUnit, territory)
			}
			if err := w.Return(ctx, w.staff["city"], w.ref(l.Number), notOurs()); !errs.Is(err, errs.Forbidden) {
				t.Errorf("the city returns: %v", err)
			}
		}
	})
}

// Until the offices close on the next working day, not a moment longer; unsigned it then counts as signed.
func TestReturn_withinOneWorkingDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, signed := t.Context(), w.routed(), w.working()
		limit := clock.FromMilli(w.Objection(l))
		if want := time.Date(2025, 7, 8, 20, 0, 0, 0, clock.Beijing); !limit.Equal(want) {
			t.Fatalf("limit %s", limit)
		}
		w.clock.Set(limit.Add(time.Millisecond))
		for _, number := range []string{l.Number, signed.Number} {
			wantKey(t, "too late", w.Return(ctx, w.staff["handler"], w.ref(number), notOurs()), "return.late")
		}
		w.clock.Set(limit)
		w.ok(w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()))
	})
}

func TestDeem_unsignedCountsAsSignedAndCannotBeReturned(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		limit := clock.FromMilli(w.Objection(l))
		w.clock.Set(limit.Add(-time.Millisecond))
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps early", n)
		}
		w.clock.Set(limit.Add(time.Second))
		if n := w.sweep() + w.sweep(); n != 1 {
			t.Errorf("%d steps, want 1", n)
		}
		l = w.lead(l.Number)
		if l.State != InProgress || l.HandlerID != 0 || l.Signed != w.now() || l.NextStep != deadline.StepRemind {
			t.Errorf("%s, handler %d, signed %d, next %s", l.State, l.HandlerID, l.Signed, l.NextStep)
		}
		if c := w.clockOf(l, clockSign); c.Stopped <= c.Due {
			t.Errorf("signed at %d, due %d: it was late", c.Stopped, c.Due)
		}
		p, err := w.Public(ctx, l.ID)
		w.ok(err)
		if last := p.Events[len(p.Events)-1]; last.Kind != "deemed" {
			t.Errorf("the last event is %s", last.Kind)
		}
		wantKey(t, "after it", w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()), "return.late")
		w.ok(w.Accept(ctx, w.staff["handler"], w.ref(l.Number), ByHotline))
	})
}

// The ladder of a 24-hour case begins before its time to sign is over: both go on, each at its hour.
func TestDeem_waitsForTheStepsBeforeIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(func(r *Report) { r.Urgent, r.UrgentWhy, r.Operator = true, "明天报名截止", 1 })
		var steps []string
		for l.State == Assigned {
			steps = append(steps, l.NextStep)
			w.clock.Set(clock.FromMilli(l.NextStepAt))
			w.sweep()
			l = w.lead(l.Number)
		}
		if want := []string{deadline.StepRemind, deadline.StepOverdue, stepSign}; !slices.Equal(steps, want) || l.NextStep != deadline.StepUrge {
			t.Errorf("steps %v, then %s", steps, l.NextStep)
		}
	})
}

// Nobody signs for the discipline body, for a lead that waits at dispatch, or for one that was reopened.
func TestDeem_notWhereAPersonMust(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		given, held, again := w.routed(cityConduct), w.routed(func(r *Report) { r.District = org.DistrictUnknown }), w.standIn(Reopened)
		w.clock.Add(100 * time.Hour)
		w.sweep()
		for l, want := range map[*Lead]State{given: Assigned, held: StateNew, again: Reopened} {
			if now := w.lead(l.Number); now.State != want || now.Signed != 0 {
				t.Errorf("%s, signed %d, want %s", now.State, now.Signed, want)
			}
		}
	})
}

// Who is given a lead at dispatch has the whole time to sign and to object, however long it lay there.
func TestDispatch_startsTheTimeToSign(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed(func(r *Report) { r.District = org.DistrictUnknown })
		w.clock.Add(48 * time.Hour)
		w.ok(w.Dispatch(t.Context(), w.staff["city"], w.ref(l.Number), Dispatch{Unit: tianshan}))
		l = w.lead(l.Number)
		if c := w.clockOf(l, clockSign); c.Started != w.now() || c.Due <= w.now() || l.NextStep != stepSign {
			t.Errorf("from %d to %d, next %s", c.Started, c.Due, l.NextStep)
		}
		w.ok(w.Return(t.Context(), w.staff["handler"], w.ref(l.Number), notOurs()))
	})
}

func TestReturn_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		for field, wrong := range map[string]func(*Return){
			"reason": func(r *Return) { r.Reason = "too_little" },
			"unit":   func(r *Return) { r.To = tianshan },
			"basis":  func(r *Return) { r.Basis = "请打 13900001234 联系示例学校" },
		} {
			r := notOurs()
			wrong(&r)
			err := w.Return(t.Context(), w.staff["handler"], w.ref(l.Number), r)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		w.ok(w.Return(t.Context(), w.staff["handler"], w.ref(l.Number), notOurs()))
		for field, v := range map[string]Verdict{
			"agree": {}, "unit": {Agree: yes, Unit: tianshan}, "co": {Agree: yes, Unit: midong, Co: midong}, "why": {Agree: no, Why: "不"},
		} {
			err := w.Decide(t.Context(), w.staff["city"], w.ref(l.Number), v)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

// A walled lead goes to nobody by hand, in whatever state it is.
func TestReturn_neverOpensAWall(t *testing.T) {
	t.Parallel()
	for _, m := range []Move{MoveReturn, MoveDecide} {
		for who, a := range map[string]org.Actor{
			"district": {ID: 1, Unit: tianshan, Kind: org.District, Role: org.Handler}, "city": {ID: 2, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true},
		} {
			for _, st := range States() {
				if Can(a, m, &Lead{State: st, OwnerUnit: tianshan, WallUnit: tianshan, Routed: 1}) == nil {
					t.Errorf("%s of a walled lead by the %s, %s", m, who, st)
				}
			}
		}
	}
}

func TestReturn_tellsTheCityAndThenWhoIsGivenIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed()
		w.ok(w.Return(ctx, w.staff["handler"], w.ref(l.Number), notOurs()))
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(l.Number), Verdict{Agree: yes, Unit: midong, Co: tianshan}))
		told := w.told(l)
		for key, unit := range map[string]int64{
			"message.return": org.CityID, "message.moved": tianshan, "message.reassigned": midong, "message.assisting": tianshan,
		} {
			if told[key] != unit {
				t.Errorf("%s is for %d, want %d", key, told[key], unit)
			}
		}
	})
}

// told is which unit each message about a lead is for.
func (w *world) told(l *Lead) map[string]int64 {
	w.t.Helper()
	var rows []outbox.Row
	w.ok(w.DB.Gorm(w.t.Context()).Where("kind = ? AND lead_id = ?", outbox.NotifySend, l.ID).Find(&rows).Error)
	told := map[string]int64{}
	for _, r := range rows {
		var m Message
		w.ok(r.Decode(&m))
		told[m.Key] = m.Unit
	}
	return told
}
