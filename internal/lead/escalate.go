package lead

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/failpoint"
	"sunlead/internal/org"
)

// The steps that are timers: an answered lead that nobody closed or rated, a question that nobody answered, a lead that
// is unsigned when the time to object is over.
const (
	stepClose      = "close"
	stepUnanswered = "unanswered"
	stepSign       = "sign"
)

// timer is a step that is no rung of the ladder: the move that the worker makes when nobody made one in time.
type timer struct {
	move  Move
	apply func(ctx context.Context, st *step) error
}

// timers by the id of their step, at most 12 characters.
func (s *Service) timers() map[string]timer {
	return map[string]timer{
		stepClose:      {MoveClose, s.closeItself},
		stepUnanswered: {MoveAnswer, s.unanswered},
		stepSign:       {MoveSign, s.deem},
	}
}

const clockUnrated = deadline.RuleUnrated

const (
	sweepMax   = 1000 // leads found at once
	sweepShare = 50   // leads in one transaction: others write between two
)

// setStep sets the step after the last one taken, by the owner's ladder, or the signature that counts as given, whatever
// comes first.
func (s *Service) setStep(l *Lead, last string) { s.setStepLegal(l, last, 0) }

// setStepLegal is setStep with the limit of the law. A muted lead's step waits until it is muted no more; a ladder that
// begins anew is not muted.
func (s *Service) setStepLegal(l *Lead, last string, legal int64) {
	l.LastStep, l.NextStep, l.NextStepAt = last, "", 0
	if last == "" {
		l.MutedUntil, l.MuteBy = 0, 0
	}
	if l.Due == 0 || l.OwnerUnit == org.DisciplineID || l.State == Merged {
		return
	}
	var limit time.Time
	if legal != 0 {
		limit = clock.FromMilli(legal)
	}
	if next, at, ok := ladderOf(l).NextAt(s.Calendar(), last, l.DueAt(), limit); ok {
		l.NextStep, l.NextStepAt = next.ID, max(clock.Milli(at), l.MutedUntil)
	}
	if l.State != Assigned || l.Reopened > 0 { // what was not solved is signed by a person, somebody else
		return
	}
	if at := s.Objection(l); l.NextStep == "" || at < l.NextStepAt {
		l.NextStep, l.NextStepAt = stepSign, at
	}
}

// ladderOf is the ladder of the unit that has to act: the city's own delay climbs inside the bureau.
func ladderOf(l *Lead) deadline.Ladder {
	if l.ball() == org.CityID {
		return deadline.CityLadder()
	}
	return deadline.DistrictLadder()
}

// Escalate takes every step that is due on the Case clock, each exactly once and never early, and returns
// how many it took. Only the worker calls it; two workers may.
func (s *Service) Escalate(ctx context.Context) (int, error) {
	return s.EscalateTelling(ctx, func(time.Duration) {})
}

// EscalateTelling is Escalate that tells of each step, once it is durable, how late it was taken, in Case time.
func (s *Service) EscalateTelling(ctx context.Context, taken func(late time.Duration)) (int, error) {
	total := 0
	for {
		ids, err := s.stepsDue(ctx, s.now())
		if err != nil || len(ids) == 0 {
			return total, err
		}
		n, err := s.escalateAll(ctx, ids, taken)
		if total += n; n == 0 || ctx.Err() != nil {
			return total, err
		}
	}
}

// escalateAll goes on past a lead that fails, so that one bad row holds up nobody else's deadline.
func (s *Service) escalateAll(ctx context.Context, ids []int64, taken func(late time.Duration)) (int, error) {
	n := 0
	var failed error
	for some := range slices.Chunk(ids, sweepShare) {
		took, err := s.escalateSome(ctx, some)
		if err != nil && len(some) > 1 {
			took, err = s.escalateEach(ctx, some)
		}
		failed = errors.Join(failed, err)
		for _, late := range took {
			taken(late)
		}
		n += len(took)
	}
	return n, failed
}

// escalateEach takes the steps of a batch one by one, when one of them fails.
func (s *Service) escalateEach(ctx context.Context, ids []int64) (took []time.Duration, failed error) {
	for _, id := range ids {
		one, err := s.escalateSome(ctx, []int64{id})
		if err != nil {
			s.Log.ErrorContext(ctx, "step not taken", slog.Int64("lead", id), slog.String("error", err.Error()))
			failed = errors.Join(failed, err)
		}
		took = append(took, one...)
	}
	return took, failed
}

// escalateSome takes the steps of several leads in one transaction, of each one at most, and returns how late each
// was. What another worker did meanwhile is seen once the leads are locked.
func (s *Service) escalateSome(ctx context.Context, ids []int64) (took []time.Duration, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		leads, err := lockAll(ctx, tx, ids)
		if err != nil {
			return err
		}
		took = nil
		now := s.now()
		leads = slices.DeleteFunc(leads, func(l Lead) bool { return !l.Open || l.NextStep == "" || l.NextStepAt > now })
		if len(leads) == 0 {
			return nil // another worker was here
		}
		b, err := s.sweepBatch(ctx, tx, leads)
		if err != nil {
			return err
		}
		for i := range leads {
			took = append(took, clock.FromMilli(now).Sub(clock.FromMilli(leads[i].NextStepAt)))
			if err := s.stepOne(ctx, &step{tx: tx, l: &leads[i], actor: systemActor, at: now, batch: b}); err != nil {
				return err
			}
			failpoint.Hit("sweep.mid_batch")
		}
		return s.flush(ctx, tx, b)
	})
	if err != nil {
		return nil, err
	}
	return took, nil
}

// stepOne takes the next step of the lead in hand: a rung, or the move that nobody made.
func (s *Service) stepOne(ctx context.Context, st *step) error {
	if t, ok := s.timers()[st.l.NextStep]; ok {
		st.move = t.move
		return s.run(ctx, st, t.apply)
	}
	return s.climb(ctx, st)
}
