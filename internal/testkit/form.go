package testkit

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form as a person sees it: filled with what the page proposes, ready to be changed and sent.
type Form struct {
	Action  string // as written; "" is the page itself
	Method  string // "GET" or "POST"
	Enctype string // as written
	Fields  []*Field
	Buttons []Button
	node    Node
}

// Field is everything in a form under one name.
type Field struct {
	Name    string
	Kind    string   // the input's type, or "select", "textarea"
	Values  []string // what would be sent now
	Options []string // what select, radio and checkbox offer; nil where anything can be typed
}

// Button sends a form.
type Button struct{ Name, Value, Text, Action string }

// Form returns the only form that matches, with the values that a browser would send as it stands.
func (n Node) Form(selector string) *Form {
	n.t.Helper()
	node := n.One(selector)
	if node.Tag() != "form" {
		n.t.Fatalf("%q is a <%s>, not a form", selector, node.Tag())
	}
	f := &Form{Action: node.Attr("action"), Method: "GET", Enctype: node.Attr("enctype"), node: node}
	if strings.EqualFold(node.Attr("method"), "post") {
		f.Method = "POST"
	}
	for d := range node.n.Descendants() {
		if d.Type == html.ElementNode && !disabled(d, node.n) {
			f.add(Node{n.t, d})
		}
	}
	return f
}

// Field returns the field of that name, nil if there is none.
func (f *Form) Field(name string) *Field {
	i := slices.IndexFunc(f.Fields, func(x *Field) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return f.Fields[i]
}

// Get returns what the field would send first, "" if nothing.
func (f *Form) Get(name string) string {
	if x := f.Field(name); x != nil && len(x.Values) > 0 {
		return x.Values[0]
	}
	return ""
}

// Set types or chooses; no value clears the field. It fails the test where a person could not do it: there is
// no such field, it is hidden, or the value is not offered.
func (f *Form) Set(name string, values ...string) *Form {
	f.node.t.Helper()
	x := f.Field(name)
	if x == nil {
		f.node.t.Fatalf("the form has no field %q; it is\n%s", name, f.node.HTML())
	}
	if x.Kind == "hidden" {
		f.node.t.Fatalf("the field %q is hidden; nobody can type into it", name)
	}
	for _, v := range values {
		if x.Options != nil && !slices.Contains(x.Options, v) {
			f.node.t.Fatalf("%q is not offered for %s; offered are %q", v, name, x.Options)
		}
	}
	x.Values = values
	return f
}

// Values returns what the form would send, without a button.
func (f *Form) Values() url.Values {
	v := url.Values{}
	for _, x := range f.Fields {
		for _, value := range x.Values {
			v.Add(x.Name, value)
		}
	}
	return v
}

// Button returns the button with that text; none fails the test.
func (f *Form) Button(text string) Button {
	f.node.t.Helper()
	i := slices.IndexFunc(f.Buttons, func(b Button) bool { return b.Text == text })
	if i < 0 {
		f.node.t.Fatalf("the form has no button %q; it has %v", text, f.Buttons)
	}
	return f.Buttons[i]
}

func (f *Form) add(n Node) {
	name, value := n.Attr("name"), n.Attr("value")
	kind := n.Tag()
	if kind == "input" {
		kind = strings.ToLower(n.Attr("type"))
	}
	switch kind {
	case "button":
		if n.Tag() == "button" && (n.Attr("type") == "" || n.Attr("type") == "submit") {
			f.Buttons = append(f.Buttons, Button{name, value, n.Text(), n.Attr("formaction")})
		}
	case "submit", "image":
		f.Buttons = append(f.Buttons, Button{name, value, value, n.Attr("formaction")})
	case "select":
		f.addSelect(n, name)
	case "radio", "checkbox":
		f.addChoice(n, name, kind)
	case "textarea":
		f.put(name, kind).Values = []string{strings.TrimPrefix(raw(n.n), "\n")}
	default:
		if n.Tag() == "input" && kind != "reset" {
			x := f.put(name, cmp.Or(kind, "text"))
			x.Values = append(x.Values, value)
		}
	}
}

func (f *Form) addSelect(n Node, name string) {
	x := f.put(name, "select")
	for i, o := range n.All("option") {
		value := o.Attr("value")
		if !o.HasAttr("value") {
			value = o.Text()
		}
		x.Options = append(x.Options, value)
		switch {
		case o.HasAttr("selected") && n.HasAttr("multiple"):
			x.Values = append(x.Values, value)
		case o.HasAttr("selected"), i == 0 && !n.HasAttr("multiple"):
			x.Values = []string{value}
		}
	}
}

func (f *Form) addChoice(n Node, name, kind string) {
	value := n.Attr("value")
	if !n.HasAttr("value") {
		value = "on"
	}
	x := f.put(name, kind)
	x.Options = append(x.Options, value)
	if n.HasAttr("checked") {
		if kind == "radio" {
			x.Values = nil
		}
		x.Values = append(x.Values, value)
	}
}

// put returns the field of that name, new if need be; what has no name is never sent.
func (f *Form) put(name, kind string) *Field {
	if name == "" {
		return &Field{}
	}
	if x := f.Field(name); x != nil {
		return x
	}
	x := &Field{Name: name, Kind: kind}
	f.Fields = append(f.Fields, x)
	return x
}

// disabled reports whether n or a fieldset around it is switched off.
func disabled(n, form *html.Node) bool {
	for up := n; up != nil && up != form; up = up.Parent {
		if _, off := attr(up, "disabled"); off && (up == n || up.Data == "fieldset") {
			return true
		}
	}
	return false
}

func raw(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(c.Data)
	}
	return b.String()
}
