package testkit

import (
	"path/filepath"
	"testing"

	"sunlead/internal/db"
)

// Dialects are the engines of this run: SQLite always, MariaDB too when full.
func Dialects() []db.Dialect {
	if Full() {
		return []db.Dialect{db.SQLite, db.MySQL}
	}
	return []db.Dialect{db.SQLite}
}

// EachDialect runs fn as a parallel subtest on a fresh, migrated database of each engine of this run. fn must
// not call t.Parallel itself.
func EachDialect(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, dialect := range Dialects() {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			fn(t, OpenDialect(t, dialect))
		})
	}
}

// Open returns a fresh, migrated SQLite database, closed when the test ends.
func Open(t testing.TB) *db.DB {
	t.Helper()
	return OpenDialect(t, db.SQLite)
}

// OpenDialect returns a fresh, migrated database of the engine, closed when the test ends.
func OpenDialect(t testing.TB, dialect db.Dialect) *db.DB {
	t.Helper()
	if dialect == db.MySQL {
		return OpenConfig(t, db.Config{Dialect: db.MySQL, DSN: MySQL(t)})
	}
	return OpenConfig(t, db.Config{Dialect: db.SQLite, DSN: newFile(t)})
}

// OpenConfig opens and migrates what c names and closes it when the test ends, after a look at its invariants: a
// second process' view of a database, or a server that the test is going to kill.
func OpenConfig(t testing.TB, c db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	CheckAfter(t, d)
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func newFile(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "test.db")
}
