package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

var ownRoles = []org.Role{org.Handler}

// recorder is a queue that remembers what it was offered.
type recorder struct {
	mu    sync.Mutex
	err   error
	pings int
	tasks map[string][]int64
}

func (r *recorder) Offer(_ context.Context, _ outbox.Kind, taskID string, ids []int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	r.tasks[taskID] = append(r.tasks[taskID], ids...)
	return nil
}

func (r *recorder) Ping(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pings++
	return r.err
}

func (r *recorder) offered() (ids []int64) {
	for _, task := range r.tasks {
		ids = append(ids, task...)
	}
	slices.Sort(ids)
	return ids
}

func (b *bed) relay(q offerer) *relay {
	return newRelay(Deps{DB: b.db, Box: b.box, Wall: b.wall, Log: b.notify.Log}, q)
}

func (b *bed) addMessages(n int) []int64 {
	b.t.Helper()
	jobs := make([]outbox.Job, n)
	for i := range jobs {
		jobs[i] = message(int64(i + 1))
	}
	b.add(jobs...)
	return b.waiting(outbox.NotifySend)
}

func TestRelay_offersFullBatchesUntilNothingIsLeft(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		ids := b.addMessages(2*batch + 5)
		q := &recorder{tasks: map[string][]int64{}}
		b.ok(b.relay(q).runOnce(t.Context(), outbox.NotifySend, false))
		if got := q.offered(); !slices.Equal(got, ids) || len(q.tasks) != 3 {
			t.Errorf("%d jobs in %d tasks, want %d in 3", len(got), len(q.tasks), len(ids))
		}
		if _, ok := q.tasks[fmt.Sprintf("notify.send:%d:1", ids[0])]; !ok {
			t.Errorf("tasks are named %v", q.tasks)
		}
	})
}

func TestRelay_twoRelaysOfferEachJobOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		ids := b.addMessages(5 * batch)
		q := &recorder{tasks: map[string][]int64{}}
		var all sync.WaitGroup
		for range 2 {
			r := b.relay(q)
			all.Go(func() {
				for len(q.held()) < len(ids) {
					if err := r.runOnce(t.Context(), outbox.NotifySend, false); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		if got := q.offered(); !slices.Equal(got, ids) {
			t.Errorf("%d offers of %d jobs", len(got), len(ids))
		}
	})
}

func (r *recorder) held() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.offered()
}

func TestRelay_offersLostTasksAgainAfterTheHoldAsANewTask(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		ids := b.addMessages(3)
		q := &recorder{tasks: map[string][]int64{}}
		r := b.relay(q)
		for _, step := range []struct {
			wait  bool
			tasks int
		}{{false, 1}, {false, 1}, {true, 2}, {false, 2}} {
			if step.wait {
				b.wall.Add(hold)
			}
			b.ok(r.runOnce(t.Context(), outbox.NotifySend, false))
			if len(q.tasks) != step.tasks {
				t.Fatalf("tasks %v, want %d", q.tasks, step.tasks)
			}
		}
		if again := q.tasks[fmt.Sprintf("notify.send:%d:2", ids[0])]; !slices.Equal(again, ids) {
			t.Errorf("tasks %v", q.tasks)
		}
	})
}

func TestRelay_queueThatFailsLeavesRowsDueAndIsAskedBeforeTheNextClaim(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		ids := b.addMessages(3)
		down := errors.New("down")
		q := &recorder{tasks: map[string][]int64{}, err: down}
		r := b.relay(q)
		if err := r.runOnce(t.Context(), outbox.NotifySend, false); !errors.Is(err, down) {
			t.Fatalf("err %v", err)
		}
		if row := b.row(ids[0]); row.OfferAt > b.wall.Now().UnixMilli() || row.Epoch != 1 {
			t.Errorf("row waits for the hold: %+v", row)
		}
		if err := r.runOnce(t.Context(), outbox.NotifySend, true); !errors.Is(err, down) || q.pings != 1 {
			t.Errorf("err %v, %d pings", err, q.pings)
		}
		if row := b.row(ids[0]); row.Epoch != 1 {
			t.Errorf("claimed although the queue is down: %+v", row)
		}
		q.err = nil
		b.ok(r.runOnce(t.Context(), outbox.NotifySend, true))
		if got := q.offered(); !slices.Equal(got, ids) {
			t.Errorf("offered %v", got)
		}
	})
}

func TestQueue_sameTaskAgainCountsAsOffered(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	w := b.worker(options(testkit.NewRedis(t)))
	for range 2 {
		b.ok(w.relay.queue.Offer(t.Context(), outbox.LeadRoute, "lead.route:1:1", []int64{1}))
	}
}

func TestWorker_emptiedRedisOnlyDelays(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		r := testkit.NewRedis(t)
		w := b.worker(options(r))
		var numbers []string
		for range 5 {
			numbers = append(numbers, b.submit())
		}
		b.ok(w.relay.runOnce(t.Context(), outbox.LeadRoute, false))
		b.ok(r.Client(t).FlushDB(t.Context()).Err())
		b.tell(w.Nudge)
		b.ok(w.Start(t.Context()))
		b.wall.Add(hold)
		for _, number := range numbers {
			eventually(t, "routed after the queue was emptied", func() bool { return b.state(number) == lead.Assigned })
			if n := b.times(number, "routed"); n != 1 {
				t.Errorf("routed %d times", n)
			}
		}
		eventually(t, "messages", func() bool { return len(b.inbox("handler")) == len(numbers) })
	})
}
