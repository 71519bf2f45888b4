package job

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
)

// Outside does one job whose effect lies outside of the database, where nothing can be undone or asked for. It is called
// again for the same row when nobody heard how the time before went.
type Outside func(ctx context.Context, row outbox.Row) error

// errand is how the jobs of a kind are done outside.
type errand struct {
	do            Outside
	timeout, hold time.Duration // one call takes so long; it is held for longer, so that nobody else begins while it runs
	unsure        int64         // how often a job is tried that may have had its effect
	unreached     int64         // how often one is tried that surely had none
}

const (
	// outsideFirst and outsideMost bound the pause between two tries.
	outsideFirst, outsideMost = 5 * time.Second, 4 * time.Minute
	// settleTimeout is for noting how it went, also while we are stopping.
	settleTimeout = 5 * time.Second
)

// errUnheard ends a job that may have had its effect at each of its tries: the process died each time.
var errUnheard = errors.New("tried again and again, and never heard of")

// outsider does jobs whose effect lies outside, or that wait for somebody outside: one by one in the loop of their kind, for
// the hands of the queue are few. A row is claimed, and the try counted, before anything is sent.
type outsider struct {
	db      *db.DB
	box     *outbox.Box
	wall    clock.Clock
	log     *slog.Logger
	figures figures
}

// next claims one row of the kind and does it; 0 when there is none.
func (o *outsider) next(kind outbox.Kind, e errand) func(ctx context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		rows, err := o.box.Claim(ctx, o.db, outbox.Claim{Kind: kind, Token: rand.Text(), Limit: 1, Now: o.wall.Now(), Hold: e.hold, Try: true})
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		o.one(ctx, e, rows[0])
		return 1, nil
	}
}

// one does a row and notes how it went.
func (o *outsider) one(ctx context.Context, e errand, row outbox.Row) {
	err := safely(func() error {
		if row.Attempts > e.unsure && row.Failure == outbox.NotHeard {
			return errs.Wrap(errs.Invalid, errUnheard, "error.job")
		}
		ctx, cancel := context.WithTimeout(ctx, e.timeout)
		defer cancel()
		return e.do(ctx, row)
	})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	if err != nil {
		o.failed(ctx, e, row, err)
		return
	}
	o.settle(ctx, row)
}

func (o *outsider) settle(ctx context.Context, row outbox.Row) {
	done, err := o.box.Settle(ctx, o.db, row)
	if err != nil {
		o.log.ErrorContext(ctx, "job done and not noted", slog.Int64("job", row.ID), slog.String("error", err.Error()))
	}
	if done {
		o.figures.done(row.Kind, []outbox.Row{row}, o.wall.Now())
	}
}

// failed puts a job off, or leaves it to a person.
func (o *outsider) failed(ctx context.Context, e errand, row outbox.Row, cause error) {
	kind, most := errs.KindOf(cause), e.unsure
	if kind == errs.Unavailable {
		most = e.unreached
	}
	dead := permanent[kind] || row.Attempts >= most
	again := o.wall.Now().Add(doubled(outsideFirst, int(row.Attempts-1), outsideMost))
	if err := o.box.PutOff(ctx, o.db, row, reason(cause), again, dead); err != nil {
		o.log.ErrorContext(ctx, "failure not noted", slog.Int64("job", row.ID), slog.String("error", err.Error()))
	}
	o.figures.failed(row.Kind, dead)
	level, said := slog.LevelWarn, "job failed"
	if dead {
		level, said = slog.LevelError, "job is dead"
	}
	o.log.LogAttrs(ctx, level, said, append(stack(cause), slog.String("kind", string(row.Kind)), slog.Int64("job", row.ID), //nolint:sloglint // one of two messages
		slog.Int64("lead", row.LeadID), slog.Int64("attempt", row.Attempts), slog.String("error", cause.Error()))...)
}
