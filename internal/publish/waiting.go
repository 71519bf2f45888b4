package publish

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sunlead/internal/org"
)

// waiting is how many publications wait, as it was read last: every page of staff asks, and hardly anything changes.
type waiting struct {
	mu   sync.Mutex
	now  []waits
	read time.Time
}

// waits is how many of a unit are in a state in which somebody has to move them.
type waits struct {
	UnitID int64
	State  State
	N      int
}

func (w *waiting) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = time.Time{}
}

// Waiting is how many wait for the actor: sent back to who writes, to be approved or agreed to by who decides. What another
// process changed is known after five seconds.
func (s *Service) Waiting(ctx context.Context, a org.Actor) (n int, err error) {
	if !a.Can(org.ReadPublications) {
		return 0, nil
	}
	s.waiting.mu.Lock()
	defer s.waiting.mu.Unlock()
	if age := s.Wall.Now().Sub(s.waiting.read); s.waiting.read.IsZero() || age < 0 || age >= shelfFor {
		s.waiting.read = s.Wall.Now() // also of one that fails: the next page need not wait for it too
		err = s.countWaiting(ctx)
	}
	for _, w := range s.waiting.now {
		if w.waitsFor(a) {
			n += w.N
		}
	}
	return n, err
}

// countWaiting is for all who ask after: it goes on when the one who asked is gone.
func (s *Service) countWaiting(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfPatience)
	defer cancel()
	var now []waits
	err := s.DB.Gorm(ctx).Model(&Publication{}).Where("state IN ?", []string{string(Returned), string(Pending), string(Agreeing)}).
		Select("unit_id, state, COUNT(*) AS n").Group("unit_id, state").Order("unit_id, state").Scan(&now).Error
	if err != nil {
		return fmt.Errorf("count publications that wait: %w", err)
	}
	s.waiting.now = now
	return nil
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
