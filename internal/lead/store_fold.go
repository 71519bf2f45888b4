package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

// foldMax is how many changes one transaction folds, so that it holds no lock for long.
const foldMax = 1000

// folding is a row of lead_counts, or what is to be added to it.
type folding struct {
	Key   countKey `gorm:"embedded"`
	Leads int64
}

// TableName tells the store where numbers lie.
func (folding) TableName() string { return "lead_counts" }

// Fold adds the changes of the numbers that wait to the counters and returns how many there were. No number changes by
// it. Only the worker calls it; two workers may, and each folds what the other did not take.
func (s *Service) Fold(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := s.foldSome(ctx)
		if total += n; err != nil {
			return total, fmt.Errorf("fold counters: %w", err)
		}
		if n < foldMax {
			return total, s.sweepCounters(ctx, total)
		}
	}
}

// foldSome moves changes into the counters: they are added and deleted in one transaction, so that whatever ends it,
// each counts once.
func (s *Service) foldSome(ctx context.Context) (n int, err error) {
	var waiting []int64
	err = s.DB.Gorm(ctx).Model(&delta{}).Limit(1).Pluck("id", &waiting).Error
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		var changes []delta
		n = 0
		free := clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}
		if err := tx.Gorm(ctx).Clauses(free).Order("id").Limit(foldMax).Find(&changes).Error; err != nil || len(changes) == 0 {
			return err
		}
		if err := s.addUp(ctx, tx, changes); err != nil {
			return err
		}
		ids := make([]int64, len(changes))
		for i := range changes {
			ids[i] = changes[i].ID
		}
		n = len(ids)
		return tx.Gorm(ctx).Where("id IN ?", ids).Delete(&delta{}).Error
	})
	return n, err
}

// adding is the sum of what is there and what comes, in each engine's words.
var adding = map[db.Dialect]string{db.SQLite: "leads + excluded.leads", db.MySQL: "leads + VALUES(leads)"}

// addUp adds changes to the counters, always in the same order, for two workers would wait for each other in a ring.
func (s *Service) addUp(ctx context.Context, tx db.Tx, changes []delta) error {
	sum := counts{}
	for _, c := range changes {
		sum[c.Key] += c.Leads
	}
	var rows []folding
	for key, n := range sum {
		if n != 0 {
			rows = append(rows, folding{key, n})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b folding) int { return strings.Compare(fmt.Sprint(a.Key), fmt.Sprint(b.Key)) })
	return tx.Gorm(ctx).Clauses(clause.OnConflict{
		Columns:   countColumns,
		DoUpdates: clause.Assignments(map[string]any{"leads": gorm.Expr(adding[s.DB.Dialect])}),
	}).CreateInBatches(&rows, 200).Error
}

// countColumns are the key of lead_counts.
var countColumns = []clause.Column{
	{Name: "kind"},
	{Name: "print_no"},
	{Name: "owner_unit"},
	{Name: "co_unit"},
	{Name: "territory_unit"},
	{Name: "wall_unit"},
	{Name: "suspicious"},
	{Name: "routed"},
	{Name: "open"},
	{Name: "state"},
	{Name: "category"},
	{Name: "due"},
	{Name: "sort_at"},
	{Name: "campaign"},
}

// sweepCounters takes away rows that count nothing any more, once something was folded.
func (s *Service) sweepCounters(ctx context.Context, folded int) error {
	if folded == 0 {
		return nil
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Where("leads = 0").Delete(&folding{}).Error
	})
}
