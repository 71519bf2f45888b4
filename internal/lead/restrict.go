package lead

import (
	"cmp"
	"context"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// restricted reports a lead that one person only may know of.
func (l *Lead) restricted() bool { return org.OnlyOne(l.WallUnit) }

// unclocked: no clock runs against the discipline body, nor for what one person alone may know of.
func (l *Lead) unclocked() bool { return l.OwnerUnit == org.DisciplineID || l.restricted() }

func notRestricted(_ org.Actor, l *Lead) *errs.Error {
	if l.restricted() {
		return errs.New(errs.Conflict, "move.restricted")
	}
	return nil
}

func notAsked(_ org.Actor, l *Lead) *errs.Error {
	if l.RestrictBy != 0 {
		return errs.New(errs.Conflict, "restrict.asked")
	}
	return nil
}

// restrictAsked: somebody else has asked.
func restrictAsked(a org.Actor, l *Lead) *errs.Error {
	switch l.RestrictBy {
	case 0:
		return errs.New(errs.Conflict, "restrict.none")
	case a.ID:
		return errs.New(errs.Forbidden, "restrict.own")
	default:
		return nil
	}
}

// Restrict (提请转限知) asks that a lead that speaks of a higher official goes to the one person whom the settings name
// (domain rule 1.9). From then on no district and no 专班 knows of it; the city's named people do, and it is late as
// before, until one of their leaders has decided: nobody hides a lead alone. The city's handlers and leaders; the reason,
// 10–300 characters, stays with the lead. A Conflict where nobody is named.
func (s *Service) Restrict(ctx context.Context, a org.Actor, ref Ref, why string) error {
	p := Problems{}
	length(p, "why", why, 10, 300)
	p.add(Personal(why), "why", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveRestrict, why, func(ctx context.Context, st *step) error {
		if _, err := s.recipient(ctx, st.tx, st.l); err != nil {
			return err
		}
		said := map[string]any{"note": st.note(why)}
		if err := s.makeMoot(ctx, st, said); err != nil {
			return err
		}
		return s.wallOff(ctx, st, said)
	})
}

// wallOff puts a lead of which somebody asks that before the city's named people alone.
func (s *Service) wallOff(ctx context.Context, st *step, said map[string]any) error {
	l, was := st.l, st.l.WallUnit
	l.RestrictBy, l.Suspicious = st.actor.ID, false
	l.Signed, l.HandlerID, l.DraftID = 0, 0, 0
	s.place(st, Decision{Owner: org.CityID, Wall: cmp.Or(was, WallAny), Reason: errs.T("route.restrict_asked")})
	if err := s.restart(ctx, st); err != nil {
		return err
	}
	said["owner"] = l.OwnerUnit
	st.tell("restrict_asked", true, said)
	st.notify("message.restrict_asked", org.CityID, org.Leader)
	if l.WallUnit != was {
		st.job(outbox.NotifyWall, Walling{l.Number, l.WallUnit})
	}
	return nil
}

// GrantRestrict (同意转限知) hands the lead to the one person: nobody else knows of it from then on, no clock runs, and
// nothing of it is deleted. A leader of the city who may know of it, did not ask for this and is not that person; what the
// person proposes later, this leader decides, without seeing the lead.
func (s *Service) GrantRestrict(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveGrantRestrict, nil, func(ctx context.Context, st *step) error {
		to, err := s.recipient(ctx, st.tx, st.l)
		if err != nil {
			return err
		}
		if to.ID == st.actor.ID {
			return errs.New(errs.Forbidden, "restrict.second")
		}
		said := map[string]any{"owner": to.UnitID}
		if err := s.makeMoot(ctx, st, said); err != nil {
			return err
		}
		s.giveAlone(st, to)
		st.tell("restricted", true, said)
		return nil
	})
}

// giveAlone makes the lead one person's.
func (s *Service) giveAlone(st *step, to org.Staff) {
	l := st.l
	l.OwnerUnit, l.CoUnit, l.TerritoryUnit, l.WallUnit, l.Suspicious = to.UnitID, 0, 0, org.OnlyFor(to.ID), false
	l.Routed, l.Reason = st.at, reasonJSON(errs.T("route.restricted"))
	l.Signed, l.HandlerID, l.DraftID, l.Due = 0, 0, 0, 0
	l.RestrictBy, l.SecondID = 0, st.actor.ID
	s.setStep(l, "")
	st.tellUnit("message.restricted")
	st.job(outbox.NotifyWall, Walling{l.Number, l.WallUnit})
}

// RefuseRestrict (不同意转限知) leaves the lead with the city's named people; their wall comes down by 更正反映对象 only.
// A leader of the city who did not ask for it.
func (s *Service) RefuseRestrict(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveRefuseRestrict, nil, func(_ context.Context, st *step) error {
		st.l.RestrictBy = 0
		st.tell("restrict_refused", false, nil)
		st.tellUnit("message.restrict_refused", org.Handler)
		return nil
	})
}

// recipient is whom the settings name for restricted reports: an account that may open walled leads, and did not step
// aside from this one.
func (s *Service) recipient(ctx context.Context, tx db.Tx, l *Lead) (org.Staff, error) {
	to, ok, err := org.StaffNamed(ctx, tx, s.Recipient)
	if err != nil {
		return to, err
	}
	if !ok || !to.Actor().MayReceiveRestricted() || slices.Contains(recusedIn(l.Recused), to.ID) {
		return to, errs.New(errs.Conflict, "restrict.nobody")
	}
	return to, nil
}
