package checklist

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/org"
)

// pageSize is how many entries a page shows when the caller does not say.
const pageSize = 50

type violationItem struct {
	ViolationID int64
	PrintNo     int64
}

// TableName tells the store under which items an entry was counted.
func (violationItem) TableName() string { return "violation_items" }

type itemCount struct {
	Campaign int64
	UnitID   int64
	PrintNo  int64
	Proven   int64
}

// TableName tells the store where the counts lie.
func (itemCount) TableName() string { return "item_counts" }

// entryOf locks a lead's entry; nil for none.
func entryOf(ctx context.Context, tx db.Tx, leadID int64) (*Violation, error) {
	var rows []Violation
	err := tx.Gorm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("lead_id = ?", leadID).Limit(1).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read violation of lead %d: %w", leadID, err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // most leads have none
	}
	return &rows[0], nil
}

func createEntry(ctx context.Context, tx db.Tx, v Violation) error {
	if err := gorm.G[Violation](tx.Gorm(ctx)).Create(ctx, &v); err != nil {
		return fmt.Errorf("store violation of lead %d: %w", v.LeadID, err)
	}
	return nil
}

func updateEntry(ctx context.Context, tx db.Tx, v Violation) error {
	up := tx.Gorm(ctx).Model(&Violation{}).Where("id = ?", v.ID).
		Select("subject", "conduct", "measures", "hand_over", "at").Updates(&v)
	if up.Error != nil {
		return fmt.Errorf("correct violation of lead %d: %w", v.LeadID, up.Error)
	}
	return nil
}

func moveEntry(ctx context.Context, tx db.Tx, v *Violation) error {
	if err := tx.Gorm(ctx).Model(&Violation{}).Where("id = ?", v.ID).Select("unit_id", "wall_unit").Updates(v).Error; err != nil {
		return fmt.Errorf("wall violation of lead %d: %w", v.LeadID, err)
	}
	return nil
}

func itemsOf(ctx context.Context, tx db.Tx, id int64) ([]int, error) {
	rows, err := gorm.G[violationItem](tx.Gorm(ctx)).Where("violation_id = ?", id).Order("print_no").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("items of violation %d: %w", id, err)
	}
	out := make([]int, len(rows))
	for i, r := range rows {
		out[i] = int(r.PrintNo)
	}
	return out, nil
}

func changeItems(ctx context.Context, tx db.Tx, id int64, gone, come []int) error {
	if len(gone) > 0 {
		if err := tx.Gorm(ctx).Where("violation_id = ? AND print_no IN ?", id, gone).Delete(&violationItem{}).Error; err != nil {
			return fmt.Errorf("items of violation %d: %w", id, err)
		}
	}
	for _, n := range come {
		if err := gorm.G[violationItem](tx.Gorm(ctx)).Create(ctx, &violationItem{id, int64(n)}); err != nil {
			return fmt.Errorf("items of violation %d: %w", id, err)
		}
	}
	return nil
}

// addCounts moves the counts of the entry's campaign and unit. Each is one statement that adds to what is
// there, so that two workers never overwrite each other's sum.
func addCounts(ctx context.Context, tx db.Tx, v Violation, gone, come []int) error {
	for _, n := range come {
		if err := addCount(ctx, tx, v, n, 1); err != nil {
			return err
		}
	}
	for _, n := range gone {
		if err := addCount(ctx, tx, v, n, -1); err != nil {
			return err
		}
	}
	return nil
}

func addCount(ctx context.Context, tx db.Tx, v Violation, printNo int, by int64) error {
	err := tx.Gorm(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "campaign"}, {Name: "unit_id"}, {Name: "print_no"}},
		DoUpdates: clause.Assignments(map[string]any{"proven": gorm.Expr("proven + ?", by)}),
	}).Create(&itemCount{v.Campaign, v.UnitID, int64(printNo), by}).Error
	if err != nil {
		return fmt.Errorf("count item %d: %w", printNo, err)
	}
	return nil
}

// filtered is the one place where scope and filter become a query.
func (s *Service) filtered(ctx context.Context, sc Scope, f Filter) *gorm.DB {
	where, args := sc.onViolations()
	q := s.DB.Gorm(ctx).Model(&Violation{}).Where("("+where+")", args...)
	if f.Plain {
		q = q.Where("wall_unit = 0")
	}
	return q
}

// along is filtered, read along the one index that has the list's order: an optimizer that has two reads both and
// sorts what they have in common.
func (s *Service) along(ctx context.Context, sc Scope, f Filter) *gorm.DB {
	index := "violations_wall"
	if sc.sight == org.SeesUnit {
		index = "violations_unit"
	}
	hint := map[db.Dialect]string{db.SQLite: "INDEXED BY " + index, db.MySQL: "FORCE INDEX (" + index + ")"}
	return s.filtered(ctx, sc, f).Table("violations " + hint[s.DB.Dialect])
}

func (s *Service) violations(ctx context.Context, sc Scope, f Filter) (Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = pageSize
	}
	q := s.along(ctx, sc, f)
	if f.After > 0 {
		q = q.Where("id < ?", f.After)
	}
	var rows []Violation
	if err := q.Order("id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return Page{}, fmt.Errorf("list violations: %w", err)
	}
	p := Page{Violations: rows, More: len(rows) > limit}
	if p.More {
		p.Violations = rows[:limit]
	}
	return p, s.fillItems(ctx, p.Violations)
}

func (s *Service) fillItems(ctx context.Context, vs []Violation) error {
	ids, at := make([]int64, len(vs)), make(map[int64]int, len(vs))
	for i := range vs {
		ids[i], at[vs[i].ID] = vs[i].ID, i
	}
	rows, err := gorm.G[violationItem](s.DB.Gorm(ctx)).Where("violation_id IN ?", ids).Order("violation_id, print_no").Find(ctx)
	if err != nil {
		return fmt.Errorf("items of violations: %w", err)
	}
	for _, r := range rows {
		v := &vs[at[r.ViolationID]]
		v.Items = append(v.Items, int(r.PrintNo))
	}
	return nil
}

// countMax is where counting ends; the page then says 超过 1 万件.
const countMax = 10_001

func (s *Service) countViolations(ctx context.Context, sc Scope, f Filter) (int, error) {
	var n int64
	inner := s.along(ctx, sc, f).Select("1").Limit(countMax)
	if err := s.DB.Gorm(ctx).Table("(?) AS counted", inner).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count violations: %w", err)
	}
	return int(n), nil
}

func (s *Service) counts(ctx context.Context, sc Scope, campaign int64) (map[int]int, error) {
	where, args := sc.onCounts()
	var rows []struct {
		PrintNo int
		Total   int
	}
	err := s.DB.Gorm(ctx).Model(&itemCount{}).Where("campaign = ?", campaign).Where("("+where+")", args...).
		Select("print_no, SUM(proven) AS total").Group("print_no").Order("print_no").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count items: %w", err)
	}
	out := map[int]int{}
	for _, r := range rows {
		if r.Total != 0 {
			out[r.PrintNo] = r.Total
		}
	}
	return out, nil
}
