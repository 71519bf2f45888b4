package publish

import (
	"context"
	"fmt"

	"sunlead/internal/org"
)

// waits is how many of a unit are in a state in which somebody has to move them.
type waits struct {
	UnitID int64
	State  State
	N      int
}

// Waiting is how many wait for the actor: sent back to who writes, to be approved or agreed to by who decides. What another
// process changed is known after five seconds.
func (s *Service) Waiting(ctx context.Context, a org.Actor) (n int, err error) {
	if !a.Can(org.ReadPublications) {
		return 0, nil
	}
	all, err := s.waiting.Get(ctx, s.Wall.Now(), shelfFor, s.countWaiting)
	for _, w := range all {
		if w.waitsFor(a) {
			n += w.N
		}
	}
	return n, err
}

func (s *Service) countWaiting(ctx context.Context, _ []waits) (now []waits, err error) {
	err = s.DB.Gorm(ctx).Model(&Publication{}).Where("state IN ?", []string{string(Returned), string(Pending), string(Agreeing)}).
		Select("unit_id, state, COUNT(*) AS n").Group("unit_id, state").Order("unit_id, state").Scan(&now).Error
	if err != nil {
		return nil, fmt.Errorf("count publications that wait: %w", err)
	}
	return now, nil
}

func (w waits) waitsFor(a org.Actor) bool {
	switch w.State {
	case Returned:
		return a.Can(org.WritePublication) && a.Unit == w.UnitID
	case Pending:
		return a.Can(org.DecidePublished) && a.Unit == w.UnitID
	default:
		return agreer(a, nil)
	}
}
