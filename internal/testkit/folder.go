package testkit

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// forgotten is the age at which a folder of servers' data belongs to a run that was killed. No run is so long.
const forgotten = 12 * time.Hour

// newFolder makes a folder for a server's data, in memory where possible, and clears what killed runs left.
func newFolder(kind string) (string, error) {
	old, err := filepath.Glob(filepath.Join(scratch(), "sunlead-test-*"))
	if err != nil {
		return "", err
	}
	for _, dir := range old {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > forgotten {
			_ = os.RemoveAll(dir)
		}
	}
	return os.MkdirTemp(scratch(), "sunlead-test-"+kind+"-")
}

// SharedFolder makes a folder for all tests of the package; Main deletes it after the last one.
func SharedFolder(kind string) (string, error) {
	if !underMain.Load() {
		return "", errors.New("nobody would delete it: the package needs func TestMain(m *testing.M) { testkit.Main(m) }")
	}
	dir, err := newFolder(kind)
	if err != nil {
		return "", err
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.folders = append(shared.folders, dir)
	return dir, nil
}
