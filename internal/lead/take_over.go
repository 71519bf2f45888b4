package lead

import (
	"context"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// TakeOver (市局接办) makes the city handle a lead that its district cannot: everybody there stepped aside, or the only
// leader wrote the answer that solved nothing, or it is too grave to stay. The district assists, and the lead goes on
// counting in its ledger. What waited for an answer or a decision waits no more; the answer is owed by the same date; the
// city signs anew and climbs its own ladder. A leader of the city, with a reason of 5–200 characters that only staff read.
func (s *Service) TakeOver(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	if err := reasoned(reason); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveTakeOver, reason, func(ctx context.Context, st *step) error {
		l, said := st.l, map[string]any{"note": st.note(reason), "owner": org.CityID, "co": st.l.OwnerUnit}
		if err := s.makeMoot(ctx, st, said); err != nil {
			return err
		}
		st.tellUnit("message.taken_over", org.Handler, org.Leader)
		l.Reason = reasonJSON(errs.T("route.taken_over", "unit", org.UnitName(l.OwnerUnit)))
		l.OwnerUnit, l.CoUnit = org.CityID, l.OwnerUnit
		st.tell("taken_over", true, said)
		st.tellUnit("message.assigned", org.Handler)
		return s.assign(ctx, st)
	})
}

// ofDistrict: what the city has, it need not take over.
func ofDistrict(_ org.Actor, l *Lead) *errs.Error {
	if org.UnitByID(l.OwnerUnit).Kind != org.District {
		return errs.New(errs.Conflict, "take_over.own")
	}
	return nil
}
