package db

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"
)

// view is a Conn that reads one moment of the database.
type view struct{ g *gorm.DB }

// Gorm is the view's handle; a statement on it may not write.
func (v view) Gorm(ctx context.Context) *gorm.DB { return v.g.WithContext(ctx) }

// Snapshot runs f on one moment of the database: what commits meanwhile is not seen by any of its statements, so
// several tables can be held against each other beside a running service. It reads only, on the read pool. Keep it
// short: the engine keeps old rows for it.
func (d *DB) Snapshot(ctx context.Context, f func(ctx context.Context, c Conn) error) error {
	opts := &sql.TxOptions{ReadOnly: true} // on SQLite: deferred, it takes no lock from the writer
	if d.Dialect == MySQL {
		opts.Isolation = sql.LevelRepeatableRead
	}
	stx, err := d.reader.BeginTx(ctx, opts)
	if err != nil {
		return unavailable(fmt.Errorf("begin a snapshot: %w", err))
	}
	defer func() { _ = stx.Rollback() }()
	g := d.read.Session(&gorm.Session{NewDB: true, Context: ctx})
	g.Statement.ConnPool = stx
	return unavailable(f(ctx, view{g}))
}
