package job

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
)

// leadFollow lets merged leads follow their main case (lead.follow), so many in a transaction; the rest waits as a job of
// its own.
func leadFollow(s *lead.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		left := lead.FollowMax
		for _, r := range rows {
			f, err := decode[lead.Following](r)
			if err != nil {
				return err
			}
			n, err := s.Follow(ctx, tx, f, left)
			if err != nil {
				return err
			}
			left -= n
		}
		return nil
	}
}
