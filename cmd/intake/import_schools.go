package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/imports"
	"sunlead/internal/org"
)

// schoolList is what a file says of schools.
type schoolList struct {
	schools []org.School
	rows    int
	refused []string
	columns columnSet
	seen    map[[2]string]bool
}

// importSchools shows what the file changes, and stores all of it in one transaction. A school is known by district
// and name; none is ever deleted.
func (s *session) importSchools(ctx context.Context, o importOptions) error {
	m, ok := newMapping(schoolFields, o.maps)
	if !ok {
		return s.fail("import.error.map", "fields", strings.Join(m.names, "、"))
	}
	l, err := s.readSchools(m)
	if err != nil {
		return err
	}
	d, err := s.app.Org.DiffSchools(ctx, l.schools)
	if err != nil {
		return err
	}
	s.say("import.schools.file", "file", shown(filepath.Base(s.path), 60), "rows", l.rows, "bad", len(l.refused))
	if err := s.tellColumns(m, &l.columns); err != nil {
		return err
	}
	s.tellSchools(l, d)
	if d.Nothing() {
		s.say("import.schools.same")
		return nil
	}
	if err := s.agreed(); err != nil {
		return err
	}
	if err := s.app.Org.ApplySchools(ctx, l.schools, d); err != nil {
		if x := errs.As(err); x != nil && x.Kind == errs.Conflict {
			return errors.New(s.texts.Text(x.Text))
		}
		return err
	}
	s.say("import.schools.done", "new", len(d.New), "changed", len(d.Changed))
	return nil
}

// schoolsMax bounds the list: it is held in memory and compared at once.
const schoolsMax = 20_000

func (s *session) readSchools(m mapping) (*schoolList, error) {
	f, err := s.open(m, "school")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	l := &schoolList{seen: map[[2]string]bool{}}
	l.columns.add(f.Columns()...)
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if l.rows++; err == nil && l.rows > schoolsMax {
			err = imports.ErrTooLarge
		}
		if err != nil {
			return nil, s.fileError(err, m, "school")
		}
		if f.Columns() == nil {
			l.columns.add(sortedKeys(row.Values)...)
		}
		if why := s.addSchool(l, m, row); why != "" {
			l.refused = append(l.refused, s.texts.T("import.bad_line", "line", row.Line, "why", why))
		}
	}
}

// addSchool returns why a row is no school.
func (s *session) addSchool(l *schoolList, m mapping, row imports.Row) string {
	if row.Fault != "" {
		return s.texts.T("import.fault." + string(row.Fault))
	}
	school, why := s.school(m.read(row.Values))
	if why != "" {
		return why
	}
	place := [2]string{school.District, school.Name}
	if l.seen[place] {
		return s.texts.T("import.schools.repeated", "name", shown(school.Name, 30))
	}
	l.seen[place] = true
	l.schools = append(l.schools, school)
	return ""
}

// affiliations are the values of 隶属, as domain 1.3 names them.
var affiliations = []org.Affiliation{org.ByDistrict, org.ByCity, org.ByRegion, org.ByCorps, org.ByUniversity, org.ByPrivate}

func (s *session) school(f map[string]string) (org.School, string) {
	d, known := org.DistrictByWords(f["district"])
	affiliation, ok := s.affiliation(f["affiliation"])
	out := org.School{Name: f["school"], Aliases: aliases(f["aliases"], f["school"]), District: d.Code, Affiliation: affiliation}
	private := f["private"] == "民办"
	if private && affiliation == "" {
		out.Affiliation = org.ByPrivate
	}
	out.Private = private || affiliation == org.ByPrivate
	switch {
	case out.Name == "" || utf8.RuneCountInString(out.Name) > org.SchoolNameMax:
		return out, s.texts.T("import.schools.name", "max", org.SchoolNameMax)
	case !known:
		return out, s.texts.T("import.schools.district")
	case !ok:
		return out, s.texts.T("import.schools.affiliation", "word", shown(f["affiliation"], 20))
	case !slices.Contains([]string{"", "公办", "民办"}, f["private"]), f["private"] == "公办" && affiliation == org.ByPrivate:
		return out, s.texts.T("import.schools.private")
	case utf8.RuneCountInString(out.Aliases) > org.SchoolAliasesMax:
		return out, s.texts.T("import.schools.aliases", "max", org.SchoolAliasesMax)
	default:
		return out, ""
	}
}

func (s *session) affiliation(word string) (org.Affiliation, bool) {
	for _, a := range affiliations {
		if word == string(a) || word == s.texts.T("affiliation."+string(a)) {
			return a, true
		}
	}
	return "", word == ""
}

// aliases are kept as the search reads them: separated by |, each once, without the name itself.
func aliases(typed, name string) string {
	var all []string
	for a := range strings.FieldsFuncSeq(typed, func(r rune) bool { return strings.ContainsRune("|、；;\n", r) }) {
		if a = strings.TrimSpace(a); a != "" && a != name && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return strings.Join(all, "|")
}
