package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/errs"
)

// attempts is how often a transaction that the server gave up is run again, whole.
const attempts = 6

// ErrUnknownCommit says that the connection broke around COMMIT: the rows may or may not be there. Only
// somebody who can re-read a unique key may go on.
var ErrUnknownCommit = errors.New("outcome of the commit is unknown")

type txKey struct{}

// Tx is one running transaction. Helpers take it and never commit, so that state, trail and outbox
// compose into one.
type Tx struct {
	d     *DB
	g     *gorm.DB
	guard *guard
	after *[]func()
}

// Gorm is the transaction's handle.
func (tx Tx) Gorm(ctx context.Context) *gorm.DB { return tx.g.WithContext(ctx) }

// Dialect is the engine's.
func (tx Tx) Dialect() Dialect { return tx.d.Dialect }

// OnCommit runs f once the transaction is durable; never after a rollback.
func (tx Tx) OnCommit(f func()) { *tx.after = append(*tx.after, f) }

// NextID returns a new id. If the reserve is used up the transaction is given up, not the id reused.
func (tx Tx) NextID() int64 {
	id, ok := tx.d.ids.take()
	if !ok {
		tx.guard.poison(errs.Wrap(errs.Unavailable, errors.New("the reserve of ids is used up"), "error.busy"))
	}
	return id
}

// InTx runs f in a transaction and commits. It is the outermost wrapper: nesting is refused, a deadlock
// or a serialisation failure rolls back and runs f again from the start (so f must not keep state), and
// a transaction that saw such an error refuses every further statement.
func (d *DB) InTx(ctx context.Context, f func(ctx context.Context, tx Tx) error) error {
	if ctx.Value(txKey{}) != nil {
		return errors.New("a transaction inside a transaction")
	}
	if err := d.ids.reserve(ctx); err != nil {
		return err
	}
	return d.retry(ctx, f)
}

func (d *DB) retry(ctx context.Context, f func(ctx context.Context, tx Tx) error) error {
	var err error
	for n := range attempts {
		if err = d.once(ctx, f); err == nil || !retryable(err) || errors.Is(err, ErrUnknownCommit) {
			return unavailable(err)
		}
		d.figures.retries.Add(1)
		if !pause(ctx, time.Duration(1<<n)*2*time.Millisecond) {
			break
		}
	}
	return errs.Wrap(errs.Unavailable, err, "error.busy")
}

// unavailable gives errors of a lost or sick database the kind that tells people to try again.
func unavailable(err error) error {
	if err == nil || errs.As(err) != nil || errors.Is(err, ErrUnknownCommit) {
		return err
	}
	if connectionLost(err) || outOfService(err) {
		return errs.Wrap(errs.Unavailable, err, "error.busy")
	}
	return err
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d + rand.N(d)) //nolint:gosec // jitter needs no secret
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *DB) once(ctx context.Context, f func(ctx context.Context, tx Tx) error) error {
	stx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	g := &guard{tx: stx, watch: d.watcher.Load()}
	tx := Tx{d: d, guard: g, g: d.write.Session(&gorm.Session{NewDB: true, Context: ctx}), after: new([]func())}
	tx.g.Statement.ConnPool = g
	done := false
	defer func() {
		if !done { // f panicked: give the connection back before the panic goes on
			_ = stx.Rollback()
		}
	}()
	err = f(context.WithValue(ctx, txKey{}, true), tx)
	done = true
	if err == nil {
		err = g.dead
	}
	if err != nil {
		_ = stx.Rollback()
		return err
	}
	if err := commit(stx, *tx.after); err != nil {
		return tooLate(ctx, err)
	}
	d.figures.commits.Add(1)
	return nil
}

// tooLate gives a commit that came after the caller's patience the kind that tells people to try again: it was not even
// sent, nothing is stored. The pool says so with the context's error, or that it has rolled back by itself.
func tooLate(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, sql.ErrTxDone) || errors.Is(err, ctx.Err())) {
		return errs.Wrap(errs.Unavailable, errors.Join(ctx.Err(), err), "error.busy")
	}
	return err
}

func commit(stx *sql.Tx, after []func()) error {
	if err := stx.Commit(); err != nil {
		if connectionLost(err) {
			return errs.Wrap(errs.Unavailable, errors.Join(ErrUnknownCommit, err), "error.busy")
		}
		return fmt.Errorf("commit: %w", err)
	}
	for _, f := range after {
		f()
	}
	return nil
}
