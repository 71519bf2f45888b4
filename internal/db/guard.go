package db

import (
	"context"
	"database/sql"
	"fmt"
)

// guard stands between gorm and the transaction. After an error by which the server has ended or half
// undone the transaction, going on would write outside of it (seen on MariaDB: the next UPDATE commits
// by itself and survives ROLLBACK). So nothing goes on.
type guard struct {
	tx    *sql.Tx
	watch *Watcher // nil for nobody
	dead  error
}

// Watcher is told of each statement of a transaction before it is sent; the arguments are lent.
type Watcher func(query string, args []any)

// Watch tells f of every statement inside a transaction from now on, nil for nobody: tests count what a move costs.
func (d *DB) Watch(f Watcher) { d.watcher.Store(&f) }

func (g *guard) see(query string, args []any) {
	if g.watch != nil && *g.watch != nil {
		(*g.watch)(query, args)
	}
}

func (g *guard) poison(err error) {
	if g.dead == nil {
		g.dead = err
	}
}

func (g *guard) check() error {
	if g.dead != nil {
		return fmt.Errorf("statement on a dead transaction: %w", g.dead)
	}
	return nil
}

func (g *guard) note(err error) error {
	if err != nil && (retryable(err) || connectionLost(err) || outOfService(err)) {
		g.poison(err)
	}
	return silent(err)
}

// PrepareContext is part of gorm.ConnPool.
func (g *guard) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	stmt, err := g.tx.PrepareContext(ctx, query)
	return stmt, g.note(err)
}

// ExecContext is part of gorm.ConnPool.
func (g *guard) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	g.see(query, args)
	if err := g.check(); err != nil {
		return nil, err
	}
	res, err := g.tx.ExecContext(ctx, query, args...)
	return res, g.note(err)
}

// QueryContext is part of gorm.ConnPool.
func (g *guard) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	g.see(query, args)
	if err := g.check(); err != nil {
		return nil, err
	}
	rows, err := g.tx.QueryContext(ctx, query, args...)
	return rows, g.note(err)
}

// QueryRowContext is part of gorm.ConnPool. A sql.Row cannot carry our error, so a dead transaction
// answers with a cancelled statement.
func (g *guard) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	g.see(query, args)
	if g.dead != nil {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		ctx = cancelled
	}
	return g.tx.QueryRowContext(ctx, query, args...)
}
