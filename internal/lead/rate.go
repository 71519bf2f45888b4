package lead

import (
	"context"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// Rate takes what the reporter says of an answer. 没有解决 reopens the lead one level up, to somebody else, at
// most twice. Only who holds the 查询码 may call it; the code is checked before.
func (s *Service) Rate(ctx context.Context, id int64, said Said) error {
	if err := errs.Fields(said.check()); err != nil {
		return err
	}
	m, r := MoveRate, said.Solved
	if r == Unsolved {
		m = MoveReopen
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lockID(ctx, tx, id)
		if err != nil {
			return err
		}
		if l.Rating == r || (r == Unsolved && l.State == Reopened) {
			return nil // a second tap
		}
		if !s.askable(l) {
			return errs.New(errs.Conflict, "move.not_rateable")
		}
		return s.run(ctx, &step{tx: tx, l: l, actor: reporterActor, move: m, at: s.now()}, func(ctx context.Context, st *step) error {
			if err := said.keep(ctx, st); err != nil {
				return err
			}
			st.l.Rating = r
			st.tell("rated", true, map[string]any{"solved": r})
			if r == Unsolved {
				s.reopen(st)
			}
			return nil
		})
	})
}

// askable: the question stands for 15 days after the answer.
func (s *Service) askable(l *Lead) bool {
	return l.Replied != 0 && s.now() <= s.due(clockUnrated, clock.FromMilli(l.Replied))
}

// reopen gives the lead to the unit's leader; to the city when nobody had made contact, when it was proven
// but is not solved, or the second time (domain rule 1.13). The promise starts anew.
func (s *Service) reopen(st *step) {
	l := st.l
	noContact := l.Contacted == 0 && !l.Anonymous
	if org.UnitByID(l.OwnerUnit).Kind == org.District && (l.Reopened > 0 || noContact || l.Finding.Upholds()) {
		l.Reason = reasonJSON(errs.T("route.reopened", "unit", org.UnitName(l.OwnerUnit)))
		l.CoUnit, l.OwnerUnit = l.OwnerUnit, org.CityID
	}
	l.Reopened++
	l.LastHandlerID, l.HandlerID, l.DraftID = l.HandlerID, 0, 0
	l.Replied, l.Ended, l.Signed, l.Open, l.Rating, l.Finding = 0, 0, 0, true, "", ""
	if l.Due = 0; !l.unclocked() {
		c := s.clock(l, l.answerClock(), clock.FromMilli(st.at))
		st.clocks = append(st.clocks, c)
		l.Due = c.Due
	}
	s.setStep(l, "")
	st.tell("reopened", true, map[string]any{"unit": l.OwnerUnit, "n": l.Reopened})
	st.tellSomebodyElse()
}

// tellSomebodyElse tells a leader who did not write what solved nothing: the unit's, or the city's, who may take it over.
func (st *step) tellSomebodyElse() {
	l := st.l
	if l.unclocked() { // the discipline body, or the one person: there is nobody else
		st.tellUnit("message.reopened", ownerRoles(l.OwnerUnit)...)
		return
	}
	m := st.message("message.reopened", seat{l.OwnerUnit, []org.Role{org.Leader}}, nil)
	m.At = l.readableTime(st.at)
	if l.LastHandlerID != 0 {
		m.Not = []int64{l.LastHandlerID}
	}
	st.job(outbox.NotifySend, m)
}
