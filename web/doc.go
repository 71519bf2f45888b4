// Package web is everything a reader sees: templates, texts, style sheets, and the few types they share.
//
// It knows no HTTP, no session and no lead: internal/httpd fills the structs of fields.go and view.go,
// and writes the headers. Everything is compiled into the binary.
//
// # A page
//
// A page is one file templates/<noun>/<page>.html with exactly two blocks:
//
//	{{define "title"}}{{.T "report.type.title"}}{{end}}
//	{{define "main"}}<h1>…</h1>{{template "radios" .Form.Cat}}{{template "button" .Next}}{{end}}
//
// It is parsed by [ParsePage] together with templates/layout/parts*.html and one of the layouts
// [LayoutPublic] and [LayoutStaff], and executed under the layout's name. ParsePage is for start-up, once for
// each page and language; render into a buffer, so that a failing template never leaves half a page.
// The layout writes the only <main id="main">; the page writes the only h1 (or lets a field do so with LabelIsHeading).
//
// # The value a page is executed with
//
// A struct with at least these fields and methods (the layouts use no other):
//
//	Lang, Dir       string      // "zh", "ltr": attributes of <html>
//	Path            string      // the path asked for
//	User            any         // nil, or something with .Name, .UnitName, .Role (a text key is not expected: plain words)
//	Nav             []NavItem   // staff: the routes this person may open
//	Flash           string      // one sentence after a redirect, "" for none
//	CSRF            string      // token of the sign-out form; forms of pages use {{template "csrf" .CSRF}}
//	RequestID       string      // printed small in the staff footer and on error pages
//	HasErrors       bool        // the title begins with 错误：
//	Errors          []FieldError // the error summary, in the order of the page; nil for none
//	Back            string      // address of the back link, "" for none
//	Demo            bool        // the strip 演示数据，均为虚构 above everything
//	Hotline         string      // number of the admissions hotline, "" hides it
//	Langs           []Lang      // public: the languages of the page, nil for only one
//	T(key string, pairs ...any) string
//	Asset(name string) string
//
// # Functions in templates
//
//	t "key" pairs…            the sentence, also inside a component, where the dot is not the page
//	text x                    the sentence of an errs.Text
//	asset "favicon.svg"       the address of a static file
//	name .Unit                what the reader's language calls a district or a bureau
//	url "/track"              the address of a public page in the reader's language
//	unreviewed                whether the language still waits for a native reader
//	tel .Hotline              the digits of a number: href="tel:{{tel .Hotline}}"
//	groups .Code              a code in groups of four
//	button "下一步" opts…      a Button; opts: "small", "main", "secondary", "warning"
//	link "返回列表" "/cases" opts…  a Button that is a link
//	tag "late" "已超期"        a Tag
//	dict "Name" value …       a map, for a small partial of a page's own
//
// # Components
//
// Every component takes one struct; web/src/README.md shows each with its picture in words and sample HTML.
// Rules that hold for all: labels carry no star, optional ones end with （选填）; the go-on button has no
// name attribute; a staff case page has exactly one element with data-primary; no inline style, no inline script.
package web
