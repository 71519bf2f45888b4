package job

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// notifyWall takes messages about a lead that was walled later from those who may not know of it (notify.wall).
func notifyWall(s *notify.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			w, err := decode[lead.Walling](r)
			if err != nil {
				return err
			}
			if err := s.Wall(ctx, tx, w.Number, w.Wall); err != nil {
				return err
			}
		}
		return nil
	}
}
