package lead

import (
	"context"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// Package is all that the recipient of a hand-over sees. It is no way to the lead itself.
type Package struct {
	HandOver
	Number     string // 登记编号
	Category   string
	District   string
	SchoolName string
	Walled     bool // 限知
	Closed     bool // of a lead that one person alone may know of: it opens to whoever signs for it
	Received   int64
	Anonymous  bool
	Summary    errs.Text
	Words      Text
	Answer     *Draft // nil when the case had none
	Letter     *Letter
	Exhibits   []Exhibit
	Files      []evidence.File // of the lead; those in the index went along
	Handling   []Deed          // 办理情况 up to the hand-over
	Reveals    []Reveal
}

// Paper is the letter that came with it.
func (p *Package) Paper() Paper {
	kind := string(LetterHandOver)
	return Paper{Key: kind, Kind: kind, Nth: 1, Unit: p.Unit, At: p.Sent, Draft: p.Answer, Letter: p.Letter, Over: &p.HandOver}
}

// Reveal is one reading of the reporter's contact by the recipient.
type Reveal struct {
	ID         int64
	HandOverID int64
	LeadID     int64
	StaffID    int64
	At         int64
	Reason     string
	Allowed    int64 // from then on the reporter is told; 0 for not
	AllowedBy  int64
}

// TableName tells the store where readings lie.
func (Reveal) TableName() string { return "hand_over_reveals" }

// Packages returns one page of a state of the actor's inbox, the newest first, marked where it is Alone; after is the id of the last one of the page
// before.
func (s *Service) Packages(ctx context.Context, a org.Actor, state HandOverState, after int64) ([]HandOver, bool, error) {
	if a.Role != org.DisciplineOfficer {
		return nil, false, nil
	}
	rows, err := packages(ctx, s.DB, a.Unit, state, after, PageSize+1)
	if err != nil {
		return nil, false, err
	}
	if err := markAlone(ctx, s.DB, a, rows); err != nil {
		return nil, false, err
	}
	return rows[:min(len(rows), PageSize)], len(rows) > PageSize, nil
}

// CountPackages counts the actor's inbox by state.
func (s *Service) CountPackages(ctx context.Context, a org.Actor) (map[HandOverState]int, error) {
	if a.Role != org.DisciplineOfficer {
		return nil, nil
	}
	return countPackages(ctx, s.DB, a.Unit)
}

// OpenPackage reads a package and writes into the trail of the actor's unit that it was opened. NotFound for one that is
// addressed to nobody, or to somebody else.
func (s *Service) OpenPackage(ctx context.Context, a org.Actor, id int64) (*Package, error) {
	var p *Package
	err := s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		if p, err = s.packageAt(ctx, tx, a, id); err != nil {
			return err
		}
		return s.tellOwnUnit(ctx, tx, a, "package_opened", map[string]any{"over": id})
	})
	return p, err
}

// ReadPackage is OpenPackage for an answer to a form of a page that was opened.
func (s *Service) ReadPackage(ctx context.Context, a org.Actor, id int64) (*Package, error) {
	return s.packageAt(ctx, s.DB, a, id)
}

func (s *Service) packageAt(ctx context.Context, c db.Conn, a org.Actor, id int64) (*Package, error) {
	h, err := packageOf(ctx, c, a, id)
	if err != nil {
		return nil, err
	}
	l, err := must(leadByID(ctx, c, h.LeadID))
	if err != nil {
		return nil, err
	}
	if !h.opensTo(a, l) {
		if h.Signed != 0 {
			return nil, errNotFound
		}
		return &Package{HandOver: *h, Walled: true, Closed: true}, nil
	}
	p := &Package{
		HandOver: *h, Number: l.Number, Category: l.Category, District: l.District, SchoolName: l.SchoolName,
		Walled: l.Walled(), Received: l.Received, Anonymous: l.Anonymous,
	}
	if p.Words, err = textOf(ctx, c, l.ID); err != nil {
		return nil, err
	}
	if p.Answer, err = draftByID(ctx, c, h.AnswerID); err != nil {
		return nil, err
	}
	if p.Letter, err = letterOf(ctx, c, l.ID, h.LetterID); err != nil {
		return nil, err
	}
	if p.Reveals, err = revealsOf(ctx, c, h.ID); err != nil {
		return nil, err
	}
	if p.Files, err = s.Evidence.Of(ctx, c, l.ID); err != nil {
		return nil, err
	}
	p.Summary = p.summary(l)
	return p, p.readEvidence(ctx, c)
}

func (p *Package) readEvidence(ctx context.Context, c db.Conn) error {
	index, err := evidenceOf(ctx, c, p.ID)
	if err != nil {
		return err
	}
	texts, err := notesOf(ctx, c, p.LeadID)
	if err != nil {
		return err
	}
	added, err := additionsOf(ctx, c, p.LeadID)
	if err != nil {
		return err
	}
	for _, a := range added {
		texts[a.ID] = a.Words
	}
	entries, err := trail.Read(ctx, c, trail.LeadStream(p.LeadID))
	if err != nil {
		return err
	}
	p.Exhibits = p.exhibits(index, texts, entries)
	for _, e := range index {
		if e.Kind == EvidenceTrail {
			p.Handling = handling(entries[:min(int64(len(entries)), e.Ref)])
		}
	}
	return nil
}

// File is a file of the lead; nil when it has none such.
func (p *Package) File(id int64) *evidence.File {
	i := slices.IndexFunc(p.Files, func(f evidence.File) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Files[i]
}

func (p *Package) fileHash(id int64) []byte {
	if f := p.File(id); f != nil {
		return f.Hash
	}
	return nil
}

// TakePackageFile lets the recipient get a file that went along; it is told in the trail of the recipient's unit in the same
// transaction. A Conflict when the file is blocked.
func (s *Service) TakePackageFile(ctx context.Context, a org.Actor, id, file int64) (f evidence.File, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if f, err = s.packageFile(ctx, tx, a, id, file); err != nil {
			return err
		}
		return s.tellOwnUnit(ctx, tx, a, "package_file", map[string]any{"over": id, "file": file})
	})
	return f, err
}

// SeePackageFile is TakePackageFile for HEAD: it gives nothing out and tells nobody.
func (s *Service) SeePackageFile(ctx context.Context, a org.Actor, id, file int64) (evidence.File, error) {
	return s.packageFile(ctx, s.DB, a, id, file)
}

func (s *Service) packageFile(ctx context.Context, c db.Conn, a org.Actor, id, file int64) (evidence.File, error) {
	p, err := s.packageAt(ctx, c, a, id)
	if err != nil {
		return evidence.File{}, err
	}
	along := slices.ContainsFunc(p.Exhibits, func(e Exhibit) bool { return e.Kind == EvidenceFile && e.Ref == file })
	if p.Closed || !along {
		return evidence.File{}, errNotFound
	}
	return unblocked(p.Files, file)
}

// RevealPackage shows the reporter's contact to the recipient, if it goes along, with a reason of 5–200 characters. The
// reading is kept and told in the trail of the recipient's unit in the same transaction; the reporter hears of it once it
// is allowed (domain rule 1.6).
func (s *Service) RevealPackage(ctx context.Context, a org.Actor, id int64, reason string) (vault.Contact, error) {
	p := Problems{}
	length(p, "reason", reason, 5, 200)
	p.add(Personal(reason), "reason", "error.personal")
	if err := errs.Fields(p); err != nil {
		return vault.Contact{}, err
	}
	var contact vault.Contact
	err := s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, h, err := s.overLocked(ctx, tx, a, OverRef{ID: id}, OverReveal)
		if err != nil {
			return err
		}
		if err := CanHandOver(a, OverReveal, h, l); err != nil {
			return err
		}
		r := Reveal{ID: tx.NextID(), HandOverID: h.ID, LeadID: l.ID, StaffID: a.ID, At: s.now(), Reason: reason}
		if err := db.Insert(ctx, tx, []Reveal{r}); err != nil {
			return err
		}
		if err := s.tellOwnUnit(ctx, tx, a, "package_revealed", map[string]any{"over": h.ID, "reveal": r.ID}); err != nil {
			return err
		}
		if contact, err = s.Ring.OpenContact(ctx, tx, l.ID); err != nil {
			return err
		}
		return present(contact)
	})
	if err != nil {
		return vault.Contact{}, err
	}
	return contact, nil
}

// AllowReveal lets the reporter know that 有关部门 read the contact. Once allowed it stays so.
func (s *Service) AllowReveal(ctx context.Context, a org.Actor, id, reveal int64) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		_, h, err := s.overLocked(ctx, tx, a, OverRef{ID: id}, OverReveal)
		if err != nil {
			return err
		}
		changed, err := allowReveal(ctx, tx, Reveal{ID: reveal, HandOverID: h.ID, Allowed: s.now(), AllowedBy: a.ID})
		if err != nil || !changed {
			return err
		}
		return s.tellOwnUnit(ctx, tx, a, "package_allowed", map[string]any{"over": h.ID, "reveal": reveal})
	})
}

// authority stands for a recipient where the reporter reads.
const authority = "seen_by_authority"

// seenBy are the readings by recipients that the reporter is told of, as entries of no stream.
func (s *Service) seenBy(ctx context.Context, leadID int64) ([]trail.Entry, error) {
	reveals, err := allowedReveals(ctx, s.DB, leadID)
	entries := make([]trail.Entry, len(reveals))
	for i, r := range reveals {
		entries[i] = trail.Entry{Kind: authority, Public: true, At: r.At, Data: "{}"}
	}
	return entries, err
}

// HandOvers returns the newest hand-over that was not refused, by the leads' ids. The caller has the leads from a list of
// its own scope.
func (s *Service) HandOvers(ctx context.Context, leadIDs []int64) (map[int64]HandOver, error) {
	if len(leadIDs) == 0 {
		return nil, nil
	}
	rows, err := handOversOfAll(ctx, s.DB, leadIDs)
	newest := map[int64]HandOver{}
	for _, h := range rows {
		newest[h.LeadID] = h
	}
	return newest, err
}
