package testkit

import (
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Node is an element of a page, or the page itself.
type Node struct {
	t testing.TB
	n *html.Node
}

// Parse reads a page. What a test asks of it and does not find fails t.
func Parse(t testing.TB, page io.Reader) Node {
	t.Helper()
	n, err := html.Parse(page)
	if err != nil {
		t.Fatalf("page: %v", err)
	}
	return Node{t, n}
}

// All returns the elements inside that match the selector, in the order of the page. A selector is made of
// tag, #id, .class, [attr], [attr=value], and spaces for "somewhere inside": `form#report input[name=code]`.
func (n Node) All(selector string) []Node {
	n.t.Helper()
	chain, err := parseSelector(selector)
	if err != nil {
		n.t.Fatal(err)
	}
	var found []Node
	if n.n == nil {
		return nil
	}
	for d := range n.n.Descendants() {
		if matches(d, chain) {
			found = append(found, Node{n.t, d})
		}
	}
	return found
}

// One returns the only element that matches; none or several fail the test.
func (n Node) One(selector string) Node {
	n.t.Helper()
	found := n.All(selector)
	if len(found) != 1 {
		n.t.Fatalf("%q is on the page %d times, want once; page:\n%s", selector, len(found), n.HTML())
	}
	return found[0]
}

// Has reports whether an element matches.
func (n Node) Has(selector string) bool {
	n.t.Helper()
	return len(n.All(selector)) > 0
}

// Attr returns the attribute's value, "" if it is not there.
func (n Node) Attr(name string) string {
	value, _ := attr(n.n, name)
	return value
}

// HasAttr reports whether the attribute is there, whatever its value.
func (n Node) HasAttr(name string) bool {
	_, ok := attr(n.n, name)
	return ok
}

// Tag returns the element's name.
func (n Node) Tag() string { return n.n.Data }

// Text returns what a reader sees: the text inside with single spaces, without script, style and template.
func (n Node) Text() string {
	var b strings.Builder
	writeText(&b, n.n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Texts returns the text of every element that matches.
func (n Node) Texts(selector string) []string {
	n.t.Helper()
	var out []string
	for _, m := range n.All(selector) {
		out = append(out, m.Text())
	}
	return out
}

// HTML returns the element as markup, for messages.
func (n Node) HTML() string {
	var b strings.Builder
	if n.n != nil {
		_ = html.Render(&b, n.n)
	}
	return b.String()
}

// unseen are the elements whose text is not read; blocks are those that part words without a space.
var (
	unseen = []string{"script", "style", "template", "head"}
	blocks = []string{
		"p", "div", "li", "dt", "dd", "td", "th", "tr", "br", "h1", "h2", "h3", "h4", "label", "legend",
		"option", "section", "caption", "summary", "fieldset", "button", "ul", "ol", "dl", "table", "main",
	}
)

func writeText(b *strings.Builder, n *html.Node) {
	if n == nil || n.Type == html.ElementNode && slices.Contains(unseen, n.Data) {
		return
	}
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for c := range n.ChildNodes() {
		writeText(b, c)
	}
	if n.Type == html.ElementNode && slices.Contains(blocks, n.Data) {
		b.WriteByte(' ')
	}
}
