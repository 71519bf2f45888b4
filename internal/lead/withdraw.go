package lead

import (
	"context"
	"slices"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// keepDays is how many working days a leader has to keep a withdrawn lead open.
const keepDays = 5

// Withdraw takes a report back (撤回), with a reason if the reporter likes, at most 200 characters: from any state in which
// an answer is owed. An answered lead has its answer, and what it proved is not undone by anybody. Only who holds the
// 查询码 may call it.
func (s *Service) Withdraw(ctx context.Context, id int64, reason string) error {
	p := Problems{}
	p.add(utf8.RuneCountInString(reason) > reasonMax, "reason", "error.long", "max", reasonMax)
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		if l.Ending == Withdrawn {
			return nil // a second tap
		}
		if err := s.routeFirst(ctx, tx, l); err != nil {
			return err
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: MoveWithdraw, at: s.now()}, s.withdraw(reason))
	})
}

// routeFirst routes what the worker has not come to yet: a report that was taken back counts where it belongs, and lies
// behind its wall.
func (s *Service) routeFirst(ctx context.Context, tx db.Tx, l *Lead) error {
	if l.Routed != 0 {
		return nil
	}
	facts, err := factsOfAll(ctx, tx, []Lead{*l})
	if err != nil {
		return err
	}
	return s.routeOne(ctx, &step{tx: tx, l: l}, facts[0])
}

// withdraw ends a lead as its reporter wishes. What waits for an answer or a leader waits no more.
func (s *Service) withdraw(reason string) func(ctx context.Context, st *step) error {
	return func(ctx context.Context, st *step) error {
		l, data := st.l, map[string]any{"from": st.was}
		if !blank(reason) {
			data["note"] = st.note(reason)
		}
		if err := s.dropWaiting(ctx, st, data); err != nil {
			return err
		}
		l.Ended, l.Open, l.Ending, l.NextStep, l.NextStepAt = st.at, false, Withdrawn, "", 0
		st.tell("withdrawn", true, data)
		roles := ownerRoles(l.OwnerUnit)
		if l.OwnerUnit != org.DisciplineID {
			roles = append(roles, org.Leader)
		}
		st.tellUnit("message.withdrawn", roles...)
		return nil
	}
}

// dropWaiting ends the question, the draft or the merge that the lead waits for.
func (s *Service) dropWaiting(ctx context.Context, st *step, data map[string]any) error {
	switch st.was { //nolint:exhaustive // nothing waits in the others
	case WaitingReporter:
		_, was, err := s.answered(ctx, st, Dropped, "")
		moved(data, was)
		return err
	case Merged: // its promise ran into the merge, and stops here instead
		row, err := mergingOf(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		data["from"] = row.Was
		return startAgain(ctx, st.tx, st.l, st.l.owes(row.Was))
	}
	d, err := draftByID(ctx, st.tx, st.l.DraftID)
	if err != nil || d == nil || d.State != DraftPending {
		return err
	}
	st.l.DraftID, d.State, d.Decided = 0, DraftDropped, st.at
	return updateDraft(ctx, st.tx, d)
}

// owes are the kinds of clocks that run for what has not happened yet, where the lead stands there; none where no clock
// runs.
func (l *Lead) owes(at State) []string {
	if l.unclocked() {
		return nil
	}
	kinds := append(slices.Clone(answerKinds), clockLawAnswer)
	for kind, open := range map[string]bool{
		clockSign: at == StateNew || at == Assigned, clockContact: l.Contacted == 0, clockLawAccept: l.Accepted == 0,
	} {
		if open {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Keep goes on with a lead that was withdrawn (继续办理), with a reason of 5–200 characters: it stands where it stood, or
// in work, and its clocks run as if nothing had been; behind a wall that went up meanwhile its new owner signs anew. A leader
// of the owner or of the city, within 5 working days.
func (s *Service) Keep(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	if err := reasoned(reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveKeep, reason, func(ctx context.Context, st *step) error {
		if !s.MayKeep(st.l) {
			return errs.New(errs.Conflict, "keep.late")
		}
		entries, err := trail.Read(ctx, st.tx, trail.LeadStream(st.l.ID))
		if err != nil {
			return err
		}
		l := st.l
		if l.State = backTo(l, entries); l.State == ReturnPending {
			if err := st.objectAgain(ctx); err != nil {
				return err
			}
		}
		if err := startAgain(ctx, st.tx, l, l.owes(l.State)); err != nil {
			return err
		}
		l.Ended, l.Open, l.Ending = 0, true, ""
		return s.resumed(ctx, st, map[string]any{"note": st.note(reason), "to": l.State}, walledSince(entries))
	})
}

// resumed tells that the lead goes on, and with whom: anew when it became somebody else's meanwhile.
func (s *Service) resumed(ctx context.Context, st *step, said map[string]any, anew bool) error {
	if anew {
		said["owner"] = st.l.OwnerUnit
	}
	st.tell("resumed", true, said)
	st.tellUnit("message.resumed", st.l.worker())
	if anew {
		return s.assign(ctx, st)
	}
	return s.stepOn(ctx, st, st.l.LastStep)
}

// walledSince reports that a wall went up after the report was taken back: behind it nobody dispatches a lead, nor decides
// whose it is.
func walledSince(entries []trail.Entry) (since bool) {
	for _, e := range entries {
		switch e.Kind {
		case "withdrawn":
			since = false
		case "walled":
			since = true
		}
	}
	return since
}

// MayKeep reports that a withdrawn lead can still be kept open.
func (s *Service) MayKeep(l *Lead) bool {
	return l.Ending == Withdrawn && l.Ended != 0 && !s.Case.Now().After(deadline.AddWorkingDays(s.Calendar(), clock.FromMilli(l.Ended), keepDays))
}

// objectAgain puts before the city what it had not decided when the report was taken back.
func (st *step) objectAgain(ctx context.Context) (err error) {
	st.l.DraftID, err = undropReturn(ctx, st.tx, st.l.ID)
	st.notify("message.return", org.CityID, org.Handler, org.Leader)
	return err
}

// backTo is where a kept lead goes on: what nobody has signed for waits for that, what was returned for the city, everything
// else is in work.
func backTo(l *Lead, entries []trail.Entry) State {
	if walledSince(entries) {
		return Assigned
	}
	from := ""
	for _, e := range entries {
		if e.Kind == "withdrawn" {
			from, _ = e.Values()["from"].(string)
		}
	}
	switch State(from) { //nolint:exhaustive // the others follow
	case StateNew, Reopened, ReturnPending:
		return State(from)
	}
	if l.Signed == 0 {
		return Assigned
	}
	return InProgress
}

// withdrawn: only what its reporter took back can be kept open against that.
func withdrawn(_ org.Actor, l *Lead) *errs.Error {
	if l.Ending != Withdrawn {
		return errs.New(errs.Conflict, "keep.not")
	}
	return nil
}
