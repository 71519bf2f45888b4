package httpd

import (
	"net/url"
	"slices"
	"unicode/utf8"

	"sunlead/internal/errs"
)

// Form is what was typed: read strictly against its declaration before the handler runs. A handler checks it
// field by field; what is wrong collects in the form, and Err turns it into one Invalid error.
type Form struct {
	set      *fieldSet
	values   map[string][]string
	problems map[string]errs.Text
}

// Get returns the value of a field, "" when it did not come.
func (f *Form) Get(name string) string {
	if v := f.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// All returns every value of a field declared multi.
func (f *Form) All(name string) []string { return slices.Clone(f.values[name]) }

// Has reports whether the field came at all, even empty.
func (f *Form) Has(name string) bool { return len(f.values[name]) > 0 }

// Digits returns the value without the blanks and dashes people put between digits; declare the field with digits.
func (f *Form) Digits(name string) string { return bareDigits(f.Get(name)) }

// Fail notes what to correct in a field; the first note of a field stays.
func (f *Form) Fail(name, key string, pairs ...any) {
	if f.problems == nil {
		f.problems = map[string]errs.Text{}
	}
	if _, noted := f.problems[name]; !noted {
		f.problems[name] = errs.T(key, pairs...)
	}
}

// OneOf returns the value when it is among allowed, otherwise notes key and returns "". Put "" among allowed
// for an optional field.
func (f *Form) OneOf(name, key string, allowed ...string) string {
	v := f.Get(name)
	if !slices.Contains(allowed, v) {
		f.Fail(name, key)
		return ""
	}
	return v
}

// Len returns the value and notes key + ".empty", ".short" (min, n) or ".long" (max, n, over) when its
// length in characters is not within least and most. With least 0 the field is optional.
func (f *Form) Len(name, key string, least, most int) string {
	v := f.Get(name)
	n := utf8.RuneCountInString(v)
	switch {
	case isBlank(v):
		if least > 0 {
			f.Fail(name, key+".empty")
		}
		return ""
	case n < least:
		f.Fail(name, key+".short", "min", least, "n", n)
	case n > most:
		f.Fail(name, key+".long", "max", most, "n", n, "over", n-most)
	}
	return v
}

// Err returns an Invalid error with every note, nil when there is none.
func (f *Form) Err() error { return errs.Fields(f.problems) }

// order returns the declared fields, as they stand on the page.
func (f *Form) order() []string {
	if f == nil || f.set == nil {
		return nil
	}
	return f.set.order
}

// address is what came as the end of an address, "?" and all; "" for nothing.
func (f *Form) address() string {
	values := url.Values{}
	for _, name := range f.order() {
		if f.Get(name) != "" {
			values[name] = f.All(name)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// typed returns the free texts that came, so that an error page can give them back.
func (f *Form) typed() []string {
	var texts []string
	for _, name := range f.order() {
		if f.set.rules[name]&ruleLong != 0 && !isBlank(f.Get(name)) {
			texts = append(texts, f.Get(name))
		}
	}
	return texts
}
