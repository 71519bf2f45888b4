package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/clock"
)

func TestPrepare_firstStartsShareOneFolder(t *testing.T) {
	t.Parallel()
	alone, shared := t.TempDir(), t.TempDir()
	if err := os.Chmod(shared, 0o755); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, dir := range []string{alone, shared, shared, shared} {
		wg.Go(func() {
			if err := prepare(t.Context(), dir, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	nothingBeside(t, shared)
	if got, want := countLeads(t, shared), countLeads(t, alone); got != want || want == 0 {
		t.Errorf("%d leads, want %d", got, want)
	}
	mode(t, dbFile(shared), 0o600)
}

func nothingBeside(t *testing.T, dir string) {
	t.Helper()
	for _, pattern := range []string{"*.new*", "*-wal", "*-shm"} {
		if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
			t.Errorf("left over: %v, %v", left, err)
		}
	}
}

func mode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode() != want {
		t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
	}
}

func countLeads(t *testing.T, dir string) (n int64) {
	t.Helper()
	a, err := app.New(t.Context(), demoConfig(dir, dbFile(dir), app.Config{Log: slog.New(slog.DiscardHandler)}))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.DB.Gorm(t.Context()).Table("leads").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPrepare_closesWhatWasOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := touch(dbFile(dir)); err != nil {
		t.Fatal(err)
	}
	for path, perm := range map[string]os.FileMode{dir: 0o755, dbFile(dir): 0o644} {
		if err := os.Chmod(path, perm); err != nil {
			t.Fatal(err)
		}
	}
	if err := prepare(t.Context(), dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	mode(t, dir, os.ModeDir|0o755) // somebody else's folder stays as it is
	mode(t, dbFile(dir), 0o600)
}

func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// What runs may still be playing is left alone; what a killed first start left long ago goes.
func TestPrepare_clearsOnlyOldLeftovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, young := filepath.Join(dir, "demo-1.new-wal"), filepath.Join(dir, "demo-2.new")
	for _, path := range []string{old, young, dbFile(dir)} {
		if err := touch(path); err != nil {
			t.Fatal(err)
		}
	}
	long := clock.System().Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	if err := prepare(t.Context(), dir, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "demo-*.new*"))
	if err != nil || len(left) != 1 || left[0] != young {
		t.Errorf("left: %v, %v, want %s", left, err, young)
	}
}
