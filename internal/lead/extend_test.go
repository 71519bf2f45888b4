package lead

import (
	"testing"
	"time"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
)

func moreTime() Extension {
	return Extension{Reason: "on_site", Days: 5, Done: "已到示例一小核对收条和报名登记，还需向其他家长核实", Told: "您反映的问题还需要核实，办理时间会延长"}
}

// working is a lead that "handler" has in hand.
func (w *world) working(change ...func(*Report)) *Lead {
	w.t.Helper()
	l := w.routed(change...)
	w.ok(w.Sign(w.t.Context(), w.staff["handler"], w.ref(l.Number)))
	return w.lead(l.Number)
}

func TestExtend_movesTheDateOnceAndTellsTheReporter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		was := l.DueAt()
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), was, -1)) // the reminder is due
		_, err := w.Escalate(ctx)
		w.ok(err)
		w.ok(w.DraftExtension(ctx, w.staff["handler"], w.ref(l.Number), moreTime()))
		if l = w.lead(l.Number); l.State != ExtendPending || !l.DueAt().Equal(was) {
			t.Errorf("asked for: %s, due %s: an application moves nothing", l.State, l.DueAt())
		}
		w.ok(w.Grant(ctx, w.staff["leader"], w.ref(l.Number)))
		l = w.lead(l.Number)
		if want := deadline.AddWorkingDays(w.Calendar(), was, 5); l.State != InProgress || !l.DueAt().Equal(want) || l.LastStep != "" || l.NextStep != deadline.StepRemind {
			t.Errorf("granted: %s, due %s, want %s; steps %q, %q", l.State, l.DueAt(), want, l.LastStep, l.NextStep)
		}
		p, err := w.Public(ctx, l.ID)
		w.ok(err)
		if p.Extended == nil || p.Extended.Told != moreTime().Told || p.Due != l.Due || p.Events[len(p.Events)-1].Kind != "extended" {
			t.Errorf("the reporter reads %+v", p)
		}
		if err := w.DraftExtension(ctx, w.staff["handler"], w.ref(l.Number), moreTime()); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second time: %v", err)
		}
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), l.DueAt(), -1)) // the new date has steps of its own
		_, err = w.Escalate(ctx)
		w.ok(err)
		if steps, err := w.StepsTaken(ctx, l.Number); err != nil || steps[deadline.StepRemind] != 2 {
			t.Errorf("steps %v, %v", steps, err)
		}
		w.ok(w.DraftReply(ctx, w.staff["handler"], w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(l.Number)))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if p, err = w.Public(ctx, l.ID); err != nil || p.Extended != nil {
			t.Errorf("the new promise is told to be extended: %+v, %v", p.Extended, err)
		}
	})
}

func TestExtend_notAfterTheDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, late, asked := t.Context(), w.working(), w.working()
		w.ok(w.DraftExtension(ctx, w.staff["handler"], w.ref(asked.Number), moreTime()))
		w.clock.Set(late.DueAt().Add(time.Millisecond))
		if err := w.DraftExtension(ctx, w.staff["handler"], w.ref(late.Number), moreTime()); errs.As(err).Text.Key != "extend.late" {
			t.Errorf("asked for too late: %v", err)
		}
		if err := w.Grant(ctx, w.staff["leader"], w.ref(asked.Number)); errs.As(err).Text.Key != "extend.late" {
			t.Errorf("granted too late: %v", err)
		}
		w.ok(w.SendBack(ctx, w.staff["leader"], w.ref(asked.Number), "已经超期，请尽快答复"))
	})
}

func TestExtend_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		urgent := w.working(func(r *Report) { r.Urgent, r.UrgentWhy, r.Operator = true, "明天报名截止", 1 })
		for field, wrong := range map[string]func(*Extension){
			"reason": func(e *Extension) { e.Reason = "tired" },
			"days":   func(e *Extension) { e.Days = 11 },
			"done":   func(e *Extension) { e.Done = "看过" },
			"told":   func(e *Extension) { e.Told = "请打 13900001234 联系示例学校" },
		} {
			e := moreTime()
			wrong(&e)
			err := w.DraftExtension(t.Context(), w.staff["handler"], w.ref(l.Number), e)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		if err := w.DraftExtension(t.Context(), w.staff["handler"], w.ref(urgent.Number), moreTime()); errs.As(err).Text.Key != "extend.once" {
			t.Errorf("a 24-hour case: %v", err)
		}
		if now := w.lead(l.Number); now.State != InProgress || now.Version != l.Version {
			t.Errorf("a refused application changed the lead: %+v", now)
		}
	})
}
