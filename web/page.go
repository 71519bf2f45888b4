package web

import (
	"fmt"
	"html/template"
	"strings"
	"sync"

	"sunlead/internal/errs"
)

// The layouts a page is rendered through, named as they are defined.
const (
	LayoutPublic = "base_public"
	LayoutStaff  = "base_staff"
	LayoutPiece  = "base_piece" // a piece of a page, which a script puts into its place
)

// ParsePage parses templates/<page>.html ("report/type") with the layout and the parts that it reaches, bound to one language.
// Execute it with ExecuteTemplate(w, layout, data). Call it at start-up; an error is a fault in the build.
func ParsePage(t *Texts, layout, page string) (*template.Template, error) {
	around, err := frame{t, layout}.read()
	if err != nil {
		return nil, err
	}
	own, err := fresh(t, page).ParseFS(Templates, "templates/"+page+".html")
	if err != nil {
		return nil, fmt.Errorf("parse page %s: %w", page, err)
	}
	if err := lend(own, around, layout); err != nil {
		return nil, fmt.Errorf("parse page %s: %w", page, err)
	}
	return own, complete(own, page)
}

func fresh(t *Texts, page string) *template.Template {
	return template.New(page).Funcs(Funcs(t)).Option("missingkey=error")
}

func complete(tpl *template.Template, page string) error {
	for _, block := range []string{"title", "main"} {
		if tpl.Lookup(block) == nil {
			return fmt.Errorf("parse page %s: no block %q", page, block)
		}
	}
	return nil
}

// frames are the layouts with all their parts, each read once for all pages: frame → what reads it. Nobody executes one.
var frames sync.Map

type frame struct {
	texts  *Texts
	layout string
}

func (f frame) read() (*template.Template, error) {
	read, _ := frames.LoadOrStore(f, sync.OnceValues(func() (*template.Template, error) {
		return fresh(f.texts, f.layout).ParseFS(Templates, "templates/layout/parts*.html", "templates/layout/"+f.layout+".html")
	}))
	once, _ := read.(func() (*template.Template, error)) // nothing else is stored
	return once()
}

// ParseWhole is ParsePage with every part, also those the page does not use: for who will add to the page.
func ParseWhole(t *Texts, layout, page string) (*template.Template, error) {
	tpl, err := fresh(t, page).ParseFS(Templates,
		"templates/layout/parts*.html", "templates/layout/"+layout+".html", "templates/"+page+".html")
	if err != nil {
		return nil, fmt.Errorf("parse page %s: %w", page, err)
	}
	return tpl, complete(tpl, page)
}

// Funcs are the functions templates may call, bound to one language; package doc lists them.
func Funcs(t *Texts) template.FuncMap {
	reviewed := Reviewed(t.Lang())
	return template.FuncMap{
		"t":      t.T,
		"text":   func(x errs.Text) string { return t.Text(x) },
		"asset":  Asset,
		"url":    t.URL,
		"name":   t.Name,
		"tel":    telNumber,
		"groups": groups,
		"shown":  Shown,
		"dict":   dict,
		"button": func(label string, opts ...string) Button { return button(label, "", opts) },
		"link":   func(label, href string, opts ...string) Button { return button(label, href, opts) },
		"tag":    func(look, text string) Tag { return Tag{Look: look, Text: text} },

		"unreviewed": func() bool { return !reviewed },
	}
}

// button makes a Button in a template; opts are small, main, and the looks secondary and warning.
func button(label, href string, opts []string) Button {
	b := Button{Label: label, Href: href}
	for _, o := range opts {
		switch o {
		case "small":
			b.Small = true
		case "main":
			b.Main = true
		default:
			b.Look = o
		}
	}
	return b
}

// telNumber keeps the digits and the plus of a number, for href="tel:{{tel .Hotline}}".
func telNumber(number string) string {
	keep := func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}
	return strings.Map(keep, number)
}

// groups writes a code in groups of four: 4821 0937 5562 1048.
func groups(code string) string {
	var b strings.Builder
	for i, r := range []rune(strings.ReplaceAll(code, " ", "")) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// dict makes a map of name, value pairs, for a small partial that a page defines for itself.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values, want pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: name %v is not a string", pairs[i])
		}
		m[name] = pairs[i+1] //nolint:gosec // the number of values is even
	}
	return m, nil
}
