package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/invariants"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// checkFolder looks at the invariants of a demo that has ended.
func checkFolder(t *testing.T, dir string) {
	t.Helper()
	d, err := db.Open(context.WithoutCancel(t.Context()), db.Config{Dialect: db.SQLite, DSN: dbFile(dir)})
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = d.Close() }()
	testkit.Moves(d, lead.Diagram())
	testkit.Check(t, d)
}

// playedHouse is the demo's, with its leads at work.
func playedHouse(t *testing.T) *app.App {
	t.Helper()
	dir := t.TempDir()
	if err := prepare(t.Context(), dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), demoConfig(dir, dbFile(dir), app.Config{Log: slog.New(slog.DiscardHandler)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

// Numbers and ids stand in the output, and nothing else of a lead.
func TestCheck_namesWhatIsBroken(t *testing.T) {
	t.Parallel()
	a := playedHouse(t)
	var out bytes.Buffer
	if err := check(t.Context(), a, checkOptions(a), &out); err != nil || strings.Count(out.String(), " ok\n") != len(invariants.Table()) {
		t.Fatalf("%v\n%s", err, out.String())
	}
	var number string
	err := a.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := tx.Gorm(ctx).Raw("SELECT number FROM leads ORDER BY id LIMIT 1").Scan(&number).Error; err != nil {
			return err
		}
		return tx.Gorm(ctx).Exec("UPDATE leads SET version = version + 1, summary = '示例一小' WHERE number = ?", number).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	out.Reset()
	err = check(t.Context(), a, checkOptions(a), &out)
	if !errors.Is(err, errBroken) || !strings.Contains(out.String(), fmt.Sprintf("%-16s 1: %s\n", "INV-18", number)) || strings.Contains(out.String(), "示例") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestCheck_exitsWithOneWhenBroken(t *testing.T) {
	dir := t.TempDir()
	if err := prepare(t.Context(), dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"INTAKE_DATABASE_URL": "sqlite://" + dbFile(dir), "INTAKE_REDIS_URL": "redis://127.0.0.1:1/0", "INTAKE_KEYS": filepath.Join(dir, "keys"),
	} {
		t.Setenv(name, value)
	}
	if code := run(t.Context(), []string{"check"}); code != 0 {
		t.Errorf("a sound database ends with %d", code)
	}
	d, err := db.Open(t.Context(), db.Config{Dialect: db.SQLite, DSN: dbFile(dir)})
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec("DELETE FROM lead_texts").Error })
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]int{"check": 1, "check -quick": 0, "check now": 1, "check -slow": 2} {
		if code := run(t.Context(), strings.Fields(args)); code != want {
			t.Errorf("%s ends with %d, want %d", args, code, want)
		}
	}
	if _, err := os.Stat(dbFile(dir)); err != nil {
		t.Error(err)
	}
}
