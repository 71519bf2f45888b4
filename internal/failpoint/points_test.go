package failpoint

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A mark that is not in the table, or in the table and nowhere else, would leave a crash untested.
func TestPoints_areExactlyTheMarksInTheCode(t *testing.T) {
	t.Parallel()
	mark := regexp.MustCompile(`failpoint\.Hit\(([^)]*)\)`)
	var found []string
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range mark.FindAllStringSubmatch(string(text), -1) {
			found = append(found, strings.Trim(m[1], `"`))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var table []string
	for _, p := range Points() {
		table = append(table, p.Name)
	}
	slices.Sort(found)
	slices.Sort(table)
	if !slices.Equal(found, table) {
		t.Errorf("in the code %q, in the table %q", found, table)
	}
}
