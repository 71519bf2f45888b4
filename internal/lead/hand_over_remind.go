package lead

import (
	"context"
	"errors"
	"log/slog"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// quarter is how often a unit is reminded of a hand-over without feedback, in months (domain rule 1.6).
const quarter = 3

// quarterAfter is the instant n quarters after another, on the Beijing calendar. A day that a month lacks is the first of
// the next: a reminder is never early.
func quarterAfter(ms, n int64) int64 {
	return clock.Milli(clock.FromMilli(ms).In(clock.Beijing).AddDate(0, int(n)*quarter, 0))
}

// RemindHandOvers tells units of the hand-overs that have had no feedback for a quarter, or another one, each once and
// never early, and returns how many. No clock runs against the recipient: nothing else follows. Only the worker calls it;
// two workers may. One that fails holds up no other.
func (s *Service) RemindHandOvers(ctx context.Context) (int, error) {
	ids, err := overRemindersDue(ctx, s.DB, s.now())
	if err != nil {
		return 0, err
	}
	n := 0
	var failed error
	for _, id := range ids {
		did, err := s.remindHandOver(ctx, id)
		if err != nil {
			s.Log.ErrorContext(ctx, "unit not reminded", slog.Int64("hand_over", id.ID), slog.String("error", err.Error()))
			failed = errors.Join(failed, err)
		}
		if did {
			n++
		}
	}
	return n, failed
}

func (s *Service) remindHandOver(ctx context.Context, due overKey) (did bool, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		did = false
		l, err := lockID(ctx, tx, due.LeadID)
		if err != nil {
			return err
		}
		h, err := lockOver(ctx, tx, due.ID, l.ID)
		if err != nil {
			return err
		}
		now := s.now()
		if !h.running() || h.RemindAt == 0 || h.RemindAt > now {
			return nil // another worker was here, or the feedback
		}
		did = true
		return s.runOver(ctx, &step{tx: tx, l: l, actor: systemActor, reading: true, at: now}, h, OverRemind, remind)
	})
	return did, err
}

// remind tells of the newest quarter that is full: of those missed while nobody worked, one message is enough.
func remind(_ context.Context, st *step, h *HandOver) error {
	for quarterAfter(h.Sent, h.Reminded+1) <= st.at {
		h.Reminded++
	}
	h.RemindAt = quarterAfter(h.Sent, h.Reminded+1)
	st.tell("over_reminded", false, map[string]any{"over": h.ID, "n": h.Reminded})
	for _, unit := range st.l.reminded(h) {
		st.job(outbox.NotifySend, Message{
			Key: "message.over_reminded", Number: st.l.Number, Unit: unit, Roles: []org.Role{org.Handler, org.Leader}, Wall: st.l.WallUnit,
			At: st.at, Args: map[string]any{"months": h.Reminded * quarter},
		})
	}
	return nil
}

// reminded are the units that can write down what comes back: who handed over, while it may know of the lead (domain rule
// 1.6), and who has it now.
func (l *Lead) reminded(h *HandOver) []int64 {
	units := []int64{h.Unit}
	if l.Walled() && org.UnitByID(h.Unit).Kind == org.District {
		units = nil
	}
	if org.UnitByID(l.OwnerUnit).Kind != org.Discipline && l.OwnerUnit != h.Unit {
		units = append(units, l.OwnerUnit)
	}
	return units
}
