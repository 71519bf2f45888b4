package publish

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lately"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// Service keeps publications.
type Service struct {
	DB   *db.DB
	Case clock.Clock // written, decided, published
	Wall clock.Clock // how long the shelf is believed

	shelf   lately.Value[*Shelf]
	waiting lately.Value[[]waits]
}

// Ref names a publication as a form saw it.
type Ref struct{ ID, Version int64 }

// Submit puts a draft before those who decide.
func (s *Service) Submit(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, Submit, func(_ context.Context, _ db.Tx, p *Publication) error { return checked(p) })
}

// Drop gives a draft up.
func (s *Service) Drop(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, Drop, nil)
}

// Approve publishes, or puts a 辟谣 before the city.
func (s *Service) Approve(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, Approve, func(ctx context.Context, tx db.Tx, p *Publication) error {
		p.ApprovedBy = a.ID
		if p.Kind == Statistics {
			return freePeriod(ctx, tx, p)
		}
		return nil
	})
}

// SendBack returns it to its author with a reason.
func (s *Service) SendBack(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	if err := reasonProblem(reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, SendBack, func(_ context.Context, _ db.Tx, p *Publication) error {
		p.Reason, p.ApprovedBy = reason, 0
		return nil
	})
}

// Withdraw takes it out of public sight.
func (s *Service) Withdraw(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	if err := reasonProblem(reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, Withdraw, func(_ context.Context, _ db.Tx, p *Publication) error {
		p.Reason, p.Withdrawn = reason, clock.Milli(s.Case.Now())
		return nil
	})
}

// Agreement is the city's to a 辟谣.
type Agreement struct {
	Reason  string
	Despite bool // although leads on it are open
	Seen    int  // how many of them the page showed
}

// OpenLeads counts the open leads on a matter, as far as who asks may know of them; it reads through c.
type OpenLeads func(ctx context.Context, c db.Conn, matter *Content) (int, error)

// Agree publishes a 辟谣. While a lead on it is open it is refused unless the city agrees all the same (domain rule
// 1.15); that is asked in the very transaction, whatever the page showed.
func (s *Service) Agree(ctx context.Context, a org.Actor, ref Ref, yes Agreement, open OpenLeads) error {
	if err := reasonProblem(yes.Reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, Agree, func(ctx context.Context, tx db.Tx, p *Publication) error {
		n, err := open(ctx, tx, &p.Content)
		switch {
		case err != nil:
			return err
		case n > 0 && !yes.Despite:
			return errs.Fields(map[string]errs.Text{"despite": errs.T("publish.despite.required", "n", n)})
		case n > yes.Seen:
			return errs.New(errs.Conflict, "publish.despite.more", "n", n)
		}
		p.AgreedBy, p.Reason = a.ID, yes.Reason
		if ofCity(p) {
			p.ApprovedBy = a.ID
		}
		return nil
	})
}

// deed is what a move does beside the state.
type deed func(context.Context, db.Tx, *Publication) error

// move makes one move, which is the same whenever it is made again.
func (s *Service) move(ctx context.Context, a org.Actor, ref Ref, m Move, do deed) error {
	return s.moveOnce(ctx, a, ref, m, func(*Publication) bool { return true }, do)
}

// moveOnce makes one move: lock, the rules, compare-and-swap on the version, the event and the trail in one transaction.
// same says whether the move that has just been made was the very same.
func (s *Service) moveOnce(ctx context.Context, a org.Actor, ref Ref, m Move, same func(*Publication) bool, do deed) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		p, err := locked(ctx, tx, scopeOf(a), ref.ID)
		if err != nil {
			return err
		}
		history, err := eventsOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if secondClick(history, a, ref, m) && same(p) {
			return nil
		}
		if p.Version != ref.Version {
			return errs.New(errs.Conflict, "publish.refused.moved")
		}
		if err := Can(a, m, p, Wrote(history, a.ID)); err != nil {
			return err
		}
		was := p.State
		if do != nil {
			if err := do(ctx, tx, p); err != nil {
				return err
			}
		}
		p.State = rules[m].to(p)
		if err := s.shelve(ctx, tx, a, p, was); err != nil {
			return err
		}
		return s.store(ctx, tx, a, p, m)
	})
}

// secondClick: the same person has just made this very move from this very version.
func secondClick(history []Event, a org.Actor, ref Ref, m Move) bool {
	if len(history) == 0 {
		return false
	}
	last := history[len(history)-1]
	return last.Version == ref.Version+1 && last.Move == m && last.StaffID == a.ID
}

// Wrote reports that somebody wrote a version.
func Wrote(history []Event, staff int64) bool {
	for _, e := range history {
		if e.Move == Write && e.StaffID == staff {
			return true
		}
	}
	return false
}

// shelve does what becoming public means: the moment, and what it replaces goes.
func (s *Service) shelve(ctx context.Context, tx db.Tx, a org.Actor, p *Publication, was State) error {
	if p.State != Published || was == Published {
		return nil
	}
	p.Published = clock.Milli(s.Case.Now())
	if p.Replaces == 0 {
		return nil
	}
	old, err := lockedAny(ctx, tx, p.Replaces)
	if err != nil || old == nil || old.State != Published {
		return err
	}
	old.State, old.Withdrawn = Withdrawn, p.Published
	return s.store(ctx, tx, a, old, Replace)
}

func (s *Service) store(ctx context.Context, tx db.Tx, a org.Actor, p *Publication, m Move) error {
	p.Version++
	tx.OnCommit(s.waiting.Forget)
	if err := update(ctx, tx, p); err != nil {
		return err
	}
	return s.note(ctx, tx, a, p, m, p.Reason)
}

// shows are the moves with a reason of their own.
var shows = map[Move]bool{SendBack: true, Withdraw: true, Agree: true}

// note writes the move into the history and, without any words, into the unit's trail.
func (s *Service) note(ctx context.Context, tx db.Tx, a org.Actor, p *Publication, m Move, reason string) error {
	content, err := json.Marshal(p.Content)
	if err != nil {
		return fmt.Errorf("encode publication %d: %w", p.ID, err)
	}
	now, sum := clock.Milli(s.Case.Now()), sha256.Sum256(content)
	e := Event{PublicationID: p.ID, Version: p.Version, Move: m, StaffID: a.ID, At: now}
	e.Shelf = p.State == Published || p.State == Withdrawn
	if shows[m] {
		e.Reason = reason
	}
	if m == Write {
		e.Content = string(content)
	}
	if err := db.Insert(ctx, tx, []Event{e}); err != nil {
		return err
	}
	if e.Shelf {
		tx.OnCommit(s.shelf.Forget)
	}
	return org.TellUnit(ctx, tx, p.UnitID, trail.Event{
		Kind: "publication_" + string(m), Actor: trail.Staff(a.ID), At: now,
		Data: map[string]any{"publication": p.ID, "version": p.Version, "state": string(p.State), "content": fmt.Sprintf("%x", sum)},
	})
}
