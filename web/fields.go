package web

import "strconv"

// Field is one question of a form: what it asks, what was typed, what is wrong with it.
// The sentences in it are already made (T); the templates "input", "textarea", "select", "radios",
// "checkboxes" and "file" take it, "field" chooses by Kind.
type Field struct {
	Kind           string   // for "field" and Option.Fields: input (also ""), textarea, select, radios, checkboxes, file
	ID             string   // id of the control, of the first one in a group; "" means Name
	Name           string   // as posted
	Label          string   // always visible, never with a star
	Hint           string   // stands before the control
	Value          string   // what the person typed, kept on a 422; for radios and select the chosen Option.Value
	Values         []string // the chosen values of checkboxes
	Error          string   // what to correct, the same sentence as in the summary
	Type           string   // input: text (also ""), tel, password, date, search …
	InputMode      string   // numeric, decimal, tel
	Autocomplete   string
	Autocapitalize string
	Suffix         string // a unit behind the input: 元
	Width          string // input: 2, 4, 10, 20 characters; "" is the whole column
	Accept         string // file
	Suggest        string // input: public address that lists, below the field, what may be meant
	Rows           int    // textarea; 0 is 5
	Max            int    // textarea: characters; near the end a script says how many are left
	Optional       bool   // （选填） behind the label
	LabelIsHeading bool   // the label or legend is the h1 of the page
	LabelHidden    bool   // for a search box beside its button; still read aloud
	Inline         bool   // short radios beside each other
	Small          bool   // dense staff forms
	ReadOnly       bool
	Options        []Option
}

// Option is one choice of radios, checkboxes or select.
type Option struct {
	Value   string
	Label   string
	Hint    string
	Group   string  // select: heading of an optgroup; options of one group follow each other
	Divider bool    // radios: 或 before this one
	Checked bool    // besides Field.Value and Field.Values
	Fields  []Field // further questions, shown only while this option is chosen
}

// FieldError is one line of the error summary.
type FieldError struct {
	Field string // name as posted
	ID    string // id of the control to jump to; "" means Field
	Text  string
	Moved bool // not about what was typed: things are no longer as they were
}

// Target returns the fragment the summary links to.
func (e FieldError) Target() string { return "#" + firstOf(e.ID, e.Field) }

// Key returns the id of the control.
func (f Field) Key() string { return firstOf(f.ID, f.Name) }

// DescribedBy returns the ids of hint and error for aria-describedby, or "".
func (f Field) DescribedBy() string {
	var ids string
	if f.Hint != "" {
		ids = f.Key() + "-hint"
	}
	if f.Error != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.Key() + "-error"
	}
	return ids
}

// OptionID returns the id of the i-th option; the first has the field's own id, the summary links there.
func (f Field) OptionID(i int) string {
	if i == 0 {
		return f.Key()
	}
	return f.Key() + "-" + strconv.Itoa(i+1)
}

// IsChecked reports whether the option was chosen.
func (f Field) IsChecked(o Option) bool {
	if o.Checked {
		return true
	}
	for _, v := range f.Values {
		if v == o.Value {
			return true
		}
	}
	return f.Value == o.Value && f.Value != ""
}

// Nested returns the option's further questions, their headings never taken as the page's.
func (o Option) Nested() []Field {
	nested := make([]Field, len(o.Fields))
	for i, f := range o.Fields {
		f.LabelIsHeading = false
		nested[i] = f
	}
	return nested
}

// RowCount returns the rows of a textarea.
func (f Field) RowCount() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

// InputType returns the type attribute.
func (f Field) InputType() string { return firstOf(f.Type, "text") }

// OptGroups returns the options of a select by Group, in order.
func (f Field) OptGroups() []OptGroup {
	var groups []OptGroup
	for _, o := range f.Options {
		if n := len(groups); n == 0 || groups[n-1].Label != o.Group {
			groups = append(groups, OptGroup{Label: o.Group})
		}
		last := &groups[len(groups)-1]
		last.Options = append(last.Options, o)
	}
	return groups
}

// OptGroup is a run of select options under one heading, "" for none.
type OptGroup struct {
	Label   string
	Options []Option
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
