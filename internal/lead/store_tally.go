package lead

import (
	"context"
	"fmt"

	"sunlead/internal/org"
)

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

// UnderReview returns the drafts that leads wait for a decision on, by lead; leads outside the actor's scope are absent.
func (s *Service) UnderReview(ctx context.Context, a org.Actor, leads []Lead) (map[int64]Draft, error) {
	ids := make([]int64, len(leads))
	for i := range leads {
		ids[i] = leads[i].ID
	}
	var rows []Draft
	err := s.filtered(ctx, a, Filter{}).Joins("JOIN lead_drafts ON lead_drafts.id = leads.draft_id").
		Where("leads.id IN ?", ids).Select("lead_drafts.*").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("drafts of leads: %w", err)
	}
	out := make(map[int64]Draft, len(rows))
	for _, d := range rows {
		out[d.LeadID] = d
	}
	return out, nil
}
