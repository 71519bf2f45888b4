package main

import (
	"context"
	"path/filepath"
	"unicode/utf8"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

// tally is what the preview tells of a file.
type tally struct {
	rows, good, bad, repeats         int
	noDistrict, noCategory, noSource int
	long, anonymous, nameOnly        int
	unknown                          map[string]int
	fallback                         map[string]string // field → the word it becomes
	samples, refused                 []string
}

// Limits of the preview.
const (
	samplesShown = 3
	refusedShown = 20
	sampleRunes  = 20
)

func (m *leadImport) preview(ctx context.Context) (*tally, error) {
	t, columns := &tally{unknown: map[string]int{}, fallback: map[string]string{}}, &columnSet{}
	err := m.each(ctx, columns, func(r *leadReader, e entry) error {
		t.rows++
		if e.refused != "" {
			if t.bad++; t.bad <= refusedShown {
				t.refused = append(t.refused, m.texts.T("import.bad_line", "line", e.line, "why", e.refused))
			}
			return nil
		}
		t.count(r, &e)
		if len(t.samples) < samplesShown {
			t.samples = append(t.samples, m.sample(&e))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.say("import.file", "file", shown(filepath.Base(m.path), 60), "rows", t.rows, "good", t.good, "bad", t.bad)
	if err := m.tellColumns(m.columns, columns); err != nil {
		return nil, err
	}
	m.tell(t)
	return t, nil
}

func (t *tally) count(r *leadReader, e *entry) {
	t.good++
	for n, is := range map[*int]bool{
		&t.repeats: e.repeat, &t.noDistrict: e.report.District == org.DistrictUnknown, &t.noCategory: e.fields["category"] == "",
		&t.noSource: e.fields["source"] == "", &t.long: utf8.RuneCountInString(e.report.Text) > lead.TextMax,
		&t.anonymous: e.report.Mode == lead.ModeAnonymous, &t.nameOnly: e.fields["name"] != "" && e.fields["phone"] == "",
	} {
		if is {
			*n++
		}
	}
	for _, f := range e.unknown {
		t.unknown[f]++
		t.fallback[f] = r.wordOf(f, &e.report)
	}
}

// sample shows enough of a row to see that the columns are right, and nobody's number.
func (m *leadImport) sample(e *entry) string {
	district, phone := m.texts.T("district."+org.DistrictUnknown), m.texts.T("import.no_phone")
	if d, ok := org.DistrictByCode(e.report.District); ok {
		district = d.Name
	}
	if e.report.Mode == lead.ModePhone {
		phone = vault.Mask(e.report.Contact.Phone)
	}
	return m.texts.T("import.sample", "line", e.line, "text", shown(lead.Depersonal(e.report.Text, "*"), sampleRunes), "district", district, "phone", phone)
}

// tell prints what is worth knowing before the question.
func (m *leadImport) tell(t *tally) {
	for _, x := range []struct {
		n     int
		key   string
		pairs []any
	}{
		{t.repeats, "import.repeats", nil},
		{t.noDistrict, "import.no_district", nil},
		{t.noCategory, "import.no_category", []any{"word", m.texts.T("cat.other")}},
		{t.noSource, "import.no_source", []any{"word", m.texts.T("source." + string(m.source))}},
		{t.long, "import.long", []any{"max", lead.TextMax}},
		{t.anonymous, "import.anonymous", nil},
		{t.nameOnly, "import.name_only", nil},
	} {
		if x.n > 0 {
			m.say(x.key, append(x.pairs, "n", x.n)...)
		}
	}
	for _, f := range sortedKeys(t.unknown) {
		m.say("import.unknown", "field", m.texts.T("import.field."+f), "n", t.unknown[f], "word", t.fallback[f])
	}
	m.say("import.today")
	m.tellLines("import.samples", t.samples, 0)
	m.tellLines("import.bad", t.refused, t.bad-len(t.refused))
}

func (s *session) tellLines(head string, lines []string, more int) {
	if len(lines) == 0 {
		return
	}
	s.say(head)
	for _, x := range lines {
		s.say("import.line", "text", x)
	}
	if more > 0 {
		s.say("import.bad_more", "n", more)
	}
}
