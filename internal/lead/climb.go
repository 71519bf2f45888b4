package lead

import (
	"context"

	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// taken is one step of the ladder, taken. Its key makes it happen once for each due date.
type taken struct {
	LeadID   int64
	Due      int64
	Step     string
	Taken    int64
	LetterID int64 // the letter it drafted; 0 for none
}

// TableName tells the store where taken steps lie.
func (taken) TableName() string { return "lead_steps" }

// climb takes the next step: it is remembered under its key, told in the trail and to its recipients, and drafts its
// letter.
func (s *Service) climb(ctx context.Context, st *step) error {
	l, was := st.l, *st.l
	rung, ok := ladderOf(l).Next(l.LastStep)
	if !ok || rung.ID != l.NextStep {
		return errs.New(errs.Internal, "error.ladder")
	}
	p := st.batch.pasts[l.ID]
	unit := l.ball()
	if rung.ID == deadline.StepNotice {
		unit = s.toAnswer(l, st.at, p)
	}
	args := s.delay(l, unit, st.at, p)
	if rung.Letter != "" {
		args["steps"] = st.stepsBefore(rung.ID, unit, p)
	}
	letter := st.rungLetter(rung, args)
	st.batch.taken = append(st.batch.taken, taken{LeadID: l.ID, Due: l.Due, Step: rung.ID, Taken: st.at, LetterID: letter})
	st.tell("step."+rung.ID, rung.ID == deadline.StepOverdue, map[string]any{"due": l.Due, "owner": l.OwnerUnit, "unit": unit, "letter": letter})
	st.tellStep(rung, letter, args)
	if err := s.stepOn(ctx, st, rung.ID); err != nil {
		return err
	}
	l.Version++
	return s.finish(ctx, st, &was, nil)
}

// rungLetter drafts the step's letter and returns its id, 0 for none: to a unit that has let no day pass there is
// nothing to write but the notice to the discipline body, which names who has.
func (st *step) rungLetter(rung deadline.Step, args map[string]any) int64 {
	to := st.l.ball()
	switch {
	case rung.ID == deadline.StepNotice:
		to = org.DisciplineID
	case rung.Letter == "" || args["days"] == 0:
		return 0
	}
	letter := st.draftLetter(Letter{Kind: LetterKind(rung.Letter), Unit: org.CityID, ToUnit: to}, args)
	if letter.Kind == LetterSupervise {
		st.l.DraftedDue = st.l.Due
	}
	return letter.ID
}

// tellStep addresses a step; the notice to the discipline body carries number, unit, days and steps only. With it goes
// the suggestion of a talk, to the city's leader.
func (st *step) tellStep(rung deadline.Step, letter int64, args map[string]any) {
	said := map[string]any{"unit": args["owner"], "days": args["days"]}
	key := "message.step." + rung.ID
	if rung.ID == deadline.StepSupervise && letter == 0 {
		key += ".none"
	}
	for _, to := range st.l.seats(rung.To) {
		m := st.message(key, to, said)
		if to.unit == org.DisciplineID {
			m.Wall, m.Args = 0, map[string]any{"unit": args["owner"], "days": args["days"], "steps": args["steps"]}
		}
		st.job(outbox.NotifySend, m)
	}
	if rung.ID == deadline.StepNotice && st.l.ball() != org.CityID {
		st.job(outbox.NotifySend, st.message("message.talk", seat{org.CityID, []org.Role{org.Leader}}, said))
	}
}

// message is about a step of the ladder, whose time is no secret of the reporter's.
func (st *step) message(key string, to seat, args map[string]any) Message {
	if st.l.restricted() { // one person alone hears, whatever unit it is for
		to = seat{st.l.OwnerUnit, onesRoles}
	}
	m := Message{Key: key, Number: st.l.Number, Unit: to.unit, Roles: to.roles, Wall: st.l.WallUnit, Args: args, At: st.at}
	if st.l.Suspicious { // only named people may know of it
		m.Wall = WallAny
	}
	return m
}
