package history

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Oracle holds a database against diaries.
type Oracle struct {
	DB   *db.DB
	Ring *vault.Ring // of the installation's key folder
	// Track opens a receipt as its holder would and returns the number shown. Nil leaves it out.
	Track func(ctx context.Context, code string) (number string, err error)
}

// Fault is one contradiction between what clients were told and what is stored.
type Fault struct {
	Key    string // of the form in hex, or the number whose contact was read
	Number string
	What   string
}

// String is one line for a test's output.
func (f Fault) String() string { return f.Key + " " + f.Number + ": " + f.What }

// Verify reads the diaries and returns what contradicts them: INV-1, and of INV-9 that each reading is in the
// trail as often as it happened. The service may be running, its clients must have stopped.
func (o Oracle) Verify(ctx context.Context, files ...string) ([]Fault, error) {
	d, err := readAll(files)
	if err != nil {
		return nil, err
	}
	var faults []Fault
	for _, key := range slices.Sorted(maps.Keys(d.submits)) {
		found, err := o.submission(ctx, d.submits[key])
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	for _, number := range slices.Sorted(maps.Keys(d.reveals)) {
		n, err := o.revealed(ctx, number)
		if err != nil {
			return nil, err
		}
		if r := d.reveals[number]; n < r.sure || n > r.sure+r.perhaps {
			faults = append(faults, Fault{number, number, fmt.Sprintf("read %d to %d times, in the trail %d times", r.sure, r.sure+r.perhaps, n)})
		}
	}
	return faults, nil
}

func (o Oracle) submission(ctx context.Context, op *operation) ([]Fault, error) {
	key, err := hex.DecodeString(op.key)
	if err != nil {
		return nil, fmt.Errorf("key of a diary: %w", err)
	}
	stored, err := o.stored(ctx, key)
	if err != nil {
		return nil, err
	}
	if what := op.contradicts(stored); what != "" {
		return []Fault{{op.key, "", what}}, nil
	}
	var faults []Fault
	for _, s := range stored {
		f, err := o.one(ctx, op, s)
		if err != nil {
			return nil, err
		}
		faults = append(faults, f...)
	}
	return faults, nil
}

// contradicts compares how many leads there are with how many there must be.
func (op *operation) contradicts(stored []row) string {
	switch n := len(stored); {
	case len(op.receipts) > 1:
		return fmt.Sprintf("%d different receipts for one form", len(op.receipts))
	case len(op.receipts) == 1 && n == 0:
		return "acknowledged and lost"
	case n > 1:
		return fmt.Sprintf("stored %d times", n)
	case len(op.receipts) == 0 && !op.open && n > 0:
		return "refused and stored"
	default:
		return ""
	}
}

// one compares a stored lead with what was sent and with its receipt.
func (o Oracle) one(ctx context.Context, op *operation, s row) ([]Fault, error) {
	var faults []Fault
	tell := func(what string) { faults = append(faults, Fault{op.key, s.Number, what}) }
	content, err := o.content(ctx, s)
	if err != nil {
		return nil, err
	}
	if !op.possible[content.Digest()] {
		tell("stored with another content than was sent")
	}
	for r := range op.receipts {
		if r.number != s.Number {
			tell("the receipt says " + r.number)
		}
		if o.Track == nil {
			continue
		}
		if shown, err := o.Track(ctx, r.code); err != nil || shown != s.Number {
			tell(fmt.Sprintf("the receipt's code opens %q: %v", shown, err))
		}
	}
	return faults, nil
}

// row is a lead as far as the oracle looks at it.
type row struct {
	ID         int64
	Number     string
	Category   string
	About      string
	District   string
	SchoolName string
	Anonymous  bool
}

// stored returns the leads of a form key, under every pepper there is.
func (o Oracle) stored(ctx context.Context, key []byte) ([]row, error) {
	var macs [][]byte
	for _, p := range o.Ring.Peppers() {
		macs = append(macs, p.MAC("key", key))
	}
	var rows []row
	err := o.DB.Gorm(ctx).Raw("SELECT id, number, category, about, district, school_name, anonymous FROM leads WHERE key_mac IN ? ORDER BY id", macs).
		Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("leads of a key: %w", err)
	}
	return rows, nil
}

func (o Oracle) content(ctx context.Context, s row) (Content, error) {
	c := Content{Category: s.Category, About: s.About, District: s.District, School: s.SchoolName}
	var texts []string
	if err := o.DB.Gorm(ctx).Raw("SELECT text FROM lead_texts WHERE lead_id = ?", s.ID).Scan(&texts).Error; err != nil {
		return c, fmt.Errorf("text of lead %d: %w", s.ID, err)
	}
	for _, t := range texts {
		c.Text += t
	}
	if s.Anonymous {
		return c, nil
	}
	contact, err := o.Ring.OpenContact(ctx, o.DB, s.ID)
	c.Phone = contact.Phone
	return c, err
}

func (o Oracle) revealed(ctx context.Context, number string) (int64, error) {
	var ids []int64
	if err := o.DB.Gorm(ctx).Raw("SELECT id FROM leads WHERE number = ?", db.Code(number)).Scan(&ids).Error; err != nil {
		return 0, fmt.Errorf("lead %s: %w", number, err)
	}
	var n int64
	for _, id := range ids {
		err := o.DB.Gorm(ctx).Raw("SELECT COUNT(*) FROM trail WHERE kind = 'revealed' AND stream = ?", trail.LeadStream(id)).Scan(&n).Error
		if err != nil {
			return 0, fmt.Errorf("readings of %s: %w", number, err)
		}
	}
	return n, nil
}
