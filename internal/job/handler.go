package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/failpoint"
	"sunlead/internal/outbox"
)

// Handler has the effect of jobs of one kind, in the transaction that deletes them. It may run again from the
// start and must keep nothing outside of tx.
type Handler func(ctx context.Context, tx db.Tx, rows []outbox.Row) error

const (
	// attemptsMax is how often a job is tried before it is left to a person.
	attemptsMax = 10
	// retryFirst and retryMost bound the pause between two attempts.
	retryFirst, retryMost = 2 * time.Second, 60 * time.Second
	// runTimeout bounds one run of a batch or of a single job.
	runTimeout = 30 * time.Second
	// failureMax is how many bytes of a reason are kept.
	failureMax = 500
)

// permanent are the failures that another attempt cannot mend: the job is dead at once.
var permanent = map[errs.Kind]bool{
	errs.Invalid: true, errs.NotFound: true, errs.Conflict: true, errs.Forbidden: true, errs.Malformed: true,
}

// runner runs what comes out of the queue.
type runner struct {
	db       *db.DB
	box      *outbox.Box
	wall     clock.Clock
	log      *slog.Logger
	handlers map[outbox.Kind]Handler
	figures  figures
}

// run has the effect of the jobs that still wait among ids. If the batch fails, each job is run alone, so that
// one that is broken holds up nobody else; a single failure is noted on its row. There is no error to return:
// what is not done stays in the database and is offered again.
func (r *runner) run(ctx context.Context, kind outbox.Kind, ids []int64) {
	rows, err := r.effect(ctx, kind, ids)
	switch {
	case err == nil && len(rows) > 0:
		r.figures.done(kind, rows, r.wall.Now())
		r.log.InfoContext(ctx, "jobs done", slog.String("kind", string(kind)), slog.Int("rows", len(rows)))
	case err == nil:
		return // somebody else did them
	case ctx.Err() != nil || len(rows) == 0:
		r.log.WarnContext(ctx, "jobs not run", slog.String("kind", string(kind)), slog.Int("rows", len(ids)), slog.String("error", err.Error()))
	case len(ids) > 1:
		for _, id := range ids {
			r.run(ctx, kind, []int64{id})
		}
	default:
		r.fail(ctx, rows[0], err)
	}
}

// effect takes the rows and calls the handler in one transaction. It returns the rows of its last try, also
// when that failed; none when they could not even be read.
func (r *runner) effect(ctx context.Context, kind outbox.Kind, ids []int64) (rows []outbox.Row, err error) {
	ctx, cancel := context.WithTimeout(ctx, runTimeout)
	defer cancel()
	failpoint.Hit("job.before_effect")
	err = safely(func() error {
		return r.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			taken, err := r.box.Take(ctx, tx, kind, ids)
			if rows = taken; err != nil || len(taken) == 0 {
				return err
			}
			defer failpoint.Hit("job.in_tx")
			return r.handlers[kind](ctx, tx, taken)
		})
	})
	failpoint.Hit("job.after_effect")
	return rows, err
}

// fail notes a failed job: to be tried again after a pause that doubles, or dead. A database or a queue that
// did not answer (Unavailable) is nobody's fault and never kills a job.
func (r *runner) fail(ctx context.Context, row outbox.Row, cause error) {
	kind := errs.KindOf(cause)
	n := row.Attempts + 1
	dead := permanent[kind] || (n >= attemptsMax && kind != errs.Unavailable)
	most := retryMost
	if kind == errs.Unavailable {
		most = hold // when the database is back the job is soon due, however long it was away
	}
	again := r.wall.Now().Add(doubled(retryFirst, int(row.Attempts), most))
	if err := r.box.Fail(ctx, r.db, row.ID, reason(cause), again, dead); err != nil {
		r.log.ErrorContext(ctx, "failure not noted", slog.Int64("job", row.ID), slog.String("error", err.Error()))
	}
	attrs := append(stack(cause),
		slog.String("kind", string(row.Kind)), slog.Int64("job", row.ID), slog.Int64("lead", row.LeadID),
		slog.Int64("attempt", n), slog.String("error", cause.Error()))
	r.figures.failed(row.Kind, dead)
	if dead {
		r.log.LogAttrs(ctx, slog.LevelError, "job is dead", attrs...)
		return
	}
	r.log.LogAttrs(ctx, slog.LevelWarn, "job failed", attrs...)
}

// reason is what the administrator reads beside a job that failed.
func reason(err error) string {
	s := strings.ToValidUTF8(err.Error(), "?")
	for i := range s { // cut between characters
		if i > failureMax {
			return s[:i]
		}
	}
	return s
}

// panicError is a panic on its way to being an ordinary failure.
type panicError struct {
	what  string
	stack []byte
}

// Error says what broke, without the value that was thrown: nobody knows what is in it.
func (p *panicError) Error() string { return "panic: " + p.what }

func stack(err error) []slog.Attr {
	var p *panicError
	if errors.As(err, &p) {
		return []slog.Attr{slog.String("stack", string(p.stack))}
	}
	return nil
}

// safely runs f and turns a panic into an error: one broken job must not end the process that runs the others.
func safely(f func() error) (err error) {
	defer func() {
		thrown := recover()
		if thrown == nil {
			return
		}
		what := fmt.Sprintf("%T", thrown)
		if e, ok := thrown.(runtime.Error); ok {
			what = e.Error()
		}
		err = &panicError{what, debug.Stack()}
	}()
	return f()
}
