package lead

import (
	"context"
	"encoding/binary"

	"sunlead/internal/errs"
	"sunlead/internal/vault"
)

// Origin names the row of a file that a report comes from, so that the same row is the same lead in every run.
type Origin struct {
	ID      string // the file's own number of it, "" for none
	Content []byte // all that the row says, the same bytes for the same row
	Before  int    // without an ID: how many equal rows stand above it in the file
}

// key is what the row is known by, as the form's key is for what was typed.
func (o Origin) key(p vault.Pepper) (key [16]byte) {
	mac := p.MAC("import", o.Content, binary.BigEndian.AppendUint64(nil, uint64(o.Before))) //nolint:gosec // a count
	if o.ID != "" {
		mac = p.MAC("import-id", []byte(o.ID))
	}
	copy(key[:], mac)
	return key
}

// Import stores a row of a file as Submit stores a report, received now: its clocks begin today, whatever day the row
// tells of. A row that is stored already is not stored again, and added is false; the same ID with other content is a
// Conflict. Only the operator's command calls it.
func (s *Service) Import(ctx context.Context, r Report, o Origin) (rec Receipt, added bool, err error) {
	if err := errs.Fields(r.CheckImport()); err != nil {
		return Receipt{}, false, err
	}
	r.Imported = true
	r.settle()
	known := func(p vault.Pepper) *submission {
		r.Key = o.key(p)
		return s.submission(r, p, p.MAC("import-body", o.Content))
	}
	for _, p := range s.Ring.Peppers() {
		if rec, found, err := s.find(ctx, known(p)); found || err != nil {
			return rec, false, err
		}
	}
	rec, err = s.submits.Do(ctx, known(s.Ring.Pepper()))
	return rec, err == nil, err
}

// CheckImport checks a row of a file as Import does.
func (r *Report) CheckImport() Problems {
	c := *r
	c.Imported = true
	p := c.Check()
	if r.Mode == ModePhone {
		r.Contact = c.Contact // the tidied number
	}
	return p
}
