package job

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/failpoint"
	"sunlead/internal/outbox"
)

const (
	// batch is how many jobs one task carries at most.
	batch = 64
	// hold is how long claimed rows are left to the queue before they are offered again.
	hold = 20 * time.Second
	// slowTick finds what nobody nudged for: retries, lost tasks, jobs of other processes.
	slowTick = time.Second
	// offerTimeout bounds one call to Redis.
	offerTimeout = 3 * time.Second
	// patience and patienceMax bound the pause after Redis or the database did not answer.
	patience, patienceMax = 100 * time.Millisecond, 2 * time.Second
)

// gather is how long jobs of a kind may come together before they are claimed. Nobody sees a message a tenth of a second
// sooner, and one batch of fifty costs the database little more than one of five: what is saved routes reports.
var gather = map[outbox.Kind]time.Duration{outbox.NotifySend: 100 * time.Millisecond}

// offerer is the queue as the relay sees it.
type offerer interface {
	Offer(ctx context.Context, kind outbox.Kind, taskID string, ids []int64) error
	Ping(ctx context.Context) error
}

// relay carries rows from the outbox to the queue. Each kind has a loop of its own, so that a flood of one
// does not hold up another.
type relay struct {
	db    *db.DB
	box   *outbox.Box
	wall  clock.Clock
	log   *slog.Logger
	queue offerer
	tick  time.Duration
	bells map[outbox.Kind]chan struct{}

	outside map[outbox.Kind]func(ctx context.Context) (int, error) // kinds that are done here, one by one, and not by the queue
}

func newRelay(d Deps, q offerer) *relay {
	r := &relay{db: d.DB, box: d.Box, wall: d.Wall, log: d.Log, queue: q, tick: slowTick, bells: map[outbox.Kind]chan struct{}{}}
	for _, kind := range outbox.Kinds() {
		r.bells[kind] = make(chan struct{}, 1)
	}
	return r
}

// nudge wakes the loop of a kind; a bell that rings already is enough.
func (r *relay) nudge(kind outbox.Kind) {
	select {
	case r.bells[kind] <- struct{}{}:
	default: // a kind that is none has a nil channel and ends here too
	}
}

// loop only waits; the work is runOnce.
func (r *relay) loop(ctx context.Context, kind outbox.Kind) {
	tick := time.NewTicker(r.tick)
	defer tick.Stop()
	r.nudge(kind) // rows may wait since before we started
	failures := 0
	for r.wait(ctx, kind, tick.C, failures) {
		err := r.runOnce(ctx, kind, failures > 0 && r.outside[kind] == nil)
		failures = r.tell(ctx, kind, failures, err)
	}
}

func (r *relay) wait(ctx context.Context, kind outbox.Kind, tick <-chan time.Time, failures int) bool {
	if failures > 0 {
		return pause(ctx, doubled(patience, failures-1, patienceMax))
	}
	select {
	case <-ctx.Done():
		return false
	case <-r.bells[kind]:
		return pause(ctx, gather[kind])
	case <-tick:
	}
	return ctx.Err() == nil
}

// tell counts failures in a row and logs where a row of them begins and ends.
func (r *relay) tell(ctx context.Context, kind outbox.Kind, failures int, err error) int {
	switch {
	case err == nil && failures > 0:
		r.log.InfoContext(ctx, "relay goes on", slog.String("kind", string(kind)))
		return 0
	case err == nil || ctx.Err() != nil:
		return 0
	case failures == 0:
		r.log.WarnContext(ctx, "relay waits", slog.String("kind", string(kind)), slog.String("error", err.Error()))
	}
	return failures + 1
}

// runOnce offers all rows of a kind that are due. After a failure it asks first whether the queue answers,
// because claiming is a write.
func (r *relay) runOnce(ctx context.Context, kind outbox.Kind, ask bool) error {
	if ask {
		if err := r.ping(ctx); err != nil {
			return err
		}
	}
	offer, most := func(ctx context.Context) (int, error) { return r.offer(ctx, kind) }, batch
	if next := r.outside[kind]; next != nil {
		offer, most = next, 1
	}
	for {
		n, err := offer(ctx)
		if err != nil || n < most {
			return err
		}
	}
}

func (r *relay) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, offerTimeout)
	defer cancel()
	return r.queue.Ping(ctx)
}

// offer claims one batch and enqueues it as one task. The name of the task holds the epoch, so that rows
// offered again are a new task.
func (r *relay) offer(ctx context.Context, kind outbox.Kind) (int, error) {
	claim := rand.Text()
	rows, err := r.box.Claim(ctx, r.db, outbox.Claim{Kind: kind, Token: claim, Limit: batch, Now: r.wall.Now(), Hold: hold})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	failpoint.Hit("relay.after_claim")
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	if err := r.enqueue(ctx, rows[0], ids); err != nil {
		return 0, r.giveBack(ctx, claim, err)
	}
	failpoint.Hit("relay.after_offer")
	return len(rows), nil
}

func (r *relay) enqueue(ctx context.Context, first outbox.Row, ids []int64) error {
	ctx, cancel := context.WithTimeout(ctx, offerTimeout)
	defer cancel()
	return r.queue.Offer(ctx, first.Kind, fmt.Sprintf("%s:%d:%d", first.Kind, first.ID, first.Epoch), ids)
}

// giveBack makes rows that could not be offered due again, also while we are stopping.
func (r *relay) giveBack(ctx context.Context, claim string, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), offerTimeout)
	defer cancel()
	if err := r.box.Release(ctx, r.db, claim, r.wall.Now()); err != nil {
		return fmt.Errorf("%w; and %w", cause, err)
	}
	return cause
}

// doubled is first·2^n, at most most.
func doubled(first time.Duration, n int, most time.Duration) time.Duration {
	return min(first<<min(n, 10), most)
}

// pause waits, and is false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
