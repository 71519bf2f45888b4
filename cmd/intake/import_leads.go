package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"sunlead/internal/lead"
	"sunlead/internal/org"
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
