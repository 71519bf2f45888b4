package testkit

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/invariants"
)

// looks says of open databases how they are looked at when their test ends.
var looks struct {
	mu sync.Mutex
	of map[*db.DB]*look
}

type look struct {
	corrupted bool
	moves     [][3]string
}

func lookOf(d *db.DB, change func(*look)) look {
	looks.mu.Lock()
	defer looks.mu.Unlock()
	if looks.of == nil {
		looks.of = map[*db.DB]*look{}
	}
	if looks.of[d] == nil {
		looks.of[d] = &look{}
	}
	change(looks.of[d])
	return *looks.of[d]
}

// Corrupted says that the test breaks the database on purpose: nobody looks at its invariants. Say why beside it.
func Corrupted(d *db.DB) { lookOf(d, func(l *look) { l.corrupted = true }) }

// Moves tells the look after the test which moves are legal (lead.Diagram).
func Moves(d *db.DB, legal [][3]string) { lookOf(d, func(l *look) { l.moves = legal }) }

// checkTime bounds the look after a test.
const checkTime = time.Minute

// CheckAfter looks at the invariants of a database when the test ends, before what was registered earlier is closed.
// OpenConfig calls it; call it for a database that was opened otherwise. A database that is gone by then, closed or
// killed, is not looked at. Benchmarks are not: their ledgers are large.
func CheckAfter(t testing.TB, d *db.DB) {
	t.Helper()
	if _, fast := t.(*testing.B); fast {
		return
	}
	t.Cleanup(func() {
		l := lookOf(d, func(*look) {})
		looks.mu.Lock()
		delete(looks.of, d)
		looks.mu.Unlock()
		if !l.corrupted {
			checkNow(t, d, l)
		}
	})
}

// Check looks at the invariants of a database now; a finding fails the test.
func Check(t testing.TB, d *db.DB) {
	t.Helper()
	checkNow(t, d, lookOf(d, func(*look) {}))
}

func checkNow(t testing.TB, d *db.DB, l look) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), checkTime)
	defer cancel()
	o := invariants.Options{Moves: l.moves}
	var leads int64
	err := d.Gorm(ctx).Table("leads").Count(&leads).Error
	if err == nil {
		o.Alone = leads == 0 // a test of a room below the ledger
		err = tellFindings(ctx, t, d, o)
	}
	if gone(err) {
		t.Logf("the database is gone, nobody looked at its invariants: %v", err)
	} else if err != nil {
		t.Errorf("look at the invariants: %v", err)
	}
}

func tellFindings(ctx context.Context, t testing.TB, d *db.DB, o invariants.Options) error {
	t.Helper()
	found, err := invariants.Check(ctx, d, o)
	for _, f := range found {
		t.Errorf("%s broken: %s: %d, %s", f.ID, f.Sentence, f.Count, strings.Join(f.Offenders, ", "))
	}
	return err
}

// gone reports a database that its test closed or killed.
func gone(err error) bool {
	return err != nil && (errs.Is(err, errs.Unavailable) || strings.Contains(err.Error(), "database is closed"))
}
