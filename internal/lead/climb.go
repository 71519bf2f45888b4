package lead

import (
	"context"
	"strings"

	"sunlead/internal/clock"
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
	args := s.delay(l, st.at)
	if rung.Letter != "" {
		args["steps"] = strings.Join(st.stepsBefore(rung.ID), ",")
	}
	row := taken{LeadID: l.ID, Due: l.Due, Step: rung.ID, Taken: st.at}
	if rung.Letter != "" {
		row.LetterID = st.draftLetter(Letter{Kind: LetterKind(rung.Letter), Unit: org.CityID, ToUnit: rungUnit(l, rung)}, args).ID
	}
	st.batch.taken = append(st.batch.taken, row)
	st.tell("step."+rung.ID, rung.ID == deadline.StepOverdue, map[string]any{"due": l.Due, "owner": l.OwnerUnit})
	st.tellStep(rung, args)
	if err := s.stepOn(ctx, st, rung.ID); err != nil {
		return err
	}
	l.Version++
	return s.finish(ctx, st, &was, nil)
}

// delay is what letters of the ladder say: whose lead is how late. A date of its own tells what they are about.
func (s *Service) delay(l *Lead, at int64) map[string]any {
	return map[string]any{
		"due": l.Due, "owner": l.OwnerUnit, "days": deadline.WorkingDaysBetween(s.Calendar(), l.DueAt(), clock.FromMilli(at)),
	}
}

// rungUnit is to whom the step's letter goes: the owner, and the notice to the discipline body.
func rungUnit(l *Lead, rung deadline.Step) int64 {
	if rung.ID == deadline.StepNotice {
		return org.DisciplineID
	}
	return l.OwnerUnit
}

// stepsBefore are the steps taken before one, in order: what the program sent by itself, and of letters only those that
// somebody issued.
func (st *step) stepsBefore(id string) []string {
	var ids []string
	for _, s := range ladderOf(st.l).Steps {
		switch {
		case s.ID == id:
			if talk := st.batch.talked[st.l.ID]; talk.Presses(st.l) {
				ids = append(ids, string(LetterTalk))
			}
			return ids
		case s.ID != deadline.StepSupervise || st.l.SupervisedDue == st.l.Due:
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// tellStep addresses a step; the notice to the discipline body carries number, unit, days and steps only. With it goes
// the suggestion of a talk, to the city's leader.
func (st *step) tellStep(rung deadline.Step, args map[string]any) {
	said := map[string]any{"unit": args["owner"], "days": args["days"]}
	for _, to := range st.l.seats(rung.To) {
		m := st.message("message.step."+rung.ID, to, said)
		if to.unit == org.DisciplineID {
			m.Wall, m.Args = 0, map[string]any{"unit": args["owner"], "days": args["days"], "steps": args["steps"]}
		}
		st.job(outbox.NotifySend, m)
	}
	if rung.ID == deadline.StepNotice {
		st.job(outbox.NotifySend, st.message("message.talk", seat{org.CityID, []org.Role{org.Leader}}, said))
	}
}

// message is about a step of the ladder, whose time is no secret of the reporter's.
func (st *step) message(key string, to seat, args map[string]any) Message {
	m := Message{Key: key, Number: st.l.Number, Unit: to.unit, Roles: to.roles, Wall: st.l.WallUnit, Args: args, At: st.at}
	if st.l.Suspicious { // only named people may know of it
		m.Wall = WallAny
	}
	return m
}
