package web

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var reviewDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// What a native reader signed off is what is shipped: a sentence that changed afterwards was read by nobody.
func TestReview_signedFilesAreUnchanged(t *testing.T) {
	t.Parallel()
	_, changed := reviewOf(TextFiles, "ug")
	for _, file := range changed {
		t.Errorf("texts/ug/%s changed after it was signed off; put its row in REVIEW.md back to %s", file, stateWaiting)
	}
	book, err := fs.ReadFile(TextFiles, "texts/ug/REVIEW.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := reviewRows(string(book))
	names, _ := fs.Glob(TextFiles, "texts/ug/*.json")
	for _, name := range names {
		if rows[path.Base(name)].state == "" {
			t.Errorf("REVIEW.md has no row for %s", name)
		}
	}
	for file, r := range rows {
		if _, err := fs.Stat(TextFiles, "texts/ug/"+file); err != nil {
			t.Errorf("REVIEW.md has a row for %s, which is gone", file)
		}
		switch {
		case r.state == stateSigned && (r.role == "" || !reviewDay.MatchString(r.day)):
			t.Errorf("%s is signed off by %q on %q: whose role, and what day?", file, r.role, r.day)
		case r.state != stateSigned && r.state != stateWaiting:
			t.Errorf("%s is %q: %s or %s", file, r.state, stateWaiting, stateSigned)
		}
	}
}

func TestReviewed_holdsOnlyForWhatWasRead(t *testing.T) {
	t.Parallel()
	body := `{"a": "ب"}`
	sum := sumOf([]byte(body))
	cases := []struct {
		book             string
		waiting, changed []string
	}{
		{"| `a.json` | 已审校 | `" + sum + "` | 审校员 | 2026-11-26 |\n", nil, nil},
		{"| `a.json` | 待审校 | | | |\n", []string{"a.json"}, nil},
		{"| `a.json` | 已审校 | `" + strings.Repeat("0", 64) + "` | 审校员 | 2026-11-26 |\n", nil, []string{"a.json"}},
		{"no table\n", []string{"a.json"}, nil},
	}
	for _, c := range cases {
		waiting, changed := reviewOf(files("ug/a.json", body, "ug/REVIEW.md", c.book), "ug")
		if !slices.Equal(waiting, c.waiting) || !slices.Equal(changed, c.changed) {
			t.Errorf("%q: waiting %v, changed %v", c.book, waiting, changed)
		}
	}
	if Reviewed("ug") {
		t.Error("nobody has read the Uyghur sentences yet")
	}
	if !Reviewed("zh") || !Reviewed("en") {
		t.Error("only Uyghur waits for a reader")
	}
}

func TestLayout_saysThatNobodyHasReadTheLanguage(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	for lang, texts := range all {
		page, err := ParsePage(texts, LayoutPublic, "home/show")
		if err != nil {
			t.Fatal(err)
		}
		bar, err := page.Parse(`{{define "main"}}x{{end}}`)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := bar.ExecuteTemplate(&out, LayoutPublic, &testPage{Lang: lang, texts: texts}); err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(out.String(), texts.T("lang.unreviewed")); said == Reviewed(lang) {
			t.Errorf("%s: a page says that it is unread: %v", lang, said)
		}
	}
}
