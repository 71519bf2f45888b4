package lead

import (
	"context"
	"fmt"

	"sunlead/internal/org"
)

// CountByOwner counts as Count does, at once for every unit that owns leads of the filter; a unit without any
// is absent. The filter's Unit and After are ignored.
func (s *Service) CountByOwner(ctx context.Context, a org.Actor, f Filter) (map[int64]int, error) {
	f.Unit, f.After = 0, 0
	var rows []struct {
		OwnerUnit int64
		Leads     int
	}
	err := s.filtered(ctx, a, f).Select("owner_unit AS owner_unit, COUNT(*) AS leads").
		Group("owner_unit").Order("owner_unit").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count leads by owner: %w", err)
	}
	out := make(map[int64]int, len(rows))
	for _, r := range rows {
		out[r.OwnerUnit] = min(r.Leads, countMax)
	}
	return out, nil
}

// Words returns the reporters' own words of leads by id; leads outside the actor's scope are absent.
func (s *Service) Words(ctx context.Context, a org.Actor, leads []Lead) (map[int64]string, error) {
	ids := make([]int64, len(leads))
	for i := range leads {
		ids[i] = leads[i].ID
	}
	var rows []struct {
		LeadID int64
		Text   string
	}
	err := s.filtered(ctx, a, Filter{}).Joins("JOIN lead_texts ON lead_texts.lead_id = leads.id").
		Where("leads.id IN ?", ids).Select("lead_texts.lead_id AS lead_id, lead_texts.text AS text").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("words of leads: %w", err)
	}
	out := make(map[int64]string, len(rows))
	for _, r := range rows {
		out[r.LeadID] = r.Text
	}
	return out, nil
}
