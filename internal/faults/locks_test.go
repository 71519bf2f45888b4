package faults

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

func TestLocks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("realErrorsAreRunAgainWhole", realErrors)
	t.Run("strangerInTheDatabase", strangerInTheDatabase)
}

// rival is another program with a connection of its own.
type rival struct {
	t  testing.TB
	db *sql.DB
}

func newRival(t testing.TB, dsn string) rival {
	t.Helper()
	d, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return rival{t, d}
}

func (r rival) exec(query string) {
	r.t.Helper()
	if _, err := r.db.ExecContext(r.t.Context(), query); err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
}

// begin starts a transaction; settings are statements before it, on the same connection.
func (r rival) begin(settings ...string) *sql.Tx {
	r.t.Helper()
	c, err := r.db.Conn(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, s := range settings {
		if _, err := c.ExecContext(r.t.Context(), s); err != nil {
			r.t.Fatalf("%s: %v", s, err)
		}
	}
	tx, err := c.BeginTx(context.Background(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = tx.Rollback(); _ = c.Close() })
	return tx
}

// in runs a statement of a transaction.
func (r rival) in(tx *sql.Tx, query string) {
	if _, err := tx.ExecContext(context.Background(), query); err != nil {
		r.t.Errorf("%s: %v", query, err)
	}
}

// FI-18, FI-19, FI-20: the server's own 1213, 1205 and 1020. In each the first half of our transaction is written
// before the error comes; afterwards it must be there once, not twice and not alone.
func realErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		number  uint16
		collide func(ours *gorm.DB, r rival) error
	}{
		"deadlock":                    {1213, deadlock},
		"lock wait":                   {1205, lockWait},
		"changed since the last read": {1020, changedSince},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := testkit.MySQL(t)
			d := testkit.OpenConfig(t, db.Config{Dialect: db.MySQL, DSN: dsn})
			r := newRival(t, dsn)
			r.exec("INSERT INTO settings (name, value) VALUES ('a', ''), ('b', ''), ('ours', '')")
			runs, number := 0, uint16(0)
			err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
				runs++
				g := tx.Gorm(ctx)
				if err := g.Exec(extend("ours")).Error; err != nil || runs > 1 {
					return err
				}
				err := c.collide(g, r)
				var m *mysql.MySQLError
				if errors.As(err, &m) {
					number = m.Number
				}
				return err
			})
			if err != nil || runs != 2 || number != c.number {
				t.Errorf("%v after %d runs, the server said %d", err, runs, number)
			}
			var value string
			if err := d.Gorm(t.Context()).Raw("SELECT value FROM settings WHERE name = 'ours'").Scan(&value).Error; err != nil || value != "x" {
				t.Errorf("written %q, %v", value, err)
			}
		})
	}
}

// extend is a statement that shows how often it was run.
func extend(name string) string {
	return "UPDATE settings SET value = CONCAT(value, 'x') WHERE name = '" + name + "'"
}

// deadlock: each holds what the other wants next; the rival has written more, so the server gives ours up.
func deadlock(ours *gorm.DB, r rival) error {
	theirs := r.begin()
	for i := range 100 {
		r.in(theirs, "INSERT INTO settings (name, value) VALUES ('"+itoa(i)+"', '')")
	}
	r.in(theirs, extend("b"))
	if err := ours.Exec(extend("a")).Error; err != nil {
		return err
	}
	waits := make(chan struct{})
	go func() {
		defer close(waits)
		r.in(theirs, extend("a"))
		_ = theirs.Rollback()
	}()
	defer func() { <-waits }()
	return ours.Exec(extend("b")).Error
}

// lockWait: the rival keeps a row for longer than we wait.
func lockWait(ours *gorm.DB, r rival) error {
	theirs := r.begin()
	defer func() { _ = theirs.Rollback() }()
	r.in(theirs, extend("b"))
	if err := ours.Exec("SET innodb_lock_wait_timeout = 1").Error; err != nil {
		return err
	}
	return ours.Exec(extend("b")).Error
}

// changedSince: under snapshot isolation a row that changed since it was read is refused. Our transactions read
// committed rows and never see it; the error is brought in from a connection that does.
func changedSince(_ *gorm.DB, r rival) error {
	theirs := r.begin("SET innodb_snapshot_isolation = ON", "SET tx_isolation = 'REPEATABLE-READ'")
	defer func() { _ = theirs.Rollback() }()
	r.in(theirs, "SELECT value FROM settings WHERE name = 'a'")
	r.exec(extend("a"))
	_, err := theirs.ExecContext(r.t.Context(), extend("a"))
	return err
}

// FI-18, FI-19, FI-20 on the real programs: with snapshot isolation on for everybody, a stranger locks rows in the
// wrong order and holds rows for longer than anybody waits.
func strangerInTheDatabase(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateMariaDB(t)
	admin := newRival(t, "root@tcp("+server.Addr+")/")
	admin.exec("SET GLOBAL innodb_snapshot_isolation = ON")
	s := newSite(t, plan{maria: server, webs: 2, workers: 2})
	r := newRival(t, s.dsn)
	rng := dice(t, 12)
	people := s.crowd(6, 10*time.Millisecond, rng)
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for ctx.Err() == nil {
				r.wrongWayRound(ctx)
			}
		})
	}
	s.goesOn(60)
	held := r.begin()
	r.in(held, "SELECT next FROM sequences FOR UPDATE")
	r.in(held, "SELECT id FROM outbox ORDER BY id LIMIT 5 FOR UPDATE")
	pause(t.Context(), 6*time.Second) // longer than innodb_lock_wait_timeout
	_ = held.Rollback()
	s.goesOn(20)
	stop()
	wg.Wait()
	people.leave()
	t.Logf("%d deadlocks; drained in %s", s.deadlocks(), s.drain())
	s.verify()
	if s.deadlocks() == 0 {
		t.Error("there was no deadlock")
	}
}

// wrongWayRound locks leads before their jobs; our workers lock jobs before their leads.
func (r rival) wrongWayRound(ctx context.Context) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return
	}
	defer func() { _ = tx.Rollback() }()
	for _, query := range []string{
		"SELECT id FROM leads ORDER BY id DESC LIMIT 3 FOR UPDATE",
		"SELECT id FROM outbox ORDER BY id DESC LIMIT 3 FOR UPDATE",
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return // the server gave this one up; as well
		}
	}
}

func (s *site) deadlocks() int64 {
	var row struct{ Value int64 }
	s.app.DB.Gorm(s.t.Context()).Raw("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'").Scan(&row)
	return row.Value
}
