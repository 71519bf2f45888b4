package httpd

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"sunlead/web"
)

// strange names the signs that change how their neighbours are read, or hide a text: no page shows them raw.
func strange(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xe0000 && r <= 0xe007f
}

// inert fails when anything that was typed has become part of the page, or reorders or hides what stands on it.
func (a *badAnswer) inert() {
	a.t.Helper()
	page, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.errorf("unreadable page: %v", err)
		return
	}
	for n := range page.Descendants() {
		switch n.Type {
		case html.ElementNode:
			a.inertElement(n)
		case html.TextNode:
			if i := strings.IndexFunc(n.Data, strange); i >= 0 && n.Parent.Data != "textarea" {
				a.errorf("<%s> holds a raw %+q", n.Parent.Data, excerptOf(n.Data[i:]))
			}
		case html.CommentNode:
			a.errorf("the page has a comment: %q", n.Data)
		default: // the page itself
		}
	}
}

func (a *badAnswer) inertElement(n *html.Node) {
	a.t.Helper()
	for _, at := range n.Attr {
		evil := strings.HasPrefix(at.Key, "on") || at.Key == "autofocus" || at.Key == "x" ||
			(at.Key == "href" || at.Key == "src" || at.Key == "action") && !ownAddress(at.Val)
		if evil {
			a.errorf("<%s> has %s=%q", n.Data, at.Key, at.Val)
		}
		if at.Key != "value" && strings.ContainsFunc(at.Val, strange) {
			a.errorf("<%s %s> holds a raw %+q", n.Data, at.Key, at.Val)
		}
	}
	if slices.Contains([]string{"script", "svg", "iframe", "object", "embed"}, n.Data) && !ownPart(n) {
		a.errorf("the page has a <%s>", n.Data)
	}
}

// ownPart: the one script of ours, and the mark in the bar.
func ownPart(n *html.Node) bool {
	at := map[string]string{}
	for _, a := range n.Attr {
		at[a.Key] = a.Val
	}
	return n.Data == "script" && strings.HasPrefix(at["src"], web.StaticPrefix+"public.") && n.FirstChild == nil ||
		n.Data == "svg" && at["class"] == "bar__mark"
}

// ownAddress: a page leads to ourselves, to a place on itself, or to the telephone.
func ownAddress(v string) bool {
	u, err := url.Parse(v)
	return err == nil && u.Host == "" && (u.Scheme == "" || u.Scheme == "tel") && !strings.HasPrefix(v, "//")
}

// machineWords are what a person should never read.
var machineWords = regexp.MustCompile(`goroutine \d|\.go:\d|panic|runtime error|sql:|SQL|UNIQUE constraint|Error 1\d\d\d|strconv|invalid character|⟦[a-z_.]+⟧`)

// human fails unless the refusal has a heading and a Chinese sentence, and nothing of the machine.
func (a *badAnswer) human() {
	a.t.Helper()
	page, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.errorf("unreadable page: %v", err)
		return
	}
	var heading bool
	for n := range page.Descendants() {
		heading = heading || n.Type == html.ElementNode && (n.Data == "h1" || n.Data == "h2")
		if n.Type == html.TextNode && n.Parent.Data != "textarea" && machineWords.MatchString(n.Data) && !strings.Contains(n.Data, "DROP TABLE") {
			a.errorf("the page speaks like a machine: %q", excerptOf(n.Data))
		}
	}
	if !heading || !regexp.MustCompile(`\p{Han}{4}`).MatchString(a.body) {
		a.errorf("no page for a person: %s", badExcerpt(a.body))
	}
}

// keeps fails when a text that was typed beside the bad one is not on the page any more.
func (a *badAnswer) keeps(key string, v url.Values, set *fieldSet, bad string) {
	a.t.Helper()
	page, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return
	}
	texts := map[string]bool{}
	for n := range page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "textarea" && n.FirstChild != nil {
			texts[strings.TrimPrefix(n.FirstChild.Data, "\n")] = true
		}
		if n.Type == html.ElementNode && n.Data == "input" {
			for _, at := range n.Attr {
				texts[at.Val] = texts[at.Val] || at.Key == "value"
			}
		}
	}
	formShown := strings.Contains(a.body, "govuk-error-summary")
	for _, name := range declared(set) {
		class := classOf(key, set, name)
		long := class == "long"
		other := formShown && slices.Contains([]string{"short", "name", "amount", "phone", "mobile"}, class)
		if typed := tidy(v.Get(name), set.rules[name]); (long || other) && name != bad && typed != "" && !texts[typed] {
			a.errorf("answers %d and lost the %s that was typed", a.status, name)
		}
	}
}

var digitRun = regexp.MustCompile(`\d+`)

// skeleton is what a page is made of: its elements, their attributes' names, and where they lead.
func skeleton(body string) []string {
	page, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return []string{err.Error()}
	}
	var bones []string
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		bone := n.Data
		for _, at := range n.Attr {
			bone += " " + at.Key
			if at.Key == "href" || at.Key == "src" || at.Key == "action" || at.Key == "class" {
				bone += "=" + digitRun.ReplaceAllString(at.Val, "#")
			}
		}
		bones = append(bones, bone)
	}
	return bones
}

func firstDifference(want, got []string) string {
	for i := range got {
		if i >= len(want) || want[i] != got[i] {
			return "new: " + got[i]
		}
	}
	return "something is missing"
}

// onlyText fails when a workbook holds a formula, or a cell that is not plain text.
func (a *badAnswer) onlyText() {
	a.t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader([]byte(a.body)))
	if err != nil {
		a.errorf("no workbook: %v", err)
		return
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			a.errorf("sheet %s: %v", sheet, err)
		}
		for y, row := range rows {
			for x, text := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				formula, _ := f.GetCellFormula(sheet, at)
				if kind, _ := f.GetCellType(sheet, at); formula != "" || kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
					a.errorf("cell %s is of kind %d with formula %q: %q", at, kind, formula, text)
				}
				if strings.ContainsFunc(text, strange) {
					a.errorf("cell %s holds a raw %+q", at, excerptOf(text))
				}
			}
		}
	}
}

func excerptOf(s string) string { return excerpt(s, 60) }

// badExcerpt is the heart of a page for a message.
func badExcerpt(body string) string {
	_, main, found := strings.Cut(body, "<main")
	if !found {
		main = body
	}
	return excerpt(main, 300)
}

// What a sign is shown as is one table in web; this holds the two lists together.
func TestBadInput_strangeSignsHaveAName(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= 0xe007f; r++ {
		if strange(r) && strings.ContainsFunc(web.Shown("a"+string(r)+"b"), strange) {
			t.Errorf("%U is shown raw", r)
		}
	}
}
