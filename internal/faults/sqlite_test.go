package faults

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"sunlead/internal/testkit"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("killedWithManyWritersAndALongReader", sqliteKilled)
}

// walMost is what the write-ahead log may grow to beside a reader that never ends: it grows by what is written, not
// without bound.
const walMost = 64 << 20

// FI-42: 32 people write at once, somebody reads for as long as it takes, and the web server is killed in the middle
// of commits.
func sqliteKilled(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sunlead.db")
	s := newSite(t, plan{sqlite: file, webs: 1, workers: 1})
	people := s.crowd(32, 0, dice(t, 15))
	s.goesOn(20)
	end := longReader(t, file)
	for _, mark := range []string{"submit.before_commit", "submit.after_commit", "submit.before_commit:3", "submit.in_tx:2"} {
		s.webs[0].kill()
		s.webs[0].start(mark)
		if !s.webs[0].endsWithin(patience) {
			t.Fatalf("nobody came to %s", mark)
		}
		s.webs[0].mustStart()
		s.goesOn(20)
	}
	if info, err := os.Stat(file + "-wal"); err != nil || info.Size() > walMost {
		t.Errorf("the write-ahead log: %v, %v", info, err)
	}
	end()
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.whole()
	s.verify()
	if p := s.people.snapshot(); p.busy > 0 {
		t.Errorf("somebody was told that the database is busy: %s", p)
	}
}

// longReader reads in a transaction that ends when the returned function is called.
func longReader(t *testing.T, file string) (end func()) {
	t.Helper()
	reader, err := sql.Open("sqlite", "file:"+file+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := reader.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRow("SELECT COUNT(*) FROM leads").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return func() {
		var again int
		if err := tx.QueryRow("SELECT COUNT(*) FROM leads").Scan(&again); err != nil || again != n {
			t.Errorf("the reader saw %d, then %d, %v", n, again, err)
		}
		_ = tx.Rollback()
		_ = reader.Close()
	}
}

// whole asks SQLite whether the file is in order.
func (s *site) whole() {
	s.t.Helper()
	var said string
	if err := s.app.DB.Gorm(s.t.Context()).Raw("PRAGMA integrity_check").Scan(&said).Error; err != nil || said != "ok" {
		s.t.Errorf("integrity_check: %q, %v", said, err)
	}
}
