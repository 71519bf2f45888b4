package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

func itemsOfAll(ctx context.Context, c db.Conn, ids []int64) (map[int64][]int, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[item](c.Gorm(ctx)).Where("lead_id IN ?", ids).Order("lead_id, print_no").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("items of leads: %w", err)
	}
	out := map[int64][]int{}
	for _, r := range rows {
		out[r.LeadID] = append(out[r.LeadID], int(r.PrintNo))
	}
	return out, nil
}

// seatsOf are the ends of the red lane's matters among leads, by the draft that tells of each.
func (s *Service) seatsOf(ctx context.Context, leads []Lead) (map[int64]errs.Text, error) {
	var ids []int64
	for i := range leads {
		if leads[i].Category == NoSeat && leads[i].DraftID != 0 {
			ids = append(ids, leads[i].DraftID)
		}
	}
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nearly every page
	}
	drafts, err := gorm.G[Draft](s.DB.Gorm(ctx)).Where("id IN ? AND state = ?", ids, DraftApproved).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("seats of leads: %w", err)
	}
	out := map[int64]errs.Text{}
	for i := range drafts {
		if text, ok := drafts[i].SeatText(); ok {
			out[drafts[i].ID] = text
		}
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
