package job

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// everyStep is each rung once.
var everyStep = map[string]int{
	deadline.StepRemind: 1, deadline.StepOverdue: 1, deadline.StepUrge: 1, deadline.StepSupervise: 1, deadline.StepNotice: 1,
}

func TestSweep_twoAtOnceTakeEachStepOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		var numbers []string
		for range 4 {
			numbers = append(numbers, b.submit())
		}
		b.drain(w)
		b.cases.Add(30 * 24 * time.Hour)
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { w.sweep.runOnce(t.Context()) })
		}
		all.Wait()
		w.sweep.runOnce(t.Context())
		b.drain(w)
		for _, number := range numbers {
			steps, err := b.lead.StepsTaken(t.Context(), number)
			b.ok(err)
			if diff := cmp.Diff(everyStep, steps); diff != "" {
				t.Errorf("%s (-want +got):\n%s", number, diff)
			}
		}
		notices, err := b.notify.Notices(t.Context(), b.staff["ji"], 0, 0)
		if b.ok(err); len(notices.Entries) != len(numbers) {
			t.Errorf("%d notices for %d leads", len(notices.Entries), len(numbers))
		}
	})
}

func TestSweep_outlivesAPanicAndAnError(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	var nudged []outbox.Kind
	answers := []func() (int, error){
		func() (int, error) { panic("broken") }, //nolint:forbidigo // it is what is tested
		func() (int, error) { return 2, errors.New("one of three failed") },
		func() (int, error) { return 0, nil },
	}
	s := &sweep{log: b.notify.Log, pulse: newPulse(b.deps(nil)), nudge: func(k outbox.Kind) { nudged = append(nudged, k) }}
	for _, answer := range answers {
		s.escalate = func(context.Context, func(time.Duration)) (int, error) { return answer() }
		s.runOnce(t.Context())
	}
	if diff := cmp.Diff([]outbox.Kind{outbox.NotifySend}, nudged); diff != "" {
		t.Error(diff)
	}
}

// Two workers tell of a quarter once, and a worker that starts anew tells nothing again.
func TestReminders_twoAtOnceTellOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		number := b.handedOver()
		b.cases.Add(93 * 24 * time.Hour)
		var all sync.WaitGroup
		for range 2 {
			w := b.worker(nowhere)
			all.Go(func() {
				for _, c := range w.chores {
					c.runOnce(t.Context())
				}
			})
		}
		all.Wait()
		w := b.worker(nowhere)
		w.chores[len(w.chores)-1].runOnce(t.Context())
		b.drain(w)
		page, err := b.notify.Inbox(t.Context(), b.staff["handler"], 0, 0)
		b.ok(err)
		n := 0
		for _, e := range page.Entries {
			if e.Kind == "message.over_reminded" && e.Number == number && e.Args["months"] == int64(3) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the unit was reminded %d times", n)
		}
	})
}

// handedOver is a lead in the handler's hands that went to the discipline body.
func (b *bed) handedOver() string {
	b.t.Helper()
	ctx, number, h := b.t.Context(), b.submit(), b.staff["handler"]
	b.drain(b.worker(nowhere))
	ref := func() lead.Ref {
		c, err := b.lead.Get(ctx, h, number)
		b.ok(err)
		return lead.Ref{Number: number, Version: c.Version}
	}
	b.ok(b.lead.Sign(ctx, h, ref()))
	b.ok(b.lead.ProposeHandOver(ctx, h, ref(), lead.Handing{
		Recipient: lead.ToDiscipline, Reason: "涉嫌违反廉洁纪律，按规定移交", Contact: lead.ContactStays,
	}))
	c, err := b.lead.Get(ctx, h, number)
	b.ok(err)
	over := c.HandOvers[0]
	b.ok(b.lead.ApproveHandOver(ctx, b.staff["leader"], lead.OverRef{Number: number, ID: over.ID, Version: over.Version}, lead.Agreement{}))
	return number
}
