package job

import (
	"context"
	"log/slog"
	"time"
)

const (
	// foldEvery is how often changes of numbers are folded into the counters, on the machine's clock. Numbers are exact
	// without it; what waits only makes them slower to read. Little and often: once a second, whoever came by then waited
	// a tenth of a second longer.
	foldEvery = 200 * time.Millisecond
	// sealEvery is how often new entries of the trail are sealed. Until then somebody with all rights on the database could
	// still take them away unseen.
	sealEvery = 200 * time.Millisecond
	// evidenceEvery is how often files that became part of no report are taken away.
	evidenceEvery = time.Minute
	// forgetEvery is how often a page of contacts is looked at for those whose years are over: a million in less than a day.
	forgetEvery = time.Minute
)

// chore does what waits, tick by tick. Two workers' chores never do one thing twice.
type chore struct {
	do    func(ctx context.Context) (int, error)
	name  string // in the log
	log   *slog.Logger
	every time.Duration
	ill   bool // the last round failed
}

// loop only ticks; the work is runOnce.
func (c *chore) loop(ctx context.Context) {
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.runOnce(ctx)
		}
	}
}

// runOnce does what waits. What failed is tried again at the next tick; the first failure of several is logged.
func (c *chore) runOnce(ctx context.Context) {
	err := safely(func() error {
		_, err := c.do(ctx)
		return err
	})
	if err != nil && !c.ill && ctx.Err() == nil {
		c.log.LogAttrs(ctx, slog.LevelError, "chore failed", append(stack(err), slog.String("chore", c.name), slog.String("error", err.Error()))...)
	}
	c.ill = err != nil
}
