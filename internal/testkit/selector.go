package testkit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// simple is one compound of a selector: tag#id.class[attr=value]. The zero value matches every element.
type simple struct {
	tag   string
	attrs []attrTest
}

// attrTest asks for an attribute: merely there, equal to a value, or with a word in its list.
type attrTest struct {
	name, value string
	how         byte // 0 there, '=' equal, '~' one of the words
}

// parseSelector reads the subset of CSS that page tests need: compounds of tag, #id, .class, [attr] and
// [attr=value] (the value bare or quoted), joined by spaces that mean "somewhere inside".
func parseSelector(s string) ([]simple, error) {
	var chain []simple
	for rest := strings.TrimSpace(s); rest != ""; rest = strings.TrimLeft(rest, " ") {
		part, after, err := parseSimple(rest)
		if err != nil {
			return nil, fmt.Errorf("selector %q: %w", s, err)
		}
		chain, rest = append(chain, part), after
	}
	if len(chain) == 0 {
		return nil, fmt.Errorf("selector %q is empty", s)
	}
	return chain, nil
}

func parseSimple(s string) (out simple, rest string, err error) {
	out.tag, s = word(s)
	if out.tag == "" && strings.HasPrefix(s, "*") {
		s = s[1:]
	}
	for s != "" && s[0] != ' ' {
		var a attrTest
		if a, s, err = parseTest(s); err != nil {
			return out, s, err
		}
		out.attrs = append(out.attrs, a)
	}
	return out, s, nil
}

func parseTest(s string) (attrTest, string, error) {
	mark, rest := s[0], s[1:]
	switch mark {
	case '#', '.':
		name, after := word(rest)
		if name == "" {
			return attrTest{}, s, fmt.Errorf("a name is missing at %q", s)
		}
		if mark == '#' {
			return attrTest{name: "id", value: name, how: '='}, after, nil
		}
		return attrTest{name: "class", value: name, how: '~'}, after, nil
	case '[':
		return parseAttr(rest)
	}
	return attrTest{}, s, fmt.Errorf("not understood at %q", s)
}

func parseAttr(s string) (attrTest, string, error) {
	name, rest := word(s)
	if after, ok := strings.CutPrefix(rest, "]"); ok && name != "" {
		return attrTest{name: name}, after, nil
	}
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok || name == "" || rest == "" {
		return attrTest{}, s, fmt.Errorf("not understood at [%s", s)
	}
	value, closing := rest, "]"
	if q := rest[:1]; q == `"` || q == "'" {
		value, closing = rest[1:], q+"]"
	}
	value, after, ok := strings.Cut(value, closing)
	if !ok {
		return attrTest{}, s, fmt.Errorf("no end of [%s", s)
	}
	return attrTest{name: name, value: value, how: '='}, after, nil
}

// word cuts the name at the beginning of s.
func word(s string) (name, rest string) {
	n := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	})
	if n < 0 {
		return s, ""
	}
	return s[:n], s[n:]
}

// matches reports whether n is what the chain describes, with the earlier compounds among its ancestors.
func matches(n *html.Node, chain []simple) bool {
	last := len(chain) - 1
	if n.Type != html.ElementNode || !chain[last].matches(n) {
		return false
	}
	up := n.Parent
	for i := last - 1; i >= 0; i-- {
		for up != nil && (up.Type != html.ElementNode || !chain[i].matches(up)) {
			up = up.Parent
		}
		if up == nil {
			return false
		}
		up = up.Parent
	}
	return true
}

func (s simple) matches(n *html.Node) bool {
	return (s.tag == "" || s.tag == n.Data) && !slices.ContainsFunc(s.attrs, func(a attrTest) bool { return !a.matches(n) })
}

func (a attrTest) matches(n *html.Node) bool {
	value, ok := attr(n, a.name)
	switch a.how {
	case '=':
		return ok && value == a.value
	case '~':
		return slices.Contains(strings.Fields(value), a.value)
	}
	return ok
}

func attr(n *html.Node, name string) (value string, ok bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
