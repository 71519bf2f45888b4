package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

func (s *Service) itemsOfAll(ctx context.Context, leads []Lead) (map[int64][]int, error) {
	ids := make([]int64, len(leads))
	for i := range leads {
		ids[i] = leads[i].ID
	}
	rows, err := gorm.G[item](s.DB.Gorm(ctx)).Where("lead_id IN ?", ids).Order("lead_id, print_no").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("items of leads: %w", err)
	}
	out := map[int64][]int{}
	for _, r := range rows {
		out[r.LeadID] = append(out[r.LeadID], int(r.PrintNo))
	}
	return out, nil
}

func (s *Service) itemCounts(ctx context.Context, a org.Actor, f Filter) (map[int]ItemCount, error) {
	var rows []struct {
		PrintNo   int
		Leads     int
		OpenLeads int
	}
	err := s.filtered(ctx, a, f).Joins("JOIN lead_items ON lead_items.lead_id = leads.id").
		Select("lead_items.print_no AS print_no, COUNT(*) AS leads, SUM(open) AS open_leads").
		Group("lead_items.print_no").Order("lead_items.print_no").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count items: %w", err)
	}
	out := make(map[int]ItemCount, len(rows))
	for _, r := range rows {
		out[r.PrintNo] = ItemCount{r.Leads, r.OpenLeads}
	}
	return out, nil
}

func lockUnit(ctx context.Context, tx db.Tx, id int64) (*org.Unit, error) {
	var rows []org.Unit
	err := tx.Gorm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Limit(1).Find(&rows).Error
	u, err := first(rows, err)
	if err == nil && u == nil {
		return nil, errNotFound
	}
	return u, err
}

func putHead(ctx context.Context, tx db.Tx, unit int64, head trail.Head) error {
	return tx.Gorm(ctx).Model(&org.Unit{}).Where("id = ?", unit).
		Select("trail_seq", "trail_hash").Updates(&org.Unit{TrailSeq: head.Seq, TrailHash: head.Hash}).Error
}
