package job

import (
	"context"

	"sunlead/internal/checklist"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// notifyWall takes messages about a lead that was walled later, and its entry in the register, from those who may not know
// of it (notify.wall). What counts is the wall there is now: two such jobs may come in any order.
func notifyWall(l *lead.Service, s *notify.Service, c *checklist.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			now, err := l.RegisteredNow(ctx, tx, r.LeadID)
			if err != nil {
				return err
			}
			if err := s.Wall(ctx, tx, now.Number, now.Wall); err != nil {
				return err
			}
			if err := c.Rewall(ctx, tx, r.LeadID, now.Unit, now.Wall); err != nil {
				return err
			}
		}
		return nil
	}
}
