package lead

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tableLeads finds SQL, or a gorm call, that names the ledger's own tables.
var tableLeads = regexp.MustCompile("(?i)\\b(from|join|update|into|table\\()\\s*[\"`]?lead(s|_texts|_drafts|_clocks|_steps|_items)\\b")

// trusted reads every room's tables: the check of the invariants must not take this room's word, and shows numbers
// only; test support is in no program.
var trusted = regexp.MustCompile(`internal/(invariants|testkit)/`)

// Whoever else reads the ledger goes through Scope: no SQL names its tables outside this room. Tests may look.
func TestLedger_isReadInThisRoomOnly(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.Contains(path, "internal/lead/") || trusted.MatchString(path) {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if m := tableLeads.Find(b); m != nil {
			t.Errorf("%s reads the ledger by itself: %q", path, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !tableLeads.MatchString("SELECT id FROM leads WHERE") {
		t.Error("the pattern finds nothing")
	}
}
