package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
)

// The states of a file of texts in REVIEW.md. A file without a row waits like one that says 待审校.
const (
	stateWaiting = "待审校"
	stateSigned  = "已审校"
)

// Reviewed reports whether a native reader has signed off every sentence of a language, as it is now. A language without a
// REVIEW.md needs nobody's signature.
func Reviewed(lang string) bool {
	waiting, changed := reviewOf(TextFiles, lang)
	return len(waiting) == 0 && len(changed) == 0
}

// review is a row of REVIEW.md: what was read, and by whom.
type review struct{ file, state, sum, role, day string }

// reviewOf sorts out the files of a language that nobody has signed off, and those that were changed after somebody did.
func reviewOf(fsys fs.FS, lang string) (waiting, changed []string) {
	dir := path.Join("texts", lang)
	book, err := fs.ReadFile(fsys, path.Join(dir, "REVIEW.md"))
	if err != nil {
		return nil, nil
	}
	rows := reviewRows(string(book))
	names, _ := fs.Glob(fsys, dir+"/*.json") // the only error is a bad pattern
	for _, name := range names {
		file := path.Base(name)
		switch body, err := fs.ReadFile(fsys, name); {
		case rows[file].state != stateSigned:
			waiting = append(waiting, file)
		case err != nil || rows[file].sum != sumOf(body):
			changed = append(changed, file)
		}
	}
	return waiting, changed
}

func sumOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// reviewRows reads the rows of the table: file, state, SHA-256, role, day.
func reviewRows(book string) map[string]review {
	rows := map[string]review{}
	for line := range strings.Lines(book) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 7 {
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `")
		}
		if path.Ext(cells[1]) == ".json" {
			rows[cells[1]] = review{cells[1], cells[2], cells[3], cells[4], cells[5]}
		}
	}
	return rows
}
