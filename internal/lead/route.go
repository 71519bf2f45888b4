package lead

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// RouteNew routes new leads, in the caller's transaction; only the worker calls it. A lead that is routed
// already, or waits for a person, is left alone.
func (s *Service) RouteNew(ctx context.Context, tx db.Tx, jobs []outbox.Row) error {
	ids := make([]int64, len(jobs))
	for i, j := range jobs {
		ids[i] = j.LeadID
	}
	slices.Sort(ids)
	leads, err := lockAll(ctx, tx, slices.Compact(ids))
	if err != nil {
		return err
	}
	facts, err := factsOfAll(ctx, tx, leads)
	if err != nil {
		return err
	}
	b, err := newBatch(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range leads {
		if leads[i].State != StateNew || leads[i].Routed != 0 {
			continue
		}
		if err := s.routeOne(ctx, &step{tx: tx, l: &leads[i], batch: b}, facts[i]); err != nil {
			return err
		}
	}
	return s.flush(ctx, tx, b)
}

func (s *Service) routeOne(ctx context.Context, st *step, f Facts) error {
	d := Route(f)
	st.actor, st.move, st.at = systemActor, MoveRoute, s.now()
	return s.run(ctx, st, func(_ context.Context, st *step) error {
		s.give(st, d)
		return nil
	})
}

// give hands the lead to whom the decision names and tells them. A lead held for a person stays new, with
// the city.
func (s *Service) give(st *step, d Decision) {
	s.place(st, d)
	if d.Hold {
		st.l.State = StateNew
		st.tell("held", false, map[string]any{"reason": d.Reason.Key})
		st.notify("message.dispatch", org.CityID, org.Handler, org.Leader)
		return
	}
	st.tell("routed", true, map[string]any{"owner": d.Owner, "co": d.Co, "reason": d.Reason.Key})
	st.tellPlaced(d)
}

// place makes the lead theirs whom the decision names. The ladder goes on where it stood, on its new owner.
func (s *Service) place(st *step, d Decision) {
	l := st.l
	l.OwnerUnit, l.CoUnit, l.TerritoryUnit, l.WallUnit = d.Owner, d.Co, d.Territory, d.Wall
	l.Routed, l.Reason = st.at, reasonJSON(d.Reason)
	if d.Hold {
		return
	}
	if d.Owner == org.DisciplineID { // no clock runs against the discipline body
		l.Due, st.stops = 0, allClocks
	}
	s.setStep(l, l.LastStep)
}

// tellPlaced tells who has it now.
func (st *step) tellPlaced(d Decision) {
	st.notify("message.assigned", d.Owner, ownerRoles(d.Owner)...)
	if d.Co != 0 {
		st.notify("message.assist", d.Co, org.Handler)
	}
}

func ownerRoles(unit int64) []org.Role {
	if unit == org.DisciplineID {
		return []org.Role{org.DisciplineOfficer}
	}
	return []org.Role{org.Handler}
}

// Dispatch is what a person at city dispatch decides.
type Dispatch struct {
	Unit int64 // who handles it: a district's bureau, or the city
	Wall bool  // it is about misconduct of that unit: handled outside of it, walled (限知)
}

// Dispatch routes a lead that waits at city dispatch. The city's staff and its 专班; a wall only by named staff.
func (s *Service) Dispatch(ctx context.Context, a org.Actor, ref Ref, in Dispatch) error {
	kind := org.UnitByID(in.Unit).Kind
	if kind != org.City && kind != org.District {
		return errs.Fields(Problems{"unit": errs.T("dispatch.unit.required")})
	}
	return s.move(ctx, a, ref, MoveDispatch, in, func(ctx context.Context, st *step) error {
		d := Decision{Owner: in.Unit, Territory: in.Unit, Reason: errs.T("route.by_person", "unit", org.UnitName(in.Unit))}
		if kind == org.City {
			d.Territory = org.DistrictUnit(st.l.District)
		}
		if in.Wall {
			if !a.Named {
				return errs.New(errs.Forbidden, "move.not_yours")
			}
			d = walled(in.Unit)
		}
		st.l.Suspicious = false
		s.give(st, d)
		if d.Wall != 0 { // what was told before goes behind the wall, too
			st.job(outbox.NotifyWall, Walling{st.l.Number, d.Wall})
		}
		if d.Owner == org.DisciplineID {
			return nil
		}
		return s.restart(ctx, st)
	})
}

// readableTime is an instant as readers may know it: of an anonymous report the day only, for who knows the
// minute may know the person.
func (l *Lead) readableTime(at int64) int64 {
	if !l.Anonymous {
		return at
	}
	t := clock.FromMilli(at).In(clock.Beijing)
	return clock.Milli(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Beijing))
}

// Walling is the payload of a notify.wall job: the messages about the number are walled from now on.
type Walling struct {
	Number string `json:"number"`
	Wall   int64  `json:"wall"`
}

// Message is the payload of a notify.send job: whom to tell what, by number only.
type Message struct {
	Key    string         `json:"key"` // text key
	Number string         `json:"number"`
	Unit   int64          `json:"unit"`
	Roles  []org.Role     `json:"roles"`
	Wall   int64          `json:"wall"`
	Not    []int64        `json:"not,omitempty"` // staff it is no use to: when nobody else is left, it is for the next above
	Args   map[string]any `json:"args,omitempty"`
	At     int64          `json:"at"`
}

// onesRoles are those that the one person may have who knows of a restricted lead.
var onesRoles = []org.Role{org.Handler, org.Leader, org.DisciplineOfficer}

// notify leaves a message about the lead, with the time that its readers may know.
func (st *step) notify(key string, unit int64, roles ...org.Role) {
	m := st.message(key, seat{unit, roles}, nil)
	m.At = st.l.readableTime(st.at)
	st.job(outbox.NotifySend, m)
}
