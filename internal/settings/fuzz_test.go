package settings

import (
	"os"
	"path/filepath"
	"testing"

	"sunlead/internal/testkit"
)

// Whatever stands in the file, it is read or refused; what is read is the same every time.
func FuzzParse(f *testing.F) {
	shipped, err := os.ReadFile(filepath.Join(testkit.Root(f), "deploy", "settings.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(shipped), "{}", "", "[]", `{"answer":0}`, `{"answer":-1}`, `{"answer":10000}`, `{"answer":5,"answer":6}`, `{"answer":1e400}`, `{"x":1}`, "\ufeff{}", `{}{}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, problems := parse(raw)
		if len(problems) > 0 {
			return
		}
		again, problems := parse(raw)
		for _, s := range All() {
			if len(problems) > 0 || v.Value(s.ID).Digest() != again.Value(s.ID).Digest() {
				t.Errorf("%s is read in two ways", s.ID)
			}
		}
	})
}
