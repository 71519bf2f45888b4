package app

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// fast is a speed at which a millisecond of Wall time shows.
const fast = 100_000

func open(t *testing.T, dir string) *App {
	t.Helper()
	a, err := New(t.Context(), Config{
		Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "app.db")},
		Keys:     filepath.Join(dir, "keys"), MakeKeys: true, Migrate: true, Speed: fast, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// runOn reads the clock for an hour of Case time and returns the last instant seen.
func runOn(c clock.Clock) time.Time {
	seen := c.Now()
	for end := seen.Add(time.Hour); seen.Before(end); {
		seen = c.Now()
	}
	return seen
}

func TestApp_killedClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var seen time.Time
	for n := range 4 {
		a := open(t, dir)
		t.Cleanup(a.Close)
		if got := a.Case.Now(); got.Before(seen) {
			t.Fatalf("start %d: %v, seen before: %v", n+1, got, seen)
		}
		seen = runOn(a.Case)
		if err := a.DB.Close(); err != nil { // as if killed: nothing is saved from here on
			t.Fatal(err)
		}
	}
}

func TestApp_stoppedClockIsSavedExactly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, dir)
	before := runOn(a.Case)
	a.Close()
	after := a.Case.Now()
	d, err := db.Open(t.Context(), db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "app.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if saved, err := savedClock(t.Context(), d); err != nil || saved.Before(before) || saved.After(after) {
		t.Errorf("saved %v, %v; want from %v to %v", saved, err, before, after)
	}
}
