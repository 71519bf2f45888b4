package web

import (
	"bytes"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// testPage has what the contract of the package doc asks of a page.
type testPage struct {
	Lang, Dir, Path, Here, Enter, Flash, CSRF, RequestID, Back, Hotline, Outage, OutageIn string
	Langs                                                                                 []Lang
	User                                                                                  *struct{ Name, UnitName, Role string }
	Nav                                                                                   []NavItem
	Errors                                                                                []FieldError
	HasErrors, Demo, Elder, Keeps                                                         bool
	Form                                                                                  any

	texts *Texts
}

func (p *testPage) T(key string, pairs ...any) string { return p.texts.T(key, pairs...) }

func (p *testPage) Asset(name string) string { return Asset(name) }

func shipped(t *testing.T) *Texts {
	t.Helper()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	return all[SourceLang]
}

// render executes a page whose main block is body, and returns its parsed HTML.
func render(t *testing.T, layout, body string, p *testPage) *html.Node {
	t.Helper()
	p.Lang, p.Dir, p.texts = "zh", "ltr", shipped(t)
	tpl, err := template.New("t").Funcs(Funcs(p.texts)).ParseFS(Templates, "templates/layout/*.html")
	if err != nil {
		t.Fatal(err)
	}
	template.Must(tpl.Parse(`{{define "title"}}一页{{end}}{{define "main"}}` + body + `{{end}}`))
	var buf bytes.Buffer
	if err := tpl.ExecuteTemplate(&buf, layout, p); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(buf.String(), "⟦") || strings.Contains(buf.String(), "ZgotmplZ") {
		t.Errorf("missing text or refused value in:\n%s", buf.String())
	}
	doc, err := html.Parse(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all returns the elements of the name, or those with an attribute when name is "[attribute]".
func all(doc *html.Node, name string) []*html.Node {
	var found []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && (n.Data == name || strings.HasPrefix(name, "[") && has(n, strings.Trim(name, "[]"))) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func byID(t *testing.T, doc *html.Node, id string) *html.Node {
	t.Helper()
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	t.Fatalf("no #%s", id)
	return nil
}

var layouts = []string{LayoutPublic, LayoutStaff}

func TestLayouts_frameThePageOnce(t *testing.T) {
	t.Parallel()
	for _, layout := range layouts {
		p := &testPage{Back: "/cases", Flash: "已保存", Demo: true, Hotline: "0991-0000000", Path: "/x"}
		doc := render(t, layout, `<h1>一页</h1>`, p)
		if len(all(doc, "main")) != 1 || attr(all(doc, "main")[0], "id") != "main" || len(all(doc, "h1")) != 1 {
			t.Errorf("%s: want one main with id main, one h1", layout)
		}
		if got := attr(all(doc, "a")[0], "href"); got != "#main" {
			t.Errorf("%s: the first link goes to %q, not past the furniture", layout, got)
		}
		for _, script := range all(doc, "script") {
			if attr(script, "src") == "" || text(script) != "" {
				t.Errorf("%s: an inline script", layout)
			}
		}
		if n := len(all(doc, "style")) + len(all(doc, "[style]")) + len(all(doc, "[onclick]")); n != 0 {
			t.Errorf("%s: %d inline styles or handlers", layout, n)
		}
		if got := text(all(doc, "title")[0]); got != "一页 - 入学问题反映" {
			t.Errorf("%s: title %q", layout, got)
		}
		for _, want := range []string{"演示数据，均为虚构", "已保存", "返回"} {
			if !strings.Contains(text(doc), want) {
				t.Errorf("%s: no %q", layout, want)
			}
		}
	}
}

func TestLayouts_loadOnlyOwnFiles(t *testing.T) {
	t.Parallel()
	for _, layout := range layouts {
		doc := render(t, layout, ``, &testPage{})
		for _, n := range append(all(doc, "[src]"), all(doc, "link")...) {
			address := attr(n, "src") + attr(n, "href")
			if _, ok := Static(address); !ok {
				t.Errorf("%s: %q is not a file of ours", layout, address)
			}
		}
	}
}

func TestLayouts_tellErrorsThreeTimes(t *testing.T) {
	t.Parallel()
	for _, layout := range layouts {
		p := &testPage{HasErrors: true, Errors: []FieldError{{Field: "cat", Text: "请选择"}, {Field: "phone", ID: "tel-1", Text: "少了一位"}}}
		doc := render(t, layout, ``, p)
		if got := text(all(doc, "title")[0]); !strings.HasPrefix(got, "错误：") {
			t.Errorf("%s: title %q", layout, got)
		}
		summary := all(doc, "[tabindex]")[0]
		if attr(summary, "role") != "alert" || attr(summary, "tabindex") != "-1" || !strings.Contains(text(summary), "还有 2 处需要修改") {
			t.Errorf("%s: summary %q", layout, text(summary))
		}
		links := all(summary, "a")
		if attr(links[0], "href") != "#cat" || attr(links[1], "href") != "#tel-1" {
			t.Errorf("%s: the summary does not lead to the fields", layout)
		}
	}
}

func TestLayoutStaff_showsWhoAndWhere(t *testing.T) {
	t.Parallel()
	p := &testPage{
		CSRF: "token-1", RequestID: "r-9",
		User: &struct{ Name, UnitName, Role string }{"示例", "天山区教育局", "承办人"},
		Nav:  []NavItem{{Href: "/cases", Label: "我的待办", Current: true, Count: 12}, {Href: "/ledger", Label: "台账"}},
	}
	doc := render(t, LayoutStaff, ``, p)
	current := all(doc, "[aria-current]")
	if len(current) != 1 || text(current[0]) != "我的待办 12" {
		t.Errorf("%d current entries", len(current))
	}
	out := all(doc, "form")
	if len(out) != 1 || attr(out[0], "action") != "/signout" || attr(all(out[0], "input")[0], "value") != "token-1" {
		t.Error("signing out is a POST with the token")
	}
	if !strings.Contains(text(doc), "天山区教育局") || !strings.Contains(text(doc), "r-9") {
		t.Error("unit or request id is not shown")
	}
	if n := len(all(render(t, LayoutStaff, ``, &testPage{}), "form")); n != 0 {
		t.Error("nobody is signed in, yet there is a form to sign out")
	}
}

func TestParsePage_takesEveryShippedPage(t *testing.T) {
	t.Parallel()
	texts := shipped(t)
	pages, err := fs.Glob(Templates, "templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		name := strings.TrimSuffix(strings.TrimPrefix(p, "templates/"), ".html")
		if path.Dir(name) == "layout" {
			continue
		}
		if _, err := ParsePage(texts, LayoutStaff, name); err != nil {
			t.Error(err)
		}
	}
	if _, err := ParsePage(texts, LayoutPublic, "no/such"); err == nil {
		t.Error("a page that does not exist was parsed")
	}
}

// textKey finds {{t "key"}}, {{.T "key"}} and {{$.T "key"}} in templates.
var textKey = regexp.MustCompile(`(?:[{( ]|\$?\.)[tT] "([a-z0-9_.]+)"`)

func TestTemplates_useOnlyTextsThatExist(t *testing.T) {
	t.Parallel()
	texts := shipped(t)
	found := 0
	pages, err := fs.Glob(Templates, "templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		body, err := fs.ReadFile(Templates, p)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(body), `href="{{tel`) {
			t.Errorf("%s: write tel: before {{tel …}}, or the address is refused", p)
		}
		for _, m := range textKey.FindAllStringSubmatch(string(body), -1) {
			found++
			if !texts.Has(m[1]) {
				t.Errorf("%s: no text %q", p, m[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d texts found: the pattern no longer fits", found)
	}
}

func TestFuncs(t *testing.T) {
	t.Parallel()
	if got := groups("4821 093755621048"); got != "4821 0937 5562 1048" {
		t.Errorf("groups: %q", got)
	}
	if got := telNumber("+86 (0991) 000-0000"); got != "+8609910000000" {
		t.Errorf("tel: %q", got)
	}
	if _, err := dict("a"); err == nil {
		t.Error("dict took half a pair")
	}
	if _, err := dict(1, 2); err == nil {
		t.Error("dict took a name that is no string")
	}
	if m, err := dict("a", 1, "b", "c"); err != nil || m["a"] != 1 || m["b"] != "c" {
		t.Errorf("dict: %v, %v", m, err)
	}
}
