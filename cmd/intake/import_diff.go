package main

import (
	"slices"
	"strings"

	"sunlead/internal/org"
)

// schoolsShown is how many of each sort the preview names.
const schoolsShown = 50

func (s *session) tellSchools(l *schoolList, d org.SchoolDiff) {
	s.say("import.schools.diff", "new", len(d.New), "changed", len(d.Changed), "unchanged", d.Unchanged)
	s.tellEach(len(d.New), func(i int) string { return s.texts.T("import.schools.new", s.named(d.New[i])...) })
	s.tellEach(len(d.Changed), func(i int) string {
		return s.texts.T("import.schools.changed", append(s.named(d.Changed[i].Is), "changes", s.changes(d.Changed[i]))...)
	})
	if len(d.Missing) > 0 {
		s.say("import.schools.missing", "n", len(d.Missing))
		s.tellEach(len(d.Missing), func(i int) string { return s.texts.T("import.schools.missing_one", s.named(d.Missing[i])...) })
	}
	bare := 0
	for _, x := range l.schools {
		if x.Affiliation == "" {
			bare++
		}
	}
	if bare > 0 {
		s.say("import.schools.no_affiliation", "n", bare)
	}
	if slices.Contains(l.columns.names, "学段") || slices.Contains(l.columns.names, "状态") {
		s.say("import.schools.no_place")
	}
	s.tellLines("import.bad", l.refused, 0)
}

func (s *session) tellEach(n int, sentence func(int) string) {
	for i := range min(n, schoolsShown) {
		s.say("import.line", "text", sentence(i))
	}
	if n > schoolsShown {
		s.say("import.schools.more", "n", n-schoolsShown)
	}
}

func (s *session) named(x org.School) []any {
	d, _ := org.DistrictByCode(x.District)
	return []any{"name", shown(x.Name, 60), "district", d.Name}
}

// changes says field by field what a school was and is.
func (s *session) changes(c org.SchoolChange) string {
	word := func(a org.Affiliation) string {
		if a == "" {
			return ""
		}
		return s.texts.T("affiliation." + string(a))
	}
	kind := map[bool]string{false: "公办", true: "民办"}
	var all []string
	for _, x := range []struct{ field, was, is string }{
		{"aliases", strings.ReplaceAll(c.Was.Aliases, "|", "、"), strings.ReplaceAll(c.Is.Aliases, "|", "、")},
		{"affiliation", word(c.Was.Affiliation), word(c.Is.Affiliation)},
		{"private", kind[c.Was.Private], kind[c.Is.Private]},
	} {
		if x.was != x.is {
			all = append(all, s.texts.T("import.schools.change", "field", s.texts.T("import.field."+x.field), "was", shown(x.was, 80), "is", shown(x.is, 80)))
		}
	}
	return strings.Join(all, "；")
}
