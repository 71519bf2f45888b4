package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

// importInFlight is how many rows wait for a commit at once: what one commit carries.
const importInFlight = 48

// leadImport is one file on its way into the ledger.
type leadImport struct {
	*session
	columns mapping
	words   map[string]map[string]string
	source  lead.Source
	schools map[string][]org.School
}

// importLeads reads the file twice: to show what would happen, and to do it. No more of it than the rows in hand is
// ever in memory, beside 16 bytes for each row.
func (s *session) importLeads(ctx context.Context, o importOptions) error {
	m := &leadImport{session: s, words: leadWords(s.texts), source: lead.FromAbove}
	var ok bool
	if m.columns, ok = newMapping(leadFields, o.maps); !ok {
		return s.fail("import.error.map", "fields", strings.Join(m.columns.names, "、"))
	}
	if o.source != "" {
		word, known := m.words["source"][strings.ToLower(o.source)]
		if !known {
			return s.fail("import.error.source", "word", shown(o.source, 30))
		}
		m.source = lead.Source(word)
	}
	all, err := s.app.Org.AllSchools(ctx)
	if err != nil {
		return err
	}
	m.schools = schoolsByName(all)
	t, err := m.preview(ctx)
	if err != nil {
		return err
	}
	if t.good == 0 {
		return s.fail("import.nothing")
	}
	if err := s.agreed(); err != nil {
		return err
	}
	return m.store(ctx, t.rows)
}

// each reads the file from its beginning.
func (m *leadImport) each(ctx context.Context, columns *columnSet, do func(*leadReader, entry) error) error {
	f, err := m.open(m.columns, "text")
	if err != nil {
		return err
	}
	defer f.Close()
	r := &leadReader{
		texts: m.texts, columns: m.columns, words: m.words, source: m.source, schools: m.schools,
		equal: map[[16]byte]int{}, ids: map[[16]byte][16]byte{},
	}
	columns.add(f.Columns()...)
	for ctx.Err() == nil {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return m.fileError(err, m.columns, "text")
		}
		if f.Columns() == nil {
			columns.add(sortedKeys(row.Values)...)
		}
		if err := do(r, r.entry(row)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

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

// result is what became of the rows.
type result struct {
	mu                      sync.Mutex
	added, already, refused int
	lines                   []refusedLine // of the refused, up to refusedMax
	failed                  error
}

type refusedLine struct {
	n    int
	text string
}

// sentences are the refused lines in the file's order, not in that of the commits.
func (out *result) sentences() []string {
	slices.SortFunc(out.lines, func(a, b refusedLine) int { return a.n - b.n })
	all := make([]string, len(out.lines))
	for i, l := range out.lines {
		all[i] = l.text
	}
	return all
}

// refusedMax bounds the list at the end.
const refusedMax = 1_000

// store sends the rows through Import, many at once, so that they share commits.
func (m *leadImport) store(ctx context.Context, rows int) error {
	var out result
	p := m.progress(rows)
	queue, running := make(chan func(), importInFlight), sync.WaitGroup{}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range importInFlight {
		running.Go(func() {
			for do := range queue {
				do()
			}
		})
	}
	err := m.each(ctx, &columnSet{}, func(r *leadReader, e entry) error {
		queue <- func() {
			if out.take(m.one(ctx, r, e)) {
				stop()
			}
			p.step()
		}
		return nil
	})
	close(queue)
	running.Wait()
	p.end()
	m.tellLines("import.bad", out.sentences(), out.refused-len(out.lines))
	m.say("import.done", "added", out.added, "already", out.already, "refused", out.refused)
	switch {
	case out.failed != nil:
		m.say("import.stopped")
		return out.failed
	case ctx.Err() != nil:
		return m.fail("import.stopped")
	default:
		return err
	}
}

// outcome is what became of one row.
type outcome struct {
	added, already bool
	line           refusedLine // why it was refused; the text is empty for a good row
	err            error       // why nothing more can be stored
}

func (m *leadImport) one(ctx context.Context, r *leadReader, e entry) outcome {
	if e.refused != "" {
		return outcome{line: m.refusedLine(&e, e.refused)}
	}
	if e.repeat {
		return outcome{already: true}
	}
	_, added, err := m.app.Leads.Import(context.WithoutCancel(ctx), e.report, e.origin) // what is begun is ended
	switch {
	case errs.Is(err, errs.Conflict), errs.Is(err, errs.Invalid):
		return outcome{line: m.refusedLine(&e, r.refusal(&e, err))}
	case err != nil:
		return outcome{err: err}
	default:
		return outcome{added: added, already: !added}
	}
}

func (m *leadImport) refusedLine(e *entry, why string) refusedLine {
	return refusedLine{e.line, m.texts.T("import.bad_line", "line", e.line, "why", why)}
}

// take adds a row's outcome; true when the import has to stop.
func (out *result) take(o outcome) bool {
	out.mu.Lock()
	defer out.mu.Unlock()
	switch {
	case o.err != nil:
		if out.failed == nil {
			out.failed = o.err
		}
		return true
	case o.line.text != "":
		if out.refused++; len(out.lines) < refusedMax {
			out.lines = append(out.lines, o.line)
		}
	case o.added:
		out.added++
	case o.already:
		out.already++
	}
	return false
}
