package httpd

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"sunlead/web"
)

// pageFile declares a page of web/templates and the layout it stands in.
type pageFile struct{ name, layout string }

// pageTable lists every page. A file that is not here, and a line without its file, stop the start.
var pageTable = []pageFile{
	{"error/show", web.LayoutPublic},
	{"error/show", web.LayoutStaff},
	{"signin/show", web.LayoutStaff},
	{"case/list", web.LayoutStaff},
	{"case/show", web.LayoutStaff},
	{"case/task", web.LayoutStaff},
	{"case/refused", web.LayoutStaff},
	{"case/reveal", web.LayoutStaff},
	{"letter/print", web.LayoutPublic},
	{"letter/print", web.LayoutStaff},
	{"home/show", web.LayoutPublic},
	{"report/type", web.LayoutPublic},
	{"report/school", web.LayoutPublic},
	{"report/higher", web.LayoutPublic},
	{"report/what", web.LayoutPublic},
	{"report/mask", web.LayoutPublic},
	{"report/evidence", web.LayoutPublic},
	{"report/contact", web.LayoutPublic},
	{"report/check", web.LayoutPublic},
	{"report/toll", web.LayoutPublic},
	{"report/done", web.LayoutPublic},
	{"report/all", web.LayoutPublic},
	{"report/other", web.LayoutPublic},
	{"report/similar", web.LayoutPublic},
	{"report/suggest", web.LayoutPiece},
	{"policy/show", web.LayoutPublic},
	{"clarification/list", web.LayoutPublic},
	{"stats/show", web.LayoutPublic},
	{"about/before", web.LayoutPublic},
	{"about/privacy", web.LayoutPublic},
	{"about/accessibility", web.LayoutPublic},
	{"track/show", web.LayoutPublic},
	{"track/lost", web.LayoutPublic},
	{"track/add", web.LayoutPublic},
	{"track/case", web.LayoutPublic},
	{"track/withdraw", web.LayoutPublic},
	{"track/erase", web.LayoutPublic},
	{"gallery/list", web.LayoutPublic},

	// City, desk, registers, messages, administration.
	{"city/show", web.LayoutStaff},
	{"city/dispatch", web.LayoutStaff},
	{"city/overdue", web.LayoutStaff},
	{"city/issue", web.LayoutStaff},
	{"desk/form", web.LayoutStaff},
	{"desk/done", web.LayoutStaff},
	{"desk/lookup", web.LayoutStaff},
	{"restricted/list", web.LayoutStaff},
	{"restricted/show", web.LayoutStaff},
	{"ji/list", web.LayoutStaff},
	{"ji/show", web.LayoutStaff},
	{"ledger/list", web.LayoutStaff},
	{"violation/list", web.LayoutStaff},
	{"checklist/list", web.LayoutStaff},
	{"checklist/item", web.LayoutStaff},
	{"message/list", web.LayoutStaff},
	{"publish/list", web.LayoutStaff},
	{"publish/form", web.LayoutStaff},
	{"publish/show", web.LayoutStaff},
	{"admin/users", web.LayoutStaff},
	{"admin/new", web.LayoutStaff},
	{"admin/user", web.LayoutStaff},
	{"setup/show", web.LayoutStaff},
	{"join/show", web.LayoutStaff},
	{"admin/system", web.LayoutStaff},
	{"admin/sms", web.LayoutStaff},
	{"admin/settings", web.LayoutStaff},
	{"admin/notice", web.LayoutStaff},
}

// pageSet holds the pages: name, then layout.
type pageSet map[string]map[string]parsing

// parsing parses a page when it is first asked for, and once.
type parsing func() (*template.Template, error)

// parsed are the pages of each language: a process that makes several servers, as tests do, parses them once.
var parsed sync.Map // *web.Texts → pageSet

// parsePages parses the table; extra pages of tests borrow the error page's layouts.
func parsePages(t *web.Texts, extra map[string]string) (pageSet, error) {
	shipped, err := shippedPages(t)
	if err != nil {
		return nil, err
	}
	set := maps.Clone(shipped)
	for name, source := range extra {
		for _, layout := range []string{web.LayoutPublic, web.LayoutStaff} {
			tpl, err := web.ParseWhole(t, layout, "error/show")
			if err == nil {
				tpl, err = tpl.Parse(source)
			}
			if err != nil {
				return nil, fmt.Errorf("parse page %s: %w", name, err)
			}
			set.add(pageFile{name, layout}, func() (*template.Template, error) { return tpl, nil })
		}
	}
	return set, nil
}

// shippedPages are those of the table. A language that is not the source has only what parents see, of the same files: whatever
// is wrong with one stops the start already, so it is parsed when somebody asks for it.
func shippedPages(t *web.Texts) (pageSet, error) {
	if kept, ok := parsed.Load(t); ok {
		set, _ := kept.(pageSet) // nothing else is stored
		return set, nil
	}
	set := pageSet{}
	for _, p := range pageTable {
		if p.layout == web.LayoutStaff && t.Lang() != web.SourceLang {
			continue
		}
		parse := sync.OnceValues(func() (*template.Template, error) { return web.ParsePage(t, p.layout, p.name) })
		if t.Lang() == web.SourceLang {
			if _, err := parse(); err != nil {
				return nil, err
			}
		}
		set.add(p, parse)
	}
	parsed.Store(t, set)
	if t.Lang() != web.SourceLang {
		return set, nil
	}
	return set, set.checkFiles(web.Templates)
}

func (set pageSet) add(p pageFile, parse parsing) {
	if set[p.name] == nil {
		set[p.name] = map[string]parsing{}
	}
	set[p.name][p.layout] = parse
}

// checkFiles finds files nobody declared.
func (set pageSet) checkFiles(fsys fs.FS) error {
	files, err := fs.Glob(fsys, "templates/*/*.html")
	if err != nil {
		return fmt.Errorf("list pages: %w", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if set[name] == nil && !strings.HasPrefix(name, "layout/") {
			return fmt.Errorf("page %s is not in pageTable", name)
		}
	}
	return nil
}

// buffers keeps the memory of rendered pages; a very large one is not kept.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const bufferMax = 1 << 20

func release(b *bytes.Buffer) {
	if b.Cap() <= bufferMax {
		b.Reset()
		buffers.Put(b)
	}
}

// execute renders a page into a buffer, so that a failing template never leaves half a page. A page declared
// in both layouts stands in the staff one when staff asks. Release the buffer afterwards.
func (set pageSet) execute(name string, staff bool, view any) (*bytes.Buffer, error) {
	layouts := []string{web.LayoutPublic, web.LayoutStaff, web.LayoutPiece}
	if staff {
		slices.Reverse(layouts)
	}
	at := slices.IndexFunc(layouts, func(layout string) bool { return set[name][layout] != nil })
	if at < 0 {
		return nil, fmt.Errorf("page %q is not in pageTable", name)
	}
	layout := layouts[at]
	parse := set[name][layout]
	tpl, err := parse()
	if err != nil {
		return nil, err
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	if err := tpl.ExecuteTemplate(b, layout, view); err != nil {
		release(b)
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return b, nil
}
