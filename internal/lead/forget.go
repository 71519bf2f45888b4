package lead

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// forgetPage is how many contacts one round looks at.
const forgetPage = 1000

// keptUntil is the instant until which the contact of a lead that ended then is kept, on the Beijing calendar.
func keptUntil(ended int64, years int) int64 {
	return clock.Milli(clock.FromMilli(ended).In(clock.Beijing).AddDate(years, 0, 0))
}

// Forget deletes the contacts of reporters whose leads ended so many years ago as somebody has signed for, and returns how
// many. It looks at one page of contacts, the next time at the next one, and over again: a round costs the same however large
// the ledger is. Only the worker calls it; two workers may. One that fails holds up no other.
func (s *Service) Forget(ctx context.Context) (int, error) {
	years := s.Retention(ctx)
	if years == 0 {
		return 0, nil
	}
	ids, err := s.endedOnPage(ctx, years)
	n, failed := 0, err
	for _, id := range ids {
		did, err := s.forget(ctx, id, years)
		if err != nil {
			s.Log.ErrorContext(ctx, "contact not deleted", slog.Int64("lead", id), slog.String("error", err.Error()))
			failed = errors.Join(failed, err)
		}
		if did {
			n++
		}
	}
	return n, failed
}

// endedOnPage turns the page, and returns those leads of it that ended long enough ago.
func (s *Service) endedOnPage(ctx context.Context, years int) ([]int64, error) {
	page, kept, err := vault.Contacts(ctx, s.DB, s.forgetAfter.Load(), s.forgetPage)
	if err != nil {
		return nil, err
	}
	next := int64(0)
	if len(page) == s.forgetPage {
		next = page[len(page)-1]
	}
	s.forgetAfter.Store(next)
	leads, err := endedOf(ctx, s.DB, kept)
	var ids []int64
	for _, l := range leads {
		if keptUntil(l.Ended, years) <= s.now() {
			ids = append(ids, l.ID)
		}
	}
	return ids, err
}

func (s *Service) forget(ctx context.Context, id int64, years int) (did bool, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		did = false
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		if over := Can(systemActor, MoveForget, l) == nil && keptUntil(l.Ended, years) <= s.now(); !over {
			return nil // it came back meanwhile
		}
		if did, err = vault.Forget(ctx, tx, id); err != nil || !did {
			return err // another worker was here
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: systemActor, move: MoveForget, reading: true, at: s.now()}, func(_ context.Context, st *step) error {
			st.tell("forgotten", true, map[string]any{"years": years})
			return nil
		})
	})
	return did, err
}

// Erase deletes what the reporter left to be reached by, at their own wish and whatever the state: nobody can ring or write to
// them any more, and a lost 查询码 is not replaced. Who works on the lead is told. Only who holds the 查询码 may call it; a second
// tap changes nothing. (个人信息保护法 art. 15 and 47: consent can be withdrawn.)
func (s *Service) Erase(ctx context.Context, id int64) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		if did, err := vault.Forget(ctx, tx, id); err != nil || !did {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveErase, reading: true, at: s.now()}, func(_ context.Context, st *step) error {
			if st.tell("erased", true, nil); l.Routed != 0 {
				st.tellUnit("message.erased", l.worker())
			}
			return nil
		})
	})
}

// contactKept reports that what a reporter left to be reached by was not deleted since.
func contactKept(l *Lead, entries []trail.Entry) bool {
	return !l.Anonymous && !slices.ContainsFunc(entries, func(e trail.Entry) bool { return e.Kind == "erased" || e.Kind == "forgotten" })
}

// handedIn: no body to which the lead is handed over, or shall be, may still want to ask its reporter.
func handedIn(_ org.Actor, l *Lead) *errs.Error {
	switch l.HandOver {
	case OverOwed, OverProposed, OverSent, OverSigned:
		return errs.New(errs.Conflict, "move.not_now", "state", errs.T("state."+string(l.State)))
	default:
		return nil
	}
}

// present refuses a contact that was deleted.
func present(c vault.Contact) error {
	if c.Empty() {
		return errs.New(errs.Conflict, "move.forgotten")
	}
	return nil
}
