package job

import (
	"context"
	"log/slog"
	"time"

	"sunlead/internal/failpoint"
	"sunlead/internal/outbox"
)

// sweepEvery is how often the ladder is looked at, on the machine's clock; a step may be at most 30 s late.
const sweepEvery = 500 * time.Millisecond

// remindEvery is how often the quarterly reminders of hand-overs are looked for, on the machine's clock.
const remindEvery = 10 * time.Second

// telling wakes the relay for the messages that a chore left.
func (w *Worker) telling(do func(ctx context.Context) (int, error)) func(ctx context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		n, err := do(ctx)
		if n > 0 {
			w.relay.nudge(outbox.NotifySend)
		}
		return n, err
	}
}

// sweep lets overdue leads climb. The ledger decides what is due, on its own clock; two sweeps never take a
// step twice.
type sweep struct {
	escalate func(ctx context.Context, taken func(late time.Duration)) (int, error)
	pulse    *pulse
	nudge    func(outbox.Kind)
	log      *slog.Logger
	every    time.Duration
}

// loop only ticks; the work is runOnce.
func (s *sweep) loop(ctx context.Context) {
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.runOnce(ctx)
		}
	}
}

// runOnce takes the steps that are due and wakes the relay for the messages they leave. What failed is tried
// again at the next tick.
func (s *sweep) runOnce(ctx context.Context) {
	n := 0
	err := safely(func() (err error) {
		n, err = s.escalate(ctx, s.pulse.took)
		return err
	})
	s.pulse.swept(err)
	if err != nil && ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelError, "sweep failed", append(stack(err), slog.String("error", err.Error()))...)
	}
	if n > 0 {
		failpoint.Hit("sweep.after_commit")
		s.log.InfoContext(ctx, "steps taken", slog.Int("steps", n))
		s.nudge(outbox.NotifySend)
	}
}
