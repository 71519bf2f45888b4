package checklist

import (
	"context"
	"fmt"

	"sunlead/internal/org"
)

// OnItem returns the newest entries of a campaign that stand beside one printed number, at most limit, within
// the actor's scope. Walled entries are left out, as in Counts, so that the two agree.
func (s *Service) OnItem(ctx context.Context, a org.Actor, campaign int64, printNo, limit int) ([]Violation, error) {
	var rows []Violation
	err := s.filtered(ctx, ScopeOf(a), Filter{Plain: true}).Where("campaign = ?", campaign).
		Where("id IN (SELECT violation_id FROM violation_items WHERE print_no = ?)", printNo).
		Order("id DESC").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("violations of item %d: %w", printNo, err)
	}
	return rows, s.fillItems(ctx, rows)
}
