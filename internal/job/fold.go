package job

import (
	"context"
	"log/slog"
	"time"
)

// foldEvery is how often changes of numbers are folded into the counters, on the machine's clock. Numbers are exact
// without it; what waits only makes them slower to read.
const foldEvery = time.Second

// folder folds all changes that wait, tick by tick. Two folders never fold one twice.
type folder struct {
	fold  func(ctx context.Context) (int, error)
	log   *slog.Logger
	every time.Duration
	ill   bool // the last round failed
}

// loop only ticks; the work is runOnce.
func (f *folder) loop(ctx context.Context) {
	tick := time.NewTicker(f.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.runOnce(ctx)
		}
	}
}

// runOnce folds what waits. What failed is tried again at the next tick; the first failure of several is logged.
func (f *folder) runOnce(ctx context.Context) {
	err := safely(func() error {
		_, err := f.fold(ctx)
		return err
	})
	if err != nil && !f.ill && ctx.Err() == nil {
		f.log.LogAttrs(ctx, slog.LevelError, "counters not folded", append(stack(err), slog.String("error", err.Error()))...)
	}
	f.ill = err != nil
}
