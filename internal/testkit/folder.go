package testkit

import (
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
