package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

// runningPage is how many leads are read at once.
const runningPage = 500

// eachRunning hands out each open lead that has a running clock, with those clocks, in order of the key.
func (s *Service) eachRunning(ctx context.Context, do func(l *Lead, clocks []Clock) error) error {
	for after := int64(0); ; {
		leads, err := gorm.G[Lead](s.DB.Gorm(ctx)).Where("open = 1 AND id > ?", after).Order("id").Limit(runningPage).Find(ctx)
		if err != nil || len(leads) == 0 {
			return err
		}
		clocks, err := clocksOfAll(ctx, s.DB, leads)
		if err != nil {
			return err
		}
		for i := range leads {
			if own := clocks[leads[i].ID]; len(own) > 0 {
				if err := do(&leads[i], own); err != nil {
					return err
				}
			}
		}
		after = leads[len(leads)-1].ID
	}
}

func clocksOfAll(ctx context.Context, c db.Conn, leads []Lead) (map[int64][]Clock, error) {
	ids := make([]int64, len(leads))
	for i := range leads {
		ids[i] = leads[i].ID
	}
	rows, err := gorm.G[Clock](c.Gorm(ctx)).Where("lead_id IN ? AND stopped = 0", ids).Order("lead_id, kind, round").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("running clocks: %w", err)
	}
	questions, err := endedQuestions(ctx, c, ids)
	if err != nil {
		return nil, err
	}
	all := map[int64][]Clock{}
	for _, r := range rows {
		r.rests(questions[r.LeadID])
		all[r.LeadID] = append(all[r.LeadID], r)
	}
	return all, nil
}

// runningClocks are the lead's clocks that were not stopped.
func runningClocks(ctx context.Context, tx db.Tx, id int64) ([]Clock, error) {
	all, err := clocksOfAll(ctx, tx, []Lead{{ID: id}})
	return all[id], err
}
