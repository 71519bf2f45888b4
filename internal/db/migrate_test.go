package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

func empty(t *testing.T, dialect db.Dialect) db.Config {
	t.Helper()
	if dialect == db.MySQL {
		return db.Config{Dialect: dialect, DSN: testkit.MySQL(t)}
	}
	return db.Config{Dialect: dialect, DSN: t.TempDir() + "/new.db"}
}

func eachEmpty(t *testing.T, fn func(t *testing.T, c db.Config)) {
	t.Helper()
	for _, dialect := range testkit.Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			fn(t, empty(t, dialect))
		})
	}
}

func open(t *testing.T, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func exec(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec(statement).Error })
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheckSchema_refusesAnotherVersion(t *testing.T) {
	t.Parallel()
	eachEmpty(t, func(t *testing.T, c db.Config) {
		d := open(t, c)
		if err := d.CheckSchema(t.Context()); !errors.Is(err, db.ErrOlderSchema) {
			t.Errorf("empty database: %v", err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.CheckSchema(t.Context()); err != nil {
			t.Errorf("migrated: %v", err)
		}
		exec(t, d, "UPDATE goose_db_version SET version_id = version_id + 100")
		for name, check := range map[string]error{"check": d.CheckSchema(t.Context()), "migrate": d.Migrate(t.Context())} {
			if !errors.Is(check, db.ErrNewerSchema) || !strings.Contains(check.Error(), "start the newer program") {
				t.Errorf("%s of a newer schema: %v", name, check)
			}
		}
	})
}

func TestMigrate_manyAtOnceAreOne(t *testing.T) {
	t.Parallel()
	eachEmpty(t, func(t *testing.T, c db.Config) {
		var all sync.WaitGroup
		for range 4 {
			d := open(t, c)
			all.Go(func() {
				if err := d.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// The server cannot undo a CREATE TABLE: what a killed migration left is completed by the next one.
func TestMigrate_completesWhatAKilledOneLeft(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // SQLite's schema changes are one transaction
	}
	d := open(t, empty(t, db.MySQL))
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec(t, d, "DELETE FROM goose_db_version WHERE version_id > 0")
	exec(t, d, "DROP TABLE violations")
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec(t, d, "SELECT id FROM violations")
}
