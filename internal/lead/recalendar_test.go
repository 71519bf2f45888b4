package lead

import (
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
)

// rest is the shipped calendar with two more days off in the week of the test.
func rest() deadline.Calendar {
	for _, y := range deadline.ShippedYears() {
		if y.Year == 2025 {
			y.Off = append(y.Off, deadline.Span{Month: time.July, Day: 9, Days: 2, Reason: deadline.Qurban})
			return deadline.ShippedWith("+test", y)
		}
	}
	return deadline.Calendar{}
}

func TestRecalendar_movesOpenLeadsWithALine(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		open, answered := w.working(), w.answered(proven())
		told := 0
		n, err := w.Shifts(t.Context(), rest(), func(x Shift) {
			if told++; x.Number != open.Number || x.Is <= x.Was {
				t.Errorf("%+v", x)
			}
		})
		w.ok(err)
		if n != 1 || told != 2 || w.lead(open.Number).Due != open.Due { // the answer and the first contact
			t.Errorf("%d leads, %d dates", n, told)
		}
		w.UseCalendar(rest())
		for want := 1; want >= 0; want-- { // the second time there is nothing left to do
			moved, err := w.Recalendar(t.Context())
			w.ok(err)
			if moved != want {
				t.Errorf("%d moved, want %d", moved, want)
			}
		}
		after := w.lead(open.Number)
		want := time.Date(2025, time.July, 16, 20, 0, 0, 0, clock.Beijing)
		if !after.DueAt().Equal(want) || after.Version != open.Version+1 || after.NextStepAt != clock.Milli(deadline.AddWorkingDays(rest(), want, -1)) {
			t.Errorf("due %s, version %d, next step %s", after.DueAt(), after.Version-open.Version, clock.FromMilli(after.NextStepAt))
		}
		if w.lead(answered.Number).Version != answered.Version {
			t.Error("an answered lead was touched")
		}
		c, err := w.Get(t.Context(), w.staff["handler"], open.Number)
		w.ok(err)
		if last := c.Timeline[len(c.Timeline)-1]; last.Kind != "recalendared" || !last.Public || last.Values()["day"] != "2025-07-16" {
			t.Errorf("told %s %v", last.Kind, last.Values())
		}
	})
}

// A day off beyond the date moves the steps that come after it, and is no news to who has a form open.
func TestRecalendar_movesTheNextStepAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.clock.Set(l.DueAt().Add(time.Minute))
		_, err := w.Escalate(t.Context())
		w.ok(err)
		late := w.lead(l.Number) // due on the 14th, urged on the 15th
		var year deadline.Year
		for _, y := range deadline.ShippedYears() {
			if y.Year == 2025 {
				year = y
			}
		}
		year.Off = append(year.Off, deadline.Span{Month: time.July, Day: 15, Days: 1, Reason: deadline.Qurban})
		w.UseCalendar(deadline.ShippedWith("+test", year))
		n, err := w.Recalendar(t.Context())
		w.ok(err)
		after := w.lead(l.Number)
		if n != 0 || after.Due != late.Due || after.Version != late.Version || after.TrailSeq != late.TrailSeq || after.NextStep != deadline.StepUrge {
			t.Errorf("%d moved; %+v", n, after)
		}
		if got := clock.FromMilli(after.NextStepAt).In(clock.Beijing).Format(time.DateOnly); got != "2025-07-16" {
			t.Errorf("urged on %s", got)
		}
	})
}

// A calendar that is corrected brings the old date back: what was said by it is not said again, and the ladder goes on.
func TestRecalendar_aDateThatComesBackHasHadItsSteps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), l.DueAt(), -1)) // the reminder
		_, err := w.Escalate(t.Context())
		w.ok(err)
		for _, cal := range []deadline.Calendar{rest(), deadline.Shipped()} {
			w.UseCalendar(cal)
			if n, err := w.Recalendar(t.Context()); err != nil || n != 1 {
				t.Fatalf("%d moved, %v", n, err)
			}
		}
		if now := w.lead(l.Number); now.Due != l.Due || now.LastStep != deadline.StepRemind || now.NextStep != deadline.StepOverdue {
			t.Errorf("due %d, was %d; after %s comes %s", now.Due, l.Due, now.LastStep, now.NextStep)
		}
		w.clock.Set(l.DueAt().Add(time.Minute))
		if n, err := w.Escalate(t.Context()); err != nil || n != 1 {
			t.Errorf("%d steps, %v", n, err)
		}
	})
}
