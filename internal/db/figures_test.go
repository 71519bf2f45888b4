package db_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/metrics"
	"sunlead/internal/testkit"
)

// What somebody typed never comes back in an error of the engine, whatever the statement did wrong with it.
func TestErrors_doNotQuoteWhatWasTyped(t *testing.T) {
	t.Parallel()
	const typed = "19900007431"
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		statements := map[string]string{
			"twice the same key":    "INSERT INTO settings (name, value) VALUES (?, ''), (?, '')",
			"words for a number":    "INSERT INTO units (id, name, kind, code, trail_hash) VALUES (CONCAT('王女士 ', ?), ?, '', '', '')",
			"too long for a column": "INSERT INTO settings (name, value) VALUES (REPLACE(REPLACE('aaaaaaaa', 'a', ?), 'b', ?), '')",
		}
		for name, statement := range statements {
			var err error
			_ = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
				err = tx.Gorm(ctx).Exec(statement, typed, typed).Error
				return errors.New("nothing of it stays")
			})
			if err == nil && d.Dialect == db.MySQL { // SQLite stores words where numbers are expected
				t.Errorf("%s: no error", name)
			}
			if err != nil && strings.Contains(err.Error(), typed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		var n int64
		err := d.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM settings WHERE name = = '" + typed + "'").Scan(&n).Error
		if err == nil || strings.Contains(err.Error(), typed) {
			t.Errorf("a read: %v", err)
		}
	})
}

func TestFigures_countCommitsAndRetries(t *testing.T) {
	t.Parallel()
	set := metrics.New()
	d := testkit.OpenConfig(t, db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "f.db"), Metrics: set})
	before := figures(t, set)
	tries := 0
	if err := d.InTx(t.Context(), func(context.Context, db.Tx) error {
		if tries++; tries == 1 {
			return sqliteCode(5) // busy
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(context.Context, db.Tx) error { return errors.New("not done") }); err == nil {
		t.Fatal("no error")
	}
	g := db.NewGroup(d, db.Writer[int, int]{
		Key:   func(int) string { return "k" },
		Write: func(_ context.Context, batch []int) ([]int, error) { return batch, nil },
		Find:  func(context.Context, int) (int, bool, error) { return 0, false, nil },
	})
	if _, err := g.Do(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	g.Close()
	after := figures(t, set)
	for name, want := range map[string]float64{
		"sunlead_commit_retries_total": 1, "sunlead_group_size_count": 1, `sunlead_group_size_bucket{le="1"}`: 1, "sunlead_group_queue": 0,
	} {
		if got, is := after[name]; !is || got-before[name] != want {
			t.Errorf("%s rose by %v, want %v", name, got-before[name], want)
		}
	}
	// One commit was ours; another takes the block of ids.
	if n := after["sunlead_commits_total"] - before["sunlead_commits_total"]; n < 1 || n > 2 {
		t.Errorf("%v commits", n)
	}
}

func figures(t *testing.T, set *metrics.Set) map[string]float64 {
	t.Helper()
	var b bytes.Buffer
	if err := set.Write(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return testkit.ParseFigures(t, b.String())
}
