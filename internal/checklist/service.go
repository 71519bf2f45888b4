package checklist

import (
	"context"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/org"
)

// Violation is one entry of 违规招生行为查处登记表: what a closed, proven lead leaves behind. There is one of a lead.
type Violation struct {
	ID       int64
	LeadID   int64
	Number   string // 登记编号 of the lead
	Campaign int64
	UnitID   int64  // whose register it is in
	WallUnit int64  // whose misconduct it is; 0 for none
	Subject  string // 违规主体
	Conduct  string // 违规行为
	Measures string // 查处和追责情况
	HandOver bool
	At       int64 // when the lead was closed, Case ms
	Items    []int `gorm:"-"` // printed numbers of the checklist, ascending
}

// TableName tells the store where the register lies.
func (Violation) TableName() string { return "violations" }

// Service keeps the register and the counts beside the checklist's items.
type Service struct {
	DB *db.DB
}

// RecordViolation brings the register to what v says, in the caller's transaction; only the worker calls it.
// The same entry again changes nothing. A lead that was reopened and closed again corrects its entry, and an
// older closing that comes late leaves the newer one alone. The items are CountItems' part.
func (s *Service) RecordViolation(ctx context.Context, tx db.Tx, v Violation) error {
	_, _, err := s.record(ctx, tx, v)
	return err
}

// Rewall brings a lead's entry, if there is one, to the wall that the lead has now, and into that unit's register, in the
// caller's transaction; only the worker calls it. The counts beside the checklist go with it.
func (s *Service) Rewall(ctx context.Context, tx db.Tx, leadID, unit, wall int64) error {
	known, err := entryOf(ctx, tx, leadID)
	if err != nil || known == nil {
		return err
	}
	return s.rewall(ctx, tx, known, unit, wall)
}

// rewall moves what the entry was counted under: behind a wall it counts for nobody.
func (s *Service) rewall(ctx context.Context, tx db.Tx, known *Violation, unit, wall int64) error {
	if known.WallUnit == wall {
		return nil
	}
	items, err := itemsOf(ctx, tx, known.ID)
	if err != nil {
		return err
	}
	if known.WallUnit == 0 {
		if err := addCounts(ctx, tx, *known, items, nil); err != nil {
			return err
		}
	}
	known.UnitID, known.WallUnit = unit, wall
	if known.WallUnit == 0 {
		if err := addCounts(ctx, tx, *known, nil, items); err != nil {
			return err
		}
	}
	return moveEntry(ctx, tx, known)
}

// record returns the entry's id, and false when the register knows a newer closing.
func (s *Service) record(ctx context.Context, tx db.Tx, v Violation) (id int64, current bool, err error) {
	known, err := entryOf(ctx, tx, v.LeadID)
	if err != nil {
		return 0, false, err
	}
	if known == nil {
		v.ID = tx.NextID()
		return v.ID, true, createEntry(ctx, tx, v)
	}
	if err := s.rewall(ctx, tx, known, v.UnitID, v.WallUnit); err != nil {
		return 0, false, err
	}
	if known.At > v.At {
		return known.ID, false, nil
	}
	v.ID = known.ID
	if v.sameEntry(known) {
		return known.ID, true, nil
	}
	return known.ID, true, updateEntry(ctx, tx, v)
}

func (v Violation) sameEntry(o *Violation) bool {
	return v.Subject == o.Subject && v.Conduct == o.Conduct && v.Measures == o.Measures && v.HandOver == o.HandOver && v.At == o.At
}

// CountItems brings the entry's items, and the counts of proven violations beside the checklist, to what v
// says, in the caller's transaction; only the worker calls it. The items stored with an entry are what it was
// counted under, so only the difference is counted: again, after a reopening, or before RecordViolation, the
// sums stay right.
//
// A walled entry (限知) keeps its items but raises no count: a district that sees a count rise beside an item
// without an entry in its register would know that somebody reported its bureau.
func (s *Service) CountItems(ctx context.Context, tx db.Tx, v Violation) error {
	id, current, err := s.record(ctx, tx, v)
	if err != nil || !current {
		return err
	}
	counted, err := itemsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	gone, come := without(counted, v.Items), without(v.Items, counted)
	if err := changeItems(ctx, tx, id, gone, come); err != nil || v.WallUnit != 0 {
		return err
	}
	return addCounts(ctx, tx, v, gone, come)
}

// without returns the numbers of a that are not in b, ascending and once each.
func without(a, b []int) []int {
	var out []int
	for _, n := range a {
		if !slices.Contains(b, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Filter narrows the register; the zero value is everything in scope. CountViolations and Violations of one
// Filter always agree.
type Filter struct {
	After int64 // id of the last entry of the page before
	Limit int   // 0 means 50
	Plain bool  // without walled entries, whoever asks: exports, the printed form
}

// Page is one page of the register, newest first. More says that there are others after the last.
type Page struct {
	Violations []Violation
	More       bool
}

// Next is the key of the following page, 0 for none.
func (p Page) Next() int64 {
	if !p.More || len(p.Violations) == 0 {
		return 0
	}
	return p.Violations[len(p.Violations)-1].ID
}

// Violations returns one page of the register within the actor's scope.
func (s *Service) Violations(ctx context.Context, a org.Actor, f Filter) (Page, error) {
	return s.violations(ctx, ScopeOf(a), f)
}

// CountViolations returns how many entries Violations would go through.
func (s *Service) CountViolations(ctx context.Context, a org.Actor, f Filter) (int, error) {
	return s.countViolations(ctx, ScopeOf(a), f)
}

// Counts returns, per printed number, how many proven violations stand beside it in the campaign: a district's
// own, or the whole city's. Numbers without any are left out.
func (s *Service) Counts(ctx context.Context, a org.Actor, campaign int64) (map[int]int, error) {
	return s.counts(ctx, ScopeOf(a), campaign)
}
