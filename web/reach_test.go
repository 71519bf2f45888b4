package web

import (
	"html/template"
	"testing"
)

// What is called from any branch is kept, what nobody calls is not.
func TestLend_whatIsReached(t *testing.T) {
	t.Parallel()
	const source = `{{define "root"}}{{if .}}{{template "a" .}}{{else}}{{with .}}{{template "b" .}}{{else}}{{range .}}{{template "c" .}}{{end}}{{end}}{{end}}{{block "d" .}}{{end}}{{end}}` +
		`{{define "a"}}{{template "deep" .}}{{end}}{{define "b"}}{{end}}{{define "c"}}{{end}}{{define "deep"}}{{template "root" .}}{{end}}{{define "f"}}{{end}}{{define "unused"}}{{end}}`
	around := template.Must(template.New("around").Parse(source))
	page := template.Must(template.New("page").Parse(`{{define "b"}}its own{{template "f" .}}{{end}}`))
	if err := lend(page, around, "root"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root", "a", "b", "c", "d", "deep", "f"} {
		if page.Lookup(name) == nil {
			t.Errorf("%s is reached and gone", name)
		}
	}
	if page.Lookup("unused") != nil {
		t.Error("what nobody calls is kept")
	}
	if page.Lookup("b").Tree.Root.String() != `its own{{template "f" .}}` {
		t.Error("the frame's block stands in the place of the page's own")
	}
	if page.Lookup("deep").Tree == around.Lookup("deep").Tree {
		t.Error("two pages change the same tree")
	}
}
