package lead

import (
	"context"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Return is a district's objection to being given a lead (退单). Too little information is no reason: that is asked for.
type Return struct {
	Reason string // one of ReturnReasons
	To     int64  // who should handle it instead: another district's bureau, or the city
	Basis  string // 依据, 10–300 characters
}

// ReturnReasons are the grounds there are.
var ReturnReasons = []string{"not_here", "other_tree", "other_office", "duplicate", "in_procedure", "other"}

// returnsMax: the second objection is the last, the city then decides for good.
const returnsMax = 2

func (r *Return) check() Problems {
	p := Problems{}
	p.add(!slices.Contains(ReturnReasons, r.Reason), "reason", "return.reason.required")
	p.add(!handles(r.To), "unit", "return.unit.required")
	length(p, "basis", r.Basis, 10, 300)
	p.add(Personal(r.Basis), "basis", "error.personal")
	return p
}

// handles reports a unit that can be given leads: a district's bureau, or the city's.
func handles(unit int64) bool {
	kind := org.UnitByID(unit).Kind
	return kind == org.City || kind == org.District
}

// Return puts an objection before the city. Handlers and leaders of the district that owns the lead, within one working
// day of the assignment, once for each district and twice in all; what counts as signed is past it. Every clock runs on.
func (s *Service) Return(ctx context.Context, a org.Actor, ref Ref, r Return) error {
	p := r.check()
	p.add(r.To == a.Unit, "unit", "return.unit.own")
	if err := errs.Fields(p); err != nil {
		return err
	}
	d := Draft{Kind: ReturnDraft, ReturnReason: r.Reason, ReturnTo: r.To, ReturnBasis: r.Basis}
	return s.move(ctx, a, ref, MoveReturn, d, func(ctx context.Context, st *step) error {
		if err := s.InTimeToReturn(st.l); err != nil {
			return err
		}
		st.l.Returns, st.l.ReturnedUnit = st.l.Returns+1, st.l.OwnerUnit
		st.notify("message.return", org.CityID, org.Handler, org.Leader)
		if err := s.nextStep(ctx, st); err != nil {
			return err
		}
		return s.lay(ctx, st, d)
	})
}

// InTimeToReturn is nil while the owner may still object, otherwise a Conflict.
func (s *Service) InTimeToReturn(l *Lead) error {
	if s.now() > s.Objection(l) {
		return errs.New(errs.Conflict, "return.late")
	}
	return nil
}

// Objection is the end of the time to object; whatever is unsigned then counts as signed.
func (s *Service) Objection(l *Lead) int64 {
	return s.due(deadline.RuleObjection, clock.FromMilli(l.Routed))
}

// Verdict is the city's decision on an objection (核定承办单位).
type Verdict struct {
	Agree string // yes or no
	Unit  int64  // agreed: 主办
	Co    int64  // agreed: 协办, 0 for none
	Why   string // refused: the reason, 5–200 characters
}

func (v *Verdict) check() Problems {
	p := Problems{}
	p.add(v.Agree != yes && v.Agree != no, "agree", "decide.agree.required")
	if v.Agree == no {
		length(p, "why", v.Why, 5, reasonMax)
		p.add(Personal(v.Why), "why", "error.personal")
	}
	if v.Agree == yes {
		p.add(!handles(v.Unit), "unit", "decide.unit.required")
		p.add(v.Co != 0 && (!handles(v.Co) || v.Co == v.Unit), "co", "decide.co.other")
	}
	return p
}

// Decide answers an objection: the lead goes to the unit that the city names, or back to the district that returned it.
// The receiver signs anew; the answer is owed by the same date. Handlers and leaders of the city.
func (s *Service) Decide(ctx context.Context, a org.Actor, ref Ref, v Verdict) error {
	if err := errs.Fields(v.check()); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveDecide, v, func(ctx context.Context, st *step) error {
		if v.Agree == no {
			return s.keep(ctx, st, v.Why)
		}
		if v.Unit == st.l.OwnerUnit {
			return errs.Fields(Problems{"unit": errs.T("decide.unit.same")})
		}
		return s.reassign(ctx, st, v)
	})
}

// keep leaves the lead where it was.
func (s *Service) keep(ctx context.Context, st *step, why string) error {
	d, err := s.decide(ctx, st, DraftReturned, why)
	if err != nil {
		return err
	}
	st.tell("kept", true, map[string]any{"draft": d.ID, "owner": st.l.OwnerUnit})
	st.tellUnit("message.kept", org.Handler, org.Leader)
	return s.assign(ctx, st)
}

// reassign gives the lead to another unit. It counts in the ledger of the district that handles it; of one that the
// city takes over, in that of the district that assists, or where it counted before (domain rule 1.3).
func (s *Service) reassign(ctx context.Context, st *step, v Verdict) error {
	d, err := s.decide(ctx, st, DraftApproved, "")
	if err != nil {
		return err
	}
	l := st.l
	st.tellUnit("message.moved", org.Handler, org.Leader)
	l.OwnerUnit, l.CoUnit = v.Unit, v.Co
	for _, unit := range []int64{v.Co, v.Unit} {
		if org.UnitByID(unit).Kind == org.District {
			l.TerritoryUnit = unit
		}
	}
	l.Reason = reasonJSON(errs.T("route.decided", "unit", org.UnitName(v.Unit)))
	st.tell("reassigned", true, map[string]any{"draft": d.ID, "owner": v.Unit, "co": v.Co})
	st.tellUnit("message.reassigned", org.Handler)
	if v.Co != 0 {
		st.notify("message.assisting", v.Co, org.Handler)
	}
	return s.assign(ctx, st)
}

// assign begins the time to sign anew, and the time to object; nobody has the lead in hand.
func (s *Service) assign(ctx context.Context, st *step) error {
	l := st.l
	l.Routed, l.Signed, l.HandlerID, l.DraftID = st.at, 0, 0, 0
	return s.restart(ctx, st)
}

// restart starts the clock of the signature at the assignment, and finds the next step.
func (s *Service) restart(ctx context.Context, st *step) error {
	c := s.clock(st.l, clockSign, clock.FromMilli(st.at))
	if err := restartClock(ctx, st.tx, &c); err != nil {
		return err
	}
	return s.nextStep(ctx, st)
}

// nextStep works the next step out anew: the state it depends on has changed, the steps taken stay taken.
func (s *Service) nextStep(ctx context.Context, st *step) error {
	legal, err := st.legalLimit(ctx)
	if err != nil {
		return err
	}
	s.setStepLegal(st.l, st.l.LastStep, legal)
	return nil
}

// deem signs for a unit that did not sign in time (视为签收). Nobody has it in hand yet, and it cannot be returned.
func (s *Service) deem(ctx context.Context, st *step) error {
	st.l.Signed = st.at
	st.tell("deemed", true, map[string]any{"unit": st.l.OwnerUnit})
	st.tellUnit("message.deemed", org.Handler, org.Leader)
	return s.nextStep(ctx, st)
}
