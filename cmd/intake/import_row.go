package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/imports"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
	"sunlead/web"
)

// idMax bounds what a file calls a row by, in characters.
const idMax = 100

// entry is a row as the ledger would take it.
type entry struct {
	line    int
	report  lead.Report
	origin  lead.Origin
	refused string // why it is not taken, "" for a good row
	repeat  bool   // the same id and the same content stand further up
	unknown []string
	fields  map[string]string
}

// leadReader makes entries of the rows of one file. It counts equal rows, so each pass takes a new one.
type leadReader struct {
	texts   *web.Texts
	columns mapping
	words   map[string]map[string]string // field → word → value
	source  lead.Source
	schools map[string][]org.School // by name and alias
	equal   map[[16]byte]int
	ids     map[[16]byte][16]byte
}

func digest(b []byte) (d [16]byte) {
	sum := sha256.Sum256(b)
	copy(d[:], sum[:])
	return d
}

func (r *leadReader) entry(row imports.Row) entry {
	e := entry{line: row.Line}
	if row.Fault != "" {
		e.refused = r.texts.T("import.fault." + string(row.Fault))
		return e
	}
	e.fields = r.columns.read(row.Values)
	e.report, e.unknown = r.report(e.fields)
	if e.refused = r.sentence(e.report.CheckImport()); e.refused != "" {
		return e
	}
	content, err := json.Marshal(e.fields) // keys come out sorted
	if err != nil {
		e.refused = r.texts.T("import.fault.text")
		return e
	}
	e.origin = lead.Origin{ID: e.fields["id"], Content: content}
	r.place(&e)
	return e
}

// place numbers equal rows, and knows an id that was met before.
func (r *leadReader) place(e *entry) {
	content, id := digest(e.origin.Content), digest([]byte(e.origin.ID))
	if e.origin.ID == "" {
		e.origin.Before = r.equal[content]
		r.equal[content]++
		return
	}
	first, met := r.ids[id]
	switch {
	case utf8.RuneCountInString(e.origin.ID) > idMax:
		e.refused = r.texts.T("import.id_long", "max", idMax)
	case !met:
		r.ids[id] = content
	case first == content:
		e.repeat = true
	default:
		e.refused = r.texts.T("import.clash_file", "id", shown(e.origin.ID, 30))
	}
}

// sentence says all that is wrong with a row.
func (r *leadReader) sentence(p lead.Problems) string {
	var all []string
	for _, f := range slices.Sorted(maps.Keys(p)) {
		all = append(all, r.texts.Text(p[f]))
	}
	return strings.Join(all, "；")
}

// report reads the fields as a form is read. What a list does not know becomes its plain answer, and is told.
func (r *leadReader) report(f map[string]string) (out lead.Report, unknown []string) {
	pick := func(field, fallback string) string {
		v, ok := r.words[field][strings.ToLower(f[field])]
		if ok || f[field] == "" {
			return firstOf(v, fallback)
		}
		unknown = append(unknown, field)
		return fallback
	}
	out = lead.Report{
		Source: lead.Source(pick("source", string(r.source))), Kind: lead.Kind(pick("kind", string(lead.Complaint))),
		Category: pick("category", "other"), About: pick("about", lead.AboutUnsure), Nature: pick("nature", ""),
		Stage: pick("stage", ""), District: org.DistrictUnknown, SchoolName: f["school"], Text: wholeText(f["title"], f["text"]),
		Mode: lead.ModeAnonymous,
	}
	if d, ok := org.DistrictByWords(f["district"]); ok {
		out.District = d.Code
	}
	r.findSchool(&out)
	if f["when"] != "" {
		out.When, out.WhenText = "earlier", f["when"]
	}
	if f["phone"] != "" {
		out.Mode, out.Contact = lead.ModePhone, vault.Contact{Phone: f["phone"], Name: f["name"], Hide: true}
	}
	return out, unknown
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// wholeText puts the title above the text, unless the text begins with it.
func wholeText(title, text string) string {
	if title == "" || strings.HasPrefix(text, title) {
		return text
	}
	return strings.TrimSpace(title + "\n" + text)
}

// findSchool takes the one school of that name or alias, and its district for an unknown one.
func (r *leadReader) findSchool(out *lead.Report) {
	var found []org.School
	for _, s := range r.schools[out.SchoolName] {
		if out.District == org.DistrictUnknown || s.District == out.District {
			found = append(found, s)
		}
	}
	if len(found) == 1 {
		out.SchoolID, out.SchoolName, out.District = found[0].ID, found[0].Name, found[0].District
	}
}

func schoolsByName(all []org.School) map[string][]org.School {
	by := map[string][]org.School{}
	for _, s := range all {
		for _, name := range append(strings.Split(s.Aliases, "|"), s.Name) {
			if name != "" && !slices.ContainsFunc(by[name], func(x org.School) bool { return x.ID == s.ID }) {
				by[name] = append(by[name], s)
			}
		}
	}
	return by
}

// refusal is the sentence of a row that the ledger did not take.
func (r *leadReader) refusal(e *entry, err error) string {
	if errs.Is(err, errs.Conflict) {
		return r.texts.T("import.clash", "id", shown(e.origin.ID, 30))
	}
	if x := errs.As(err); x != nil && x.Kind == errs.Invalid {
		return r.sentence(x.Fields)
	}
	return fmt.Sprint(err)
}
