package job

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// nowhere is the address of no Redis: these tests run jobs without a queue.
var nowhere = options(testkit.Redis{Addr: "127.0.0.1:1"})

func TestRun_twiceAndAtOnceHasTheEffectOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		kind   outbox.Kind
		before func(b *bed, w *Worker) (number string)
		effect func(b *bed, number string) int
	}{
		{
			outbox.LeadRoute,
			func(b *bed, _ *Worker) string { return b.submit() },
			func(b *bed, number string) int { return b.times(number, "routed") },
		},
		{
			outbox.NotifySend,
			func(b *bed, w *Worker) string {
				number := b.submit()
				w.runner.run(b.t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
				return number
			},
			func(b *bed, _ string) int { return len(b.inbox("handler")) },
		},
		{
			outbox.ViolationRecord,
			closedProven,
			func(b *bed, _ string) int { return len(b.violations()) },
		},
		{
			outbox.ItemCount,
			closedProven,
			func(b *bed, _ string) int { return b.counts()[14] },
		},
		{
			outbox.LeadFollow,
			mergedAnswered,
			func(b *bed, number string) int { return b.times(number, "replied") },
		},
	}
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		testkit.Corrupted(d) // jobs are taken away undone
		w := b.worker(nowhere)
		for _, c := range cases {
			b.ok(d.InTx(t.Context(), emptied))
			number := c.before(b, w)
			ids := b.waiting(c.kind)
			if len(ids) != 1 {
				t.Fatalf("%s: %d jobs wait, want 1", c.kind, len(ids))
			}
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() { w.runner.run(t.Context(), c.kind, ids) })
			}
			all.Wait()
			w.runner.run(t.Context(), c.kind, ids)
			if got := c.effect(b, number); got != 1 {
				t.Errorf("%s had its effect %d times", c.kind, got)
			}
			if left := b.waiting(c.kind); len(left) != 0 {
				t.Errorf("%s still waits: %v", c.kind, left)
			}
		}
	})
}

// emptied forgets what the case before left.
func emptied(ctx context.Context, tx db.Tx) error {
	for _, table := range []string{"messages", "violations", "violation_items", "item_counts", "outbox"} {
		if err := tx.Gorm(ctx).Exec("DELETE FROM " + table).Error; err != nil {
			return err
		}
	}
	return nil
}

func closedProven(b *bed, w *Worker) string {
	number := b.submit()
	w.runner.run(b.t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
	b.close(number, "handler", "leader", 14)
	return number
}

func TestRun_provenCloseReachesRegisterAndCountsExactlyOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		number := closedProven(b, w)
		b.unsolved(number) // before the jobs ran: what was closed stays proven
		b.drain(w)
		vs := b.violations()
		if len(vs) != 1 || vs[0].Number != number || vs[0].UnitID != tianshan || vs[0].Conduct == "" || !vs[0].HandOver {
			t.Fatalf("register %+v", vs)
		}
		if diff := cmp.Diff(map[int]int{14: 1}, b.counts()); diff != "" {
			t.Error(diff)
		}
		b.close(number, "cityhandler", "cityleader", 14, 16)
		b.drain(w)
		if n := len(b.violations()); n != 1 {
			t.Errorf("%d entries of one lead", n)
		}
		if diff := cmp.Diff(map[int]int{14: 1, 16: 1}, b.counts()); diff != "" {
			t.Error(diff)
		}
	})
}

// poison is the lead whose messages fail.
const poison int64 = 2

func poisoned(b *bed, fail func() error) *Worker {
	w := b.worker(nowhere)
	good := w.runner.handlers[outbox.NotifySend]
	w.runner.handlers[outbox.NotifySend] = func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			if r.LeadID == poison {
				return fail()
			}
		}
		return good(ctx, tx, rows)
	}
	return w
}

func message(leadID int64) outbox.Job {
	m := lead.Message{Key: "message.assigned", Number: "2025-000001-7", Unit: tianshan, Roles: ownRoles}
	return outbox.Job{Kind: outbox.NotifySend, LeadID: leadID, Payload: m}
}

func TestRun_onePoisonRowHoldsUpNobodyAndDiesVisibly(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := poisoned(b, func() error { return errors.New("disk on fire") })
		b.add(message(1), message(poison), message(3))
		ids := b.waiting(outbox.NotifySend)
		w.runner.run(t.Context(), outbox.NotifySend, ids)
		if n := len(b.inbox("handler")); n != 2 {
			t.Fatalf("%d of the good messages arrived, want 2", n)
		}
		for n := int64(1); n < attemptsMax; n++ {
			if row := b.row(ids[1]); row.Attempts != n || row.Dead || row.OfferAt <= b.wall.Now().UnixMilli() {
				t.Fatalf("after %d attempts: %+v", n, row)
			}
			b.wall.Add(retryMost)
			w.runner.run(t.Context(), outbox.NotifySend, ids[1:2])
		}
		row := b.row(ids[1])
		if !row.Dead || row.Attempts != attemptsMax || !strings.Contains(row.Failure, "disk on fire") {
			t.Errorf("row %+v", row)
		}
		if waiting, dead, err := outbox.Waiting(t.Context(), d); waiting != 0 || dead != 1 || err != nil {
			t.Errorf("waiting %d, dead %d, %v", waiting, dead, err)
		}
		w.runner.run(t.Context(), outbox.NotifySend, ids)
		if n := b.row(ids[1]).Attempts; n != attemptsMax {
			t.Errorf("a dead job ran again: %d attempts", n)
		}
	})
}

func TestFail_givesUpAtOnceOnlyWhatCannotGetBetter(t *testing.T) {
	t.Parallel()
	now := map[errs.Kind]bool{
		errs.Invalid: true, errs.NotFound: true, errs.Conflict: true, errs.Forbidden: true, errs.Malformed: true,
		errs.Internal: false, errs.Unavailable: false,
	}
	b := newBed(t, testkit.Open(t))
	for kind, dead := range now {
		w := poisoned(b, func() error { return errs.New(kind, "error.test") })
		b.add(message(poison))
		ids := b.waiting(outbox.NotifySend)
		w.runner.run(t.Context(), outbox.NotifySend, ids[len(ids)-1:])
		if got := b.row(ids[len(ids)-1]).Dead; got != dead {
			t.Errorf("kind %d: dead is %v, want %v", kind, got, dead)
		}
	}
}

func TestFail_neverKillsForWantOfADatabase(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	w := poisoned(b, func() error { return errs.New(errs.Unavailable, "error.busy") })
	b.add(message(poison))
	ids := b.waiting(outbox.NotifySend)
	for range attemptsMax + 2 {
		w.runner.run(t.Context(), outbox.NotifySend, ids)
	}
	row := b.row(ids[0])
	if row.Dead || row.Attempts != attemptsMax+2 {
		t.Errorf("row %+v", row)
	}
	if wait := time.Duration(row.OfferAt-b.wall.Now().UnixMilli()) * time.Millisecond; wait > hold {
		t.Errorf("after an outage the job waits for %s more", wait)
	}
}

func TestRun_panicIsAFailureThatKeepsItsValueToItself(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := poisoned(b, func() error {
			panic("王女士 19900001234") //nolint:forbidigo // it is what is tested
		})
		b.add(message(1), message(poison))
		ids := b.waiting(outbox.NotifySend)
		w.runner.run(t.Context(), outbox.NotifySend, ids)
		if n := len(b.inbox("handler")); n != 1 {
			t.Errorf("%d of the good messages arrived, want 1", n)
		}
		if row := b.row(ids[1]); row.Attempts != 1 || row.Failure != "panic: string" {
			t.Errorf("row %+v", row)
		}
	})
}

func TestRun_unreadablePayloadIsDeadAtOnce(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	w := b.worker(nowhere)
	b.add(outbox.Job{Kind: outbox.NotifySend, LeadID: 1, Payload: json.RawMessage(`{"unit":"天山"}`)}, message(poison))
	ids := b.waiting(outbox.NotifySend)
	w.runner.run(t.Context(), outbox.NotifySend, ids)
	if row := b.row(ids[0]); !row.Dead {
		t.Errorf("row %+v", row)
	}
	if n := len(b.inbox("handler")); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

func TestRun_stoppedWorkerCountsNoAttempt(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	ctx, stop := context.WithCancel(t.Context())
	w := poisoned(b, func() error { stop(); return ctx.Err() })
	b.add(message(poison))
	ids := b.waiting(outbox.NotifySend)
	w.runner.run(ctx, outbox.NotifySend, ids)
	if row := b.row(ids[0]); row.Attempts != 0 || row.Dead {
		t.Errorf("row %+v", row)
	}
}

func TestDoubled_growsToItsBound(t *testing.T) {
	t.Parallel()
	want := []int{2, 4, 8, 16, 32, 60, 60, 60}
	for n, seconds := range want {
		if got := doubled(retryFirst, n, retryMost); got != time.Duration(seconds)*time.Second {
			t.Errorf("attempt %d waits %s, want %ds", n, got, seconds)
		}
	}
	if got := doubled(retryFirst, 1_000_000, retryMost); got != retryMost {
		t.Errorf("got %s", got)
	}
}

func TestReason_isShortAndWhole(t *testing.T) {
	t.Parallel()
	got := reason(errors.New(strings.Repeat("错", 1000) + "\xff"))
	if len(got) > failureMax+3 || strings.Contains(got, "\uFFFD") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}
