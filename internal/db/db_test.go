package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

type setting struct{ Name, Value string }

func (setting) TableName() string { return "settings" }

func names(t *testing.T, d *db.DB) []string {
	t.Helper()
	var rows []setting
	if err := d.Gorm(t.Context()).Order("name").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, r.Name)
	}
	return out
}

func TestInTx_keepsAllOrNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		stop := errors.New("stop")
		ran := false
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			tx.OnCommit(func() { ran = true })
			if err := tx.Gorm(ctx).Create(&setting{Name: "a"}).Error; err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) || len(names(t, d)) != 0 || ran {
			t.Errorf("err %v, rows %v, hook ran %v", err, names(t, d), ran)
		}
	})
}

func TestInTx_refusesNesting(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	err := d.InTx(t.Context(), func(ctx context.Context, _ db.Tx) error {
		return d.InTx(ctx, func(context.Context, db.Tx) error { return nil })
	})
	if err == nil {
		t.Error("nested")
	}
}

func TestInTx_panicGivesTheConnectionBack(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	func() {
		defer func() { _ = recover() }()
		_ = d.InTx(t.Context(), func(context.Context, db.Tx) error {
			panic("in the middle") //nolint:forbidigo // what this test is about
		})
	}()
	if err := d.InTx(t.Context(), func(context.Context, db.Tx) error { return nil }); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

// A deadlock is run again whole; whoever swallows it writes nothing more (seen on MariaDB: the next UPDATE
// would commit by itself and survive the rollback).
func TestInTx_retriesWholeAndDiesOnSwallowedDeadlock(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		runs := 0
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			runs++
			if err := tx.Gorm(ctx).Create(&setting{Name: "once"}).Error; err != nil {
				return err
			}
			if runs < 3 {
				return &mysql.MySQLError{Number: 1213}
			}
			return nil
		})
		if got := names(t, d); err != nil || runs != 3 || !slices.Equal(got, []string{"once"}) {
			t.Errorf("err %v, %d runs, rows %v", err, runs, got)
		}
	})
}

func TestInTx_givesUpAsUnavailable(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	err := d.InTx(t.Context(), func(context.Context, db.Tx) error { return &mysql.MySQLError{Number: 1205} })
	if !errs.Is(err, errs.Unavailable) {
		t.Errorf("err = %v, want unavailable", err)
	}
}

func TestSequence_neverRepeats(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		const takers, each = 8, 50
		sequences := []*db.Sequence{d.Sequence("s", 7), d.Sequence("s", 7)} // as two processes have them
		var mu sync.Mutex
		seen := map[int64]bool{}
		var wg sync.WaitGroup
		for i := range takers {
			wg.Go(func() {
				for range each {
					n, err := sequences[i%2].Next(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if seen[n] || n < 1 {
						t.Errorf("%d again", n)
					}
					seen[n] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(seen) != takers*each {
			t.Errorf("%d numbers, want %d", len(seen), takers*each)
		}
	})
}

func TestReadPool_cannotWrite(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	if err := d.Gorm(t.Context()).Create(&setting{Name: "x"}).Error; err == nil {
		t.Error("the read pool wrote")
	}
}

var (
	tableName  = regexp.MustCompile(`CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(`)
	columnName = regexp.MustCompile(`(?m)^  (\w+) (?:BIGINT|VARCHAR|TEXT|VARBINARY|MEDIUMTEXT|MEDIUMBLOB|BLOB)`)
)

// schema returns table → columns of a dialect's migrations.
func schema(t *testing.T, dialect string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("migrations/" + dialect + "/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations of %s: %v", dialect, err)
	}
	tables := map[string][]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(b), ";\n") {
			if m := tableName.FindStringSubmatch(part); m != nil {
				tables[m[1]] = nil // made anew
				for _, c := range columnName.FindAllStringSubmatch(part, -1) {
					tables[m[1]] = append(tables[m[1]], c[1])
				}
			}
		}
	}
	return tables
}

func TestSchema_isTheSameInBothDialects(t *testing.T) {
	t.Parallel()
	a, b := schema(t, "mysql"), schema(t, "sqlite")
	if len(a) < 20 || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("mysql and sqlite differ:\n%v\n%v", a, b)
	}
}

// No word that MySQL 8.4 or MariaDB 11 reserves, and no column that could tell who a reporter is.
func TestSchema_namesAreFree(t *testing.T) {
	t.Parallel()
	forbidden := regexp.MustCompile(`(?i)(^|_)(ip|ua|agent|device|referr?er|fingerprint|ethnic\w*|nation\w*|religion|race|minzu)($|_)`)
	for table, columns := range schema(t, "mysql") {
		for _, name := range append(columns, table) {
			if slices.Contains(reserved, strings.ToUpper(name)) {
				t.Errorf("%s.%s is a reserved word", table, name)
			}
			if forbidden.MatchString(name) {
				t.Errorf("%s.%s has no place here", table, name)
			}
		}
	}
}

// Patience that ends just before COMMIT: the pool has rolled back, nothing is stored, and who asked may ask again.
func TestInTx_whoseTimeIsUpBeforeTheCommitMayTryAgain(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			err := tx.Gorm(ctx).Create(&setting{Name: "late"}).Error
			cancel()
			return err
		})
		if !errs.Is(err, errs.Unavailable) || errors.Is(err, db.ErrUnknownCommit) {
			t.Errorf("err = %v, want that it may be tried again", err)
		}
		if got := names(t, d); len(got) != 0 {
			t.Errorf("stored %v", got)
		}
	})
}
