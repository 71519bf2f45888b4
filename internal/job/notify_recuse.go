package job

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// notifyRecuse takes the messages about a lead from who stepped aside (notify.recuse).
func notifyRecuse(s *notify.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			p, err := decode[lead.Stepped](r)
			if err != nil {
				return err
			}
			if err := s.Forget(ctx, tx, p.Number, p.Staff); err != nil {
				return err
			}
		}
		return nil
	}
}
