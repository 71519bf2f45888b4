package vault

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadRing_firstStartsAgree(t *testing.T) {
	t.Parallel()
	for range 20 {
		dir := filepath.Join(t.TempDir(), "keys")
		rings := make([]*Ring, 8)
		var wg sync.WaitGroup
		for i := range rings {
			wg.Go(func() {
				r, err := LoadRing(dir, true)
				if err != nil {
					t.Error(err)
				}
				rings[i] = r
			})
		}
		wg.Wait()
		for _, r := range rings[1:] {
			if d := cmp.Diff(rings[0], r, cmp.AllowUnexported(Ring{}, Pepper{})); d != "" {
				t.Fatalf("two starts have different keys: %s", d)
			}
		}
		onlyKeys(t, dir)
	}
}

func onlyKeys(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != len(keyFiles) {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

// Whoever died while writing a key leaves nothing that a later start takes for one, and an existing key is never replaced.
func TestMakeKey_neverReplaces(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seal.key")
	first, err := makeKey(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := makeKey(path)
	if err != nil || !cmp.Equal(first, second) {
		t.Errorf("the second maker has a key of its own, %v", err)
	}
}
