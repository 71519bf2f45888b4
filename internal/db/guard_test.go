package db

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"sunlead/internal/errs"
)

func open(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), Config{Dialect: SQLite, DSN: filepath.Join(t.TempDir(), "g.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// A function that swallows a deadlock and goes on must not write another row.
func TestGuard_refusesStatementsOnADeadTransaction(t *testing.T) {
	t.Parallel()
	d := open(t)
	tried := 0
	err := d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
		tried++
		_ = tx.guard.note(&mysql.MySQLError{Number: 1213}) // the server gave the transaction up; f does not look
		if err := tx.Gorm(ctx).Exec("INSERT INTO settings (name, value) VALUES ('ghost', '')").Error; err == nil {
			t.Error("a statement ran on a dead transaction")
		}
		var n int64
		if err := tx.Gorm(ctx).Raw("SELECT COUNT(*) FROM settings").Row().Scan(&n); err == nil {
			t.Error("a query ran on a dead transaction")
		}
		return nil
	})
	if !errs.Is(err, errs.Unavailable) || tried != attempts {
		t.Errorf("err %v after %d tries", err, tried)
	}
	var n int64
	if err := d.Gorm(t.Context()).Table("settings").Count(&n).Error; err != nil || n != 0 {
		t.Errorf("%d ghosts, %v", n, err)
	}
}

func TestGroup_answersEachAfterOneWrite(t *testing.T) {
	t.Parallel()
	g := NewGroup(open(t), Writer[int, int]{
		Key:   func(q int) string { return string(rune(q)) },
		Write: func(_ context.Context, qs []int) ([]int, error) { return doubled(qs), nil },
		Find:  func(context.Context, int) (int, bool, error) { return 0, false, nil },
	})
	for i := 1; i < 20; i++ {
		if r, err := g.Do(t.Context(), i); err != nil || r != 2*i {
			t.Errorf("Do(%d) = %d, %v", i, r, err)
		}
	}
	g.Close()
	if _, err := g.Do(t.Context(), 1); !errs.Is(err, errs.Unavailable) {
		t.Errorf("after Close: %v", err)
	}
}

func doubled(qs []int) []int {
	out := make([]int, len(qs))
	for i, q := range qs {
		out[i] = 2 * q
	}
	return out
}

// One bad write in a batch fails alone; a write whose commit is unknown is looked up, not written twice.
func TestGroup_splitsAndResolves(t *testing.T) {
	t.Parallel()
	stored := map[int]bool{}
	w := Writer[int, int]{
		Key:  func(q int) string { return string(rune('a' + q)) },
		Find: func(_ context.Context, q int) (int, bool, error) { return 2 * q, stored[q], nil },
	}
	w.Write = func(_ context.Context, qs []int) ([]int, error) {
		for _, q := range qs {
			if q == 13 {
				return nil, errors.New("bad data")
			}
		}
		for _, q := range qs {
			if stored[q] {
				t.Errorf("%d written twice", q)
			}
			stored[q] = true
			if q == 7 {
				return nil, ErrUnknownCommit // it is stored, but the answer was lost
			}
		}
		return doubled(qs), nil
	}
	g := &Group[int, int]{w: w}
	batch := make([]*pending[int, int], 0, 4)
	for _, q := range []int{1, 13, 7, 1} {
		batch = append(batch, &pending[int, int]{ctx: t.Context(), q: q, answer: make(chan outcome[int], 1)})
	}
	g.commit(batch)
	for i, want := range []int{2, 0, 14, 2} {
		o := <-batch[i].answer
		if o.r != want || (o.err != nil) != (want == 0) {
			t.Errorf("answer %d = %+v, want %d", i, o, want)
		}
	}
}

func TestGroup_abandonedAskerIsStillStored(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stored []int
	g := NewGroup(open(t), Writer[int, int]{
		Key:   func(int) string { return "k" },
		Write: func(ctx context.Context, qs []int) ([]int, error) { stored = qs; return doubled(qs), ctx.Err() },
		Find:  func(context.Context, int) (int, bool, error) { return 0, false, nil },
	})
	_, _ = g.Do(ctx, 4) // answered or not, nobody is there to hear it
	g.Close()
	if !slices.Equal(stored, []int{4}) {
		t.Errorf("stored %v: the caller's disconnect cancelled the write", stored)
	}
}

// A COMMIT whose connection broke may arrive after we looked: then our second write finds the key taken.
func TestGroup_commitThatArrivesLateIsFound(t *testing.T) {
	t.Parallel()
	looked, wrote := 0, 0
	broken := errors.New("invalid connection")
	g := NewGroup(open(t), Writer[int, int]{
		Key: func(int) string { return "k" },
		Write: func(context.Context, []int) ([]int, error) {
			wrote++
			return nil, []error{broken, errors.Join(ErrUnknownCommit, broken), gorm.ErrDuplicatedKey}[wrote-1]
		},
		Find: func(context.Context, int) (int, bool, error) {
			looked++
			switch looked {
			case 1:
				return 0, false, broken
			case 2, 3:
				return 0, false, nil
			default:
				return 8, true, nil
			}
		},
	})
	defer g.Close()
	if r, err := g.Do(t.Context(), 4); err != nil || r != 8 {
		t.Errorf("Do = %d, %v, want what is stored", r, err)
	}
}

// A database that hangs must not hold the asker: who is told in time comes back with the same key.
func TestGroup_tellsInTimeAndWritesOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	writing, hang := make(chan struct{}), make(chan struct{})
	var stored []int
	g := NewGroup(open(t), Writer[int, int]{
		Key: func(int) string { return "k" },
		Write: func(_ context.Context, qs []int) ([]int, error) {
			close(writing)
			<-hang
			stored = qs
			return doubled(qs), nil
		},
		Find: func(context.Context, int) (int, bool, error) { return 0, false, nil },
	})
	go func() { <-writing; cancel() }()
	if _, err := g.Do(ctx, 4); !errs.Is(err, errs.Unavailable) {
		t.Errorf("Do = %v, want unavailable while the database hangs", err)
	}
	close(hang)
	g.Close()
	if !slices.Equal(stored, []int{4}) {
		t.Errorf("stored %v, want what was asked", stored)
	}
}
