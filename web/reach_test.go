package web

import (
	"html/template"
	"testing"
)

// What is called from any branch is kept, what nobody calls is not.
func TestOnly_keepsWhatIsReached(t *testing.T) {
	t.Parallel()
	const source = `{{define "root"}}{{if .}}{{template "a" .}}{{else}}{{with .}}{{template "b" .}}{{else}}{{range .}}{{template "c" .}}{{end}}{{end}}{{end}}{{block "d" .}}{{end}}{{end}}` +
		`{{define "a"}}{{template "deep" .}}{{end}}{{define "b"}}{{end}}{{define "c"}}{{end}}{{define "deep"}}{{template "root" .}}{{end}}{{define "unused"}}{{end}}`
	set := template.Must(template.New("page").Parse(source))
	small, err := only(set, template.New("page"), "root")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root", "a", "b", "c", "d", "deep"} {
		if small.Lookup(name) == nil {
			t.Errorf("%s is reached and gone", name)
		}
	}
	if small.Lookup("unused") != nil {
		t.Error("what nobody calls is kept")
	}
}
