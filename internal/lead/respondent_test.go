package lead

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// bureauWork is a report that turns out to be about the work of 天山区's bureau.
func bureauWork() Respondent {
	return Respondent{About: AboutDistrict, Nature: NatureWork, District: "650102", Why: "电话核实，反映的是区里划片工作的问题"}
}

func bureauConduct() Respondent {
	return Respondent{About: AboutDistrict, Nature: NatureConduct, District: "650102", Why: "附件里反映的是区教育局工作人员收钱安排学位"}
}

// promised is the date of the answer, also while the reporter is asked: an hour within the day moves nothing.
func (w *world) promised(l *Lead) int64 {
	w.t.Helper()
	clocks, err := clocksOf(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	for i := range clocks {
		if c := &clocks[i]; c.Answers() && c.Round == l.Reopened {
			return c.Due
		}
	}
	return 0
}

var named = []string{"city", "cityleader"}

// Whatever was done before: from the moment the wall goes up nobody of the district finds, moves or reads of it, and the
// answer is owed on the same day.
func TestChangeRespondent_putsUpTheWallAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, state := range []State{Assigned, InProgress, WaitingReporter, ReturnPending, ReviewPending, ExtendPending, Merged} {
			l := w.standIn(state)
			due := w.promised(l)
			w.clock.Add(time.Hour)
			w.ok(w.ChangeRespondent(t.Context(), w.staff["unnamed"], w.ref(l.Number), bureauConduct()))
			l = w.lead(l.Number)
			if l.State != Assigned || l.OwnerUnit != org.CityID || l.CoUnit != 0 || l.TerritoryUnit != 0 || l.WallUnit != tianshan {
				t.Errorf("%s: %s of %d, co %d, in the ledger of %d, wall %d", state, l.State, l.OwnerUnit, l.CoUnit, l.TerritoryUnit, l.WallUnit)
			}
			if l.Due != due || l.Signed != 0 || l.DraftID != 0 || l.NextStepAt == 0 {
				t.Errorf("%s: due %d, was %d; next step at %d", state, l.Due, due, l.NextStepAt)
			}
			if got := w.whoGets(l.Number); !slices.Equal(got, named) {
				t.Errorf("%s: %v may open it", state, got)
			}
			if err := w.Sign(t.Context(), w.staff["handler"], Ref{l.Number, l.Version}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: the district signs: %v", state, err)
			}
			if c := w.signClock(l); c.Started != l.Routed || c.Stopped != 0 {
				t.Errorf("%s: the clock of signing began at %d, given at %d", state, c.Started, l.Routed)
			}
			if n := w.wallings(); n != 1 {
				t.Errorf("%s: %d jobs for the messages", state, n)
			}
			w.exec("DELETE FROM outbox WHERE kind = 'notify.wall'")
		}
	})
}

// whoGets opens the lead as everybody.
func (w *world) whoGets(number string) []string {
	var found []string
	for name, a := range w.staff {
		if _, err := w.Get(w.t.Context(), a, number); err == nil {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

func (w *world) signClock(l *Lead) Clock {
	w.t.Helper()
	clocks, err := clocksOf(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	i := slices.IndexFunc(clocks, func(c Clock) bool { return c.Kind == clockSign && c.Round == l.Reopened })
	if i < 0 {
		return Clock{}
	}
	return clocks[i]
}

// wallings are the walls that wait to be put up over what was told.
func (w *world) wallings() int64 { return w.jobs(outbox.NotifyWall) }

// A wall is taken away by two named people, and by nobody alone; the clocks go on.
func TestChangeRespondent_takesAWallAwayByTwo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.routed(conduct)
		due, leader, work := l.Due, w.staff["cityleader"], bureauWork()
		work.Why = "核实后是对划片工作的意见，没有反映工作人员违纪"
		if err := w.ChangeRespondent(ctx, leader, w.ref(l.Number), work); !errs.Is(err, errs.Conflict) {
			t.Errorf("before it is signed: %v", err)
		}
		w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), work))
		if l = w.lead(l.Number); l.WallUnit != tianshan || l.State != ReviewPending {
			t.Fatalf("one alone: wall %d, %s", l.WallUnit, l.State)
		}
		if err := w.Approve(ctx, leader, w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the same person agrees: %v", err)
		}
		w.ok(w.SendBack(ctx, w.second(), w.ref(l.Number), "请附核实材料"))
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), work))
		w.ok(w.Approve(ctx, w.second(), w.ref(l.Number)))
		l = w.lead(l.Number)
		if l.Walled() || l.OwnerUnit != tianshan || l.TerritoryUnit != tianshan || l.State != Assigned || l.Due != due || l.NextStepAt == 0 {
			t.Errorf("after two: %+v", l)
		}
		clocks, err := clocksOf(ctx, w.DB, l.ID)
		w.ok(err)
		for _, c := range clocks {
			if owes := c.Kind == clockAnswer || c.Kind == clockSign; owes && c.Stopped != 0 {
				t.Errorf("%s was stopped at %s", c.Kind, clock.FromMilli(c.Stopped))
			}
		}
		w.ok(w.Sign(ctx, w.staff["handler"], w.ref(l.Number)))
	})
}

// second is another named leader of the city.
func (w *world) second() org.Actor {
	a := w.staff["cityleader"]
	a.ID = 4711
	return a
}

// From one wall to another one person leads: of the city bureau's own people the city knows nothing any more.
func TestChangeRespondent_movesTheWallToTheCity(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l, r := w.routed(conduct), bureauConduct()
		r.About = AboutCity
		w.ok(w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), r))
		l = w.lead(l.Number)
		if got := w.whoGets(l.Number); !slices.Equal(got, []string{"discipline"}) || l.Due != 0 || l.NextStepAt != 0 {
			t.Errorf("%v may open it; due %d", got, l.Due)
		}
	})
}

func TestChangeRespondent_refuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		for name, c := range map[string]struct {
			change func(*Respondent)
			field  string
		}{
			"short reason": {func(r *Respondent) { r.Why = "不对" }, "why"},
			"a number":     {func(r *Respondent) { r.Why = "请打 19900001234 问他本人" }, "why"},
			"no nature":    {func(r *Respondent) { r.Nature = "" }, "nature"},
			"higher":       {func(r *Respondent) { r.About = AboutHigher }, "about"},
			"no district":  {func(r *Respondent) { r.District = org.DistrictUnknown }, "district"},
			"the same":     {func(r *Respondent) { r.About = AboutSchool }, "about"},
		} {
			r := bureauWork()
			c.change(&r)
			if err := w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), r); !hasField(err, c.field) {
				t.Errorf("%s: err = %v, want a word on %s", name, err, c.field)
			}
		}
	})
}

// What was not solved is signed by a person also after the respondent changed; meanwhile it climbs.
func TestChangeRespondent_ofAReopenedLeadClimbs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.standIn(Reopened)
		r := bureauWork()
		w.ok(w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), r))
		l = w.lead(l.Number)
		if l.State != Assigned || l.NextStep == stepSign {
			t.Fatalf("%s, next %s", l.State, l.NextStep)
		}
		w.clock.Set(l.DueAt().Add(time.Minute))
		if n, err := w.Escalate(t.Context()); err != nil || n == 0 || w.lead(l.Number).LastStep != "overdue" {
			t.Errorf("%d steps, %v", n, err)
		}
	})
}

// What was not solved went up to the city: another respondent does not bring it down to a district again, nor does a wall
// that is taken away.
func TestChangeRespondent_ofWhatWentUpStaysThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader, l := t.Context(), w.staff["cityleader"], w.answered(proven())
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if l = w.lead(l.Number); l.OwnerUnit != org.CityID {
			t.Fatalf("reopened with %d", l.OwnerUnit)
		}
		r := bureauWork()
		r.District = "650109"
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), r))
		if l = w.lead(l.Number); l.OwnerUnit != org.CityID || l.CoUnit != midong || l.TerritoryUnit != midong || l.Due == 0 {
			t.Errorf("of another district: %d with %d, in the ledger of %d", l.OwnerUnit, l.CoUnit, l.TerritoryUnit)
		}
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), bureauConduct()))
		w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), bureauWork()))
		w.ok(w.Approve(ctx, w.second(), w.ref(l.Number)))
		if l = w.lead(l.Number); l.Walled() || l.OwnerUnit != org.CityID || l.CoUnit != tianshan {
			t.Errorf("from behind the wall: %d with %d", l.OwnerUnit, l.CoUnit)
		}
	})
}

// An answered or ended lead goes behind a wall, too: nothing else of it changes, and nothing else can be said of it then.
func TestChangeRespondent_wallsWhatWasAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city := t.Context(), w.staff["unnamed"]
		for _, state := range answeredStates {
			was := w.standIn(state)
			clocks, err := clocksOf(ctx, w.DB, was.ID)
			w.ok(err)
			w.clock.Add(time.Hour)
			if err := w.ChangeRespondent(ctx, city, w.ref(was.Number), bureauWork()); !isConflict(err, "respondent.over") {
				t.Errorf("%s: of work: %v", state, err)
			}
			w.ok(w.ChangeRespondent(ctx, city, w.ref(was.Number), bureauConduct()))
			l := w.lead(was.Number)
			if l.State != state || l.OwnerUnit != org.CityID || l.CoUnit != 0 || l.TerritoryUnit != 0 || l.WallUnit != tianshan || l.Due != was.Due ||
				l.Routed != was.Routed || l.NextStepAt != was.NextStepAt || l.DraftID != was.DraftID || l.Ended != was.Ended || l.Open != was.Open {
				t.Errorf("%s: %+v", state, l)
			}
			after, err := clocksOf(ctx, w.DB, l.ID)
			if w.ok(err); !reflect.DeepEqual(clocks, after) {
				t.Errorf("%s: the clocks were moved: %v, then %v", state, clocks, after)
			}
			if got := w.whoGets(l.Number); !slices.Equal(got, named) || w.wallings() != 1 {
				t.Errorf("%s: %v may open it, %d jobs", state, got, w.wallings())
			}
			w.exec("DELETE FROM outbox WHERE kind = 'notify.wall'")
			if err := w.ChangeRespondent(ctx, w.staff["city"], w.ref(l.Number), bureauConduct()); !hasField(err, "about") {
				t.Errorf("%s: again: %v", state, err)
			}
		}
	})
}

// Said to be unsolved behind a wall, it stays there: with the discipline body no clock begins.
func TestChangeRespondent_reopenedBehindTheWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, about := range map[string]string{"district": AboutDistrict, "city": AboutCity} {
			l, r := w.standIn(Replied), bureauConduct()
			r.About = about
			w.ok(w.ChangeRespondent(t.Context(), w.staff["city"], w.ref(l.Number), r))
			owner := w.lead(l.Number).OwnerUnit
			w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
			if l = w.lead(l.Number); l.State != Reopened || l.OwnerUnit != owner || (l.Due == 0) != (owner == org.DisciplineID) || (l.NextStepAt == 0) != (l.Due == 0) {
				t.Errorf("%s: %s of %d, was of %d, due %d, next step at %d", name, l.State, l.OwnerUnit, owner, l.Due, l.NextStepAt)
			}
		}
		l := w.restrict(w.working().Number)
		w.ok(w.Sign(t.Context(), w.staff["cityleader"], w.ref(l.Number)))
		w.ok(w.DraftReply(t.Context(), w.staff["cityleader"], w.ref(l.Number), unproven()))
		w.ok(w.Approve(t.Context(), w.second(), w.ref(l.Number)))
		w.ok(w.Rate(t.Context(), l.ID, Said{Solved: Unsolved}))
		if l = w.lead(l.Number); l.State != Reopened || l.Due != 0 || l.NextStepAt != 0 {
			t.Errorf("restricted: %s, due %d", l.State, l.Due)
		}
		w.ok(w.Sign(t.Context(), w.staff["cityleader"], w.ref(l.Number)))
	})
}
