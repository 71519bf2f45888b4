package lead

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
)

func asking() Asking {
	return Asking{Question: "请问收条上写的是哪一天，交给了谁？", Days: 3}
}

// asked is a working lead whose reporter was asked.
func (w *world) asked(change ...func(*Report)) *Lead {
	w.t.Helper()
	l := w.working(change...)
	w.ok(w.Ask(w.t.Context(), w.staff["handler"], w.ref(l.Number), asking()))
	return w.lead(l.Number)
}

func (w *world) public(id int64) *Public {
	w.t.Helper()
	p, err := w.Public(w.t.Context(), id)
	w.ok(err)
	return p
}

func (w *world) clockOf(l *Lead, kind string) Clock {
	w.t.Helper()
	clocks, err := clocksOf(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	for _, c := range clocks {
		if c.Kind == kind && c.Round == l.Reopened {
			return c
		}
	}
	w.t.Fatalf("no clock %s", kind)
	return Clock{}
}

// Asked on Tuesday, answered on Thursday: Tuesday and Wednesday do not count, and nobody is late meanwhile.
func TestAsk_thePromiseStandsStillUntilTheAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		due := l.DueAt()
		w.clock.Set(monday.AddDate(0, 0, 1))
		w.ok(w.Ask(ctx, w.staff["handler"], w.ref(l.Number), asking()))
		l = w.lead(l.Number)
		if l.State != WaitingReporter || l.Due != 0 || l.NextStep != stepUnanswered || l.Late(w.clock.Now()) {
			t.Errorf("asked: %s, due %d, next %s", l.State, l.Due, l.NextStep)
		}
		p := w.public(l.ID)
		if q := p.Asked(); q == nil || q.Question != asking().Question || p.Due != 0 || p.Status.Key != "public.waiting_reporter" {
			t.Fatalf("the reporter reads %+v", p)
		}
		if want := time.Date(2025, 7, 12, 0, 0, 0, 0, clock.Beijing); !clock.FromMilli(p.Asked().Until).Equal(want) {
			t.Errorf("until %s, want %s", clock.FromMilli(p.Asked().Until), want)
		}
		w.clock.Set(monday.AddDate(0, 0, 3))
		w.ok(w.Answer(ctx, l.ID, p.Asked().ID, "收条是 6 月 30 日写的，我的电话 13900001234"))
		l = w.lead(l.Number)
		if want := due.AddDate(0, 0, 2); l.State != InProgress || !l.DueAt().Equal(want) || l.NextStep != deadline.StepRemind || l.Supplied == 0 {
			t.Errorf("answered: %s, due %s, want %s; next %s", l.State, l.DueAt(), want, l.NextStep)
		}
		if c := w.clockOf(l, clockContact); c.Paused != 0 || !clock.FromMilli(c.Due).Equal(time.Date(2025, 7, 14, 20, 0, 0, 0, clock.Beijing)) {
			t.Errorf("contact due %s", clock.FromMilli(c.Due))
		}
		for _, kind := range []string{clockSign, clockLawAccept} {
			if c := w.clockOf(l, kind); c.Due != w.due(kind, clock.FromMilli(c.Started)) {
				t.Errorf("%s waits for the reporter", kind)
			}
		}
		if q := w.public(l.ID).Questions[0]; q.Answer == "" || q.AnsweredBy != 0 || q.Outcome != Supplemented {
			t.Errorf("kept: %+v", q)
		}
		w.ok(w.Accept(ctx, w.staff["handler"], w.ref(l.Number), ByHotline))
		if l = w.lead(l.Number); l.Supplied != 0 {
			t.Error("news after the next move")
		}
	})
}

// Several questions add up, and each keeps what the one before gave.
func TestAsk_pausesAddUp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		l := w.working(func(r *Report) { r.Mode = ModeAnonymous; r.Consent = false })
		due := l.DueAt()
		w.clock.Set(monday.AddDate(0, 0, 1))
		for i := range 2 {
			w.ok(w.Ask(ctx, h, w.ref(l.Number), asking()))
			w.clock.Set(w.clock.Now().AddDate(0, 0, 1))
			w.ok(w.TakeAnswer(ctx, h, w.ref(l.Number), "电话补充：收条已经找到"))
			l = w.lead(l.Number)
			if want := deadline.AddWorkingDays(w.Calendar(), due, i+1); !l.DueAt().Equal(want) || l.Supplied != 0 {
				t.Errorf("after %d: due %s, want %s; news %d", i+1, l.DueAt(), want, l.Supplied)
			}
		}
		w.ok(w.DraftExtension(ctx, h, w.ref(l.Number), moreTime()))
		w.ok(w.Grant(ctx, w.staff["leader"], w.ref(l.Number)))
		if l = w.lead(l.Number); !l.DueAt().Equal(deadline.AddWorkingDays(w.Calendar(), due, 7)) {
			t.Errorf("extended: due %s", l.DueAt())
		}
	})
}

func TestAsk_unansweredGoesOnWithWhatThereIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.asked()
		until := clock.FromMilli(w.public(l.ID).Asked().Until)
		w.clock.Set(until.Add(-time.Millisecond))
		if n := w.sweep(); n != 0 {
			t.Errorf("%d steps while it waits", n)
		}
		w.clock.Set(until.Add(48 * time.Hour)) // the worker was away; the promise is not the longer for it
		w.sweep()
		l = w.lead(l.Number)
		if want := time.Date(2025, 7, 17, 20, 0, 0, 0, clock.Beijing); l.State != InProgress || !l.DueAt().Equal(want) {
			t.Errorf("%s, due %s, want %s", l.State, l.DueAt(), want)
		}
		p := w.public(l.ID)
		if e := p.Events[len(p.Events)-1]; e.Kind != "unanswered" || p.Asked() != nil || p.Questions[0].Outcome != Unanswered {
			t.Errorf("the reporter reads %s, %+v", e.Kind, p.Questions)
		}
		if err := w.Answer(t.Context(), l.ID, p.Questions[0].ID, "我来晚了"); !errs.Is(err, errs.Conflict) {
			t.Errorf("too late: %v", err)
		}
	})
}

// Who is late gets no rest: the date stays, and the ladder goes on while the reporter is asked.
func TestAsk_lateLeadsKeepClimbing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		due := l.Due
		w.clock.Set(l.DueAt().Add(time.Hour))
		w.sweep()
		w.ok(w.Ask(ctx, w.staff["handler"], w.ref(l.Number), Asking{asking().Question, 7}))
		if l = w.lead(l.Number); l.Due != due || !l.Late(w.clock.Now()) || l.NextStep != deadline.StepUrge {
			t.Errorf("asked: due %d, was %d, next %s", l.Due, due, l.NextStep)
		}
		late, err := w.Count(ctx, w.staff["handler"], Filter{Late: true})
		w.ok(err)
		wait, err := w.Count(ctx, w.staff["handler"], Filter{Group: Waiting})
		w.ok(err)
		if late != 1 || wait != 0 {
			t.Errorf("%d late, %d waiting", late, wait)
		}
		w.clock.Set(l.DueAt().AddDate(0, 0, 4))
		w.sweep()
		w.clock.Set(l.DueAt().AddDate(0, 0, 9))
		w.sweep()
		l = w.lead(l.Number)
		taken, err := w.StepsTaken(ctx, l.Number)
		w.ok(err)
		if l.State != InProgress || l.Due != due || len(taken) != 5 {
			t.Errorf("%s, due %d, steps %v", l.State, l.Due, taken)
		}
	})
}

// A reminder that was taken before the question is taken again for the new date.
func TestAsk_aNewDateHasStepsOfItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l := t.Context(), w.staff["handler"], w.working()
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), l.DueAt(), -1))
		w.sweep()
		w.ok(w.Ask(ctx, h, w.ref(l.Number), asking()))
		w.clock.Add(72 * time.Hour)
		w.ok(w.TakeAnswer(ctx, h, w.ref(l.Number), "电话补充：收条已经找到"))
		if got := w.lead(l.Number); got.Due == l.Due || got.LastStep != "" || got.NextStep != deadline.StepRemind {
			t.Errorf("due %s, steps %q, %q", got.DueAt(), got.LastStep, got.NextStep)
		}
	})
}

func TestAsk_neverIntoTheLaw(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l, fresh := t.Context(), w.staff["handler"], w.working(), w.working()
		w.ok(w.Accept(ctx, h, w.ref(l.Number), ByPetition))
		legal := clock.FromMilli(w.clockOf(l, clockLawAnswer).Due)
		for days, want := range map[int]string{13: "", 12: "ask.legal"} {
			w.clock.Set(legal.AddDate(0, 0, -days).Add(-time.Hour)) // the third day ends this many days less three before it
			err := w.Ask(ctx, h, w.ref(l.Number), asking())
			if want == "" {
				w.ok(err)
				w.ok(w.TakeAnswer(ctx, h, w.ref(l.Number), "电话补充：收条已经找到"))
			} else if e := errs.As(err); e == nil || e.Kind != errs.Conflict || e.Text.Key != want {
				t.Errorf("%d days before: %v, want %s", days, err, want)
			}
		}
		w.clock.Set(monday.AddDate(0, 0, 13))
		if err := w.Ask(ctx, h, w.ref(fresh.Number), asking()); errs.As(err) == nil || errs.As(err).Text.Key != "ask.accept" {
			t.Errorf("not accepted yet: %v", err)
		}
	})
}

func TestAnswer_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.asked()
		q := w.public(l.ID).Asked().ID
		for name, text := range map[string]string{"nothing": " \u200b", "too much": strings.Repeat("长", 2001)} {
			if err := w.Answer(ctx, l.ID, q, text); errs.As(err) == nil || errs.As(err).Fields["answer"].Key == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Answer(ctx, l.ID, q+1, "答的是另一个问题"); !errs.Is(err, errs.Conflict) {
			t.Errorf("another question: %v", err)
		}
		for field, wrong := range map[string]Asking{
			"question": {"请打 13900001234 找示例老师", 3}, "days": {asking().Question, 4},
		} {
			err := w.Ask(ctx, w.staff["handler"], w.ref(l.Number), wrong)
			if e := errs.As(err); e == nil || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		before := w.jobs(outbox.NotifySend)
		for range 2 { // a second tap
			w.ok(w.Answer(ctx, l.ID, q, strings.Repeat("长", 2000)))
		}
		if n := w.jobs(outbox.NotifySend); n != before+1 {
			t.Errorf("the handler is told %d times", n-before)
		}
	})
}

// Whatever is asked and answered when, no date becomes an earlier one, and the law's never moves.
func TestAsk_aPauseNeverMakesADateEarlier(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h := w.staff["handler"]
		rapid.Check(t, func(r *rapid.T) {
			l := w.working()
			w.ok(w.Accept(t.Context(), h, w.ref(l.Number), ByPetition))
			before := w.dues(l)
			for range rapid.IntRange(1, 3).Draw(r, "questions") {
				w.clock.Add(time.Duration(rapid.IntRange(0, 60).Draw(r, "hours before")) * time.Hour)
				w.sweep()
				w.ok(w.Ask(t.Context(), h, w.ref(l.Number), Asking{asking().Question, rapid.SampledFrom(AskDays).Draw(r, "days")}))
				w.clock.Add(time.Duration(rapid.IntRange(0, 240).Draw(r, "hours asked")) * time.Hour)
				w.sweep()
				if w.lead(l.Number).State == WaitingReporter {
					w.ok(w.TakeAnswer(t.Context(), h, w.ref(l.Number), "电话补充：收条已经找到"))
				}
				after := w.dues(l)
				for kind, due := range before {
					if after[kind] < due || after[kind] != due && (kind == clockLawAnswer || kind == clockSign) {
						r.Fatalf("%s moved from %s to %s", kind, clock.FromMilli(due), clock.FromMilli(after[kind]))
					}
				}
				before = after
			}
		})
	})
}

// dues are the ends of the lead's clocks; the lead's own date is among them.
func (w *world) dues(l *Lead) map[string]int64 {
	w.t.Helper()
	clocks, err := clocksOf(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	out := map[string]int64{"": w.lead(l.Number).Due}
	for _, c := range clocks {
		out[c.Kind] = c.Due
	}
	return out
}
