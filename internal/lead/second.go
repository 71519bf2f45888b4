package lead

import (
	"context"
	"fmt"

	"sunlead/internal/db"
	"sunlead/internal/org"
)

// Pending is what waits for the second person of a restricted lead: what the one person proposes, and no word of the
// report.
type Pending struct {
	Number   string
	Version  int64     // of the lead, for its draft
	HandOver *HandOver // the proposal; nil for none
	Draft    *Draft    // an answer, a rejection or a letter; nil for none
}

// pendingMax is how many leads PendingSecond lists.
const pendingMax = 100

// PendingSecond lists what waits for the actor as the second person, the newest first.
func (s *Service) PendingSecond(ctx context.Context, a org.Actor) ([]Pending, error) {
	return s.pending(ctx, a, "")
}

// PendingOf is what waits for the actor of one lead; NotFound where nothing does, or not for them.
func (s *Service) PendingOf(ctx context.Context, a org.Actor, number string) (*Pending, error) {
	list, err := s.pending(ctx, a, number)
	if err == nil && len(list) == 0 {
		err = errNotFound
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// pending reads the leads of which the actor is the second person and that wait; the wall's index finds the few there are.
func (s *Service) pending(ctx context.Context, a org.Actor, number string) ([]Pending, error) {
	where, args := deciding(a).predicate()
	q := s.DB.Gorm(ctx).Where("wall_unit < -1 AND second_id = ? AND (state = ? OR hand_over = ?)", a.ID, ReviewPending, OverProposed).Where(where, args...)
	if number != "" {
		q = q.Where("number = ?", db.Code(number))
	}
	var leads []Lead
	if err := q.Order("id DESC").Limit(pendingMax).Find(&leads).Error; err != nil {
		return nil, fmt.Errorf("what waits for the second person: %w", err)
	}
	list := make([]Pending, len(leads))
	for i := range leads {
		if err := s.fillPending(ctx, &list[i], &leads[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *Service) fillPending(ctx context.Context, p *Pending, l *Lead) (err error) {
	p.Number, p.Version = l.Number, l.Version
	if l.State == ReviewPending {
		if p.Draft, err = draftByID(ctx, s.DB, l.DraftID); err != nil {
			return err
		}
	}
	if l.HandOver != OverProposed {
		return nil
	}
	overs, err := handOversOf(ctx, s.DB, l.ID)
	for i := range overs {
		if overs[i].State == OverProposed {
			p.HandOver = &overs[i]
		}
	}
	return err
}
