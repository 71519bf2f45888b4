package lead

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/failpoint"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
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

// sweepMax is how many leads one sweep takes before it lets others write.
const sweepMax = 200

// taken is one step of the ladder, taken. Its key makes it happen once for each due date.
type taken struct {
	LeadID int64
	Due    int64
	Step   string
	Taken  int64
}

// TableName tells the store where taken steps lie.
func (taken) TableName() string { return "lead_steps" }

// setStep sets the step after the last one taken, by the owner's ladder, or the signature that counts as given, whatever
// comes first.
func (s *Service) setStep(l *Lead, last string) { s.setStepLegal(l, last, 0) }

func (s *Service) setStepLegal(l *Lead, last string, legal int64) {
	l.LastStep, l.NextStep, l.NextStepAt = last, "", 0
	if l.Due == 0 || l.OwnerUnit == org.DisciplineID || l.State == Merged {
		return
	}
	var limit time.Time
	if legal != 0 {
		limit = clock.FromMilli(legal)
	}
	if next, at, ok := ladderOf(l).NextAt(s.Calendar(), last, l.DueAt(), limit); ok {
		l.NextStep, l.NextStepAt = next.ID, clock.Milli(at)
	}
	if l.State != Assigned {
		return
	}
	if at := s.Objection(l); l.NextStep == "" || at < l.NextStepAt {
		l.NextStep, l.NextStepAt = stepSign, at
	}
}

func ladderOf(l *Lead) deadline.Ladder {
	if l.OwnerUnit == org.CityID {
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
		total += n
		if err != nil || n == 0 {
			return total, err
		}
	}
}

// escalateAll goes on past a lead that fails, so that one bad row holds up nobody else's deadline.
func (s *Service) escalateAll(ctx context.Context, ids []int64, taken func(late time.Duration)) (int, error) {
	n := 0
	var failed error
	for _, id := range ids {
		took, late, err := s.escalateOne(ctx, id)
		if err != nil {
			s.Log.ErrorContext(ctx, "step not taken", slog.Int64("lead", id), slog.String("error", err.Error()))
			failed = errors.Join(failed, err)
			continue
		}
		if took {
			taken(late)
			n++
		}
		failpoint.Hit("sweep.mid_batch")
	}
	return n, failed
}

func (s *Service) escalateOne(ctx context.Context, id int64) (took bool, late time.Duration, err error) {
	err = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		took = false
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		now := s.now()
		if !l.Open || l.NextStep == "" || l.NextStepAt > now {
			return nil // another worker was here
		}
		took, late = true, clock.FromMilli(now).Sub(clock.FromMilli(l.NextStepAt))
		st := &step{tx: tx, l: l, actor: systemActor, at: now}
		if t, ok := s.timers()[l.NextStep]; ok {
			st.move = t.move
			return s.run(ctx, st, t.apply)
		}
		return s.climb(ctx, st)
	})
	return took, late, err
}

// climb takes the next step: it is remembered under its key, told in the trail and to its recipients.
func (s *Service) climb(ctx context.Context, st *step) error {
	l, was := st.l, *st.l
	ladder := ladderOf(l)
	rung, ok := ladder.Next(l.LastStep)
	if !ok || rung.ID != l.NextStep {
		return errs.New(errs.Internal, "error.ladder")
	}
	if err := db.Insert(ctx, st.tx, []taken{{l.ID, l.Due, rung.ID, st.at}}); err != nil {
		return err
	}
	st.tell("step."+rung.ID, rung.ID == deadline.StepOverdue, map[string]any{"due": l.Due, "owner": l.OwnerUnit})
	late := deadline.WorkingDaysBetween(s.Calendar(), l.DueAt(), clock.FromMilli(st.at))
	for _, to := range rung.To {
		st.job(outbox.NotifySend, s.stepMessage(l, rung.ID, to, late, st.at))
	}
	if err := s.stepOn(ctx, st, rung.ID); err != nil {
		return err
	}
	l.Version++
	return s.finish(ctx, st, &was, nil)
}

// stepsBefore are the steps taken before one: they are taken in order, none is left out.
func stepsBefore(ladder deadline.Ladder, id string) []string {
	var ids []string
	for _, s := range ladder.Steps {
		if s.ID == id {
			break
		}
		ids = append(ids, s.ID)
	}
	return ids
}

// stepMessage addresses a step; the notice to the discipline body carries number, unit, days and steps only.
func (s *Service) stepMessage(l *Lead, id string, to deadline.Recipient, late int, at int64) Message {
	m := Message{
		Key: "message.step." + id, Number: l.Number, Unit: l.OwnerUnit, Wall: l.WallUnit, At: at,
		Args: map[string]any{"unit": l.OwnerUnit, "days": late},
	}
	if l.Suspicious { // only named people may know of it
		m.Wall = WallAny
	}
	switch to {
	case deadline.Handler:
		m.Roles = []org.Role{org.Handler}
	case deadline.Leader:
		m.Roles = []org.Role{org.Leader}
	case deadline.City:
		m.Unit, m.Roles = org.CityID, []org.Role{org.Handler, org.Leader, org.Monitor}
	case deadline.Discipline:
		m.Unit, m.Roles, m.Wall = org.DisciplineID, []org.Role{org.DisciplineOfficer}, 0
		m.Args["steps"] = strings.Join(stepsBefore(ladderOf(l), id), ",")
	}
	return m
}
