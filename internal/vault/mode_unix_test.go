//go:build unix

package vault

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadRing_refusesKeysThatOthersRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := LoadRing(dir, true); err != nil {
		t.Fatal(err)
	}
	for _, name := range keyFiles {
		path := filepath.Join(dir, name)
		for _, mode := range []fs.FileMode{0o644, 0o640, 0o604, 0o620, 0o610, 0o666} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, err := LoadRing(dir, false); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s with %04o: %v", name, mode, err)
			}
		}
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadRing(dir, false); err != nil {
			t.Error(err)
		}
	}
}
