package job

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
)

// leadRecode gives reports whose 查询码 was lost a fresh one (lead.recode).
func leadRecode(s *lead.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			if err := s.Recode(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	}
}
