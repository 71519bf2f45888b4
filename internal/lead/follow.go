package lead

import (
	"context"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// FollowMax is how many merged leads follow their main cases in one transaction.
const FollowMax = 50

// Following is the payload of a lead.follow job: what became of a main case, which the leads merged into it follow.
type Following struct {
	Main  int64 `json:"main"`
	Draft int64 `json:"draft,omitempty"` // the approved answer or rejection; 0 when the case went to another owner, or away
	After int64 `json:"after,omitempty"` // the leads up to this one have followed
}

// keepTogether looks after merged leads, whatever move was made: a main case's news reach them by a job, and one that goes
// its own way is merged no longer.
func (st *step) keepTogether(ctx context.Context, was *Lead) error {
	switch l := st.l; {
	case was.State == Merged && l.State != Merged && st.move != MoveFollow && st.move != MoveUnmerge:
		row, err := mergingOf(ctx, st.tx, l.ID)
		if err != nil {
			return err
		}
		return forget(ctx, st.tx, row)
	case l.Children == 0:
	case l.State != was.State && (l.State == Replied || l.State == Rejected):
		st.job(outbox.LeadFollow, Following{Main: l.ID, Draft: l.DraftID})
	case (was.owed() || was.resting()) && whose(was) != whose(l), left(l) && !left(was):
		st.job(outbox.LeadFollow, Following{Main: l.ID})
	}
	return nil
}

// whose is what merged leads have in common with their main case.
func whose(l *Lead) [3]int64 { return [3]int64{l.OwnerUnit, l.CoUnit, l.WallUnit} }

// left reports a lead that ended without an answer, as one that its reporter took back.
func left(l *Lead) bool { return !l.Open && l.Ending != "" }

// Follow lets leads follow their main case, at most so many, in the caller's transaction; the rest leaves as another
// job. It returns how many did. Whatever is merged no longer is left alone, so that twice is once. Only the worker calls it.
func (s *Service) Follow(ctx context.Context, tx db.Tx, f Following, most int) (int, error) {
	ids, more, err := followers(ctx, tx, f, most)
	if err != nil || len(ids) == 0 && !more {
		return 0, err
	}
	if err := s.followAll(ctx, tx, f, ids); err != nil || !more {
		return len(ids), err
	}
	if len(ids) > 0 {
		f.After = ids[len(ids)-1]
	}
	return len(ids), s.Box.Add(ctx, tx, clock.Milli(s.Wall.Now()), outbox.Job{Kind: outbox.LeadFollow, LeadID: f.Main, Payload: f})
}

func (s *Service) followAll(ctx context.Context, tx db.Tx, f Following, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	leads, err := lockAll(ctx, tx, ids)
	if err != nil {
		return err
	}
	main, err := must(first(find1[Lead](ctx, tx, "id = ?", f.Main)))
	if err != nil {
		return err
	}
	b, err := newBatch(ctx, tx, ids)
	if err != nil {
		return err
	}
	g := group{s, tx, main, b}
	if err := g.apart(ctx, leads); err != nil {
		return err
	}
	switch {
	case f.Draft != 0:
		err = g.answer(ctx, f.Draft, leads)
	case left(main):
		err = g.inherit(ctx, leads)
	default:
		err = g.along(ctx, leads)
	}
	if err != nil {
		return err
	}
	return s.flush(ctx, tx, b)
}

// group is a main case with some of those merged into it, in one transaction.
type group struct {
	s    *Service
	tx   db.Tx
	main *Lead
	b    *batch
}

// each makes a move on those that are still merged, as the worker.
func (g group) each(ctx context.Context, m Move, leads []Lead, apply func(ctx context.Context, st *step) error) (ids []int64, err error) {
	for i := range leads {
		if leads[i].State != Merged {
			continue
		}
		st := &step{tx: g.tx, l: &leads[i], actor: systemActor, move: m, at: g.s.now(), batch: g.b}
		if err := g.s.run(ctx, st, apply); err != nil {
			return nil, err
		}
		ids = append(ids, leads[i].ID)
	}
	return ids, nil
}

// answer gives each its own approved answer, or rejection: a copy of the main case's, by the same two people. The violation
// is recorded once, for the main case.
func (g group) answer(ctx context.Context, draftID int64, leads []Lead) error {
	d, err := draftByID(ctx, g.tx, draftID)
	if err != nil || d == nil {
		return err
	}
	var copies []Draft
	ids, err := g.each(ctx, MoveFollow, leads, func(_ context.Context, st *step) error {
		own := d.copyFor(st)
		copies = append(copies, own)
		st.l.DraftID, st.l.HandlerID = own.ID, own.AuthorID
		if own.Kind == RejectDraft {
			return g.s.rejected(st, &own)
		}
		return g.s.replied(st, &own)
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := db.Insert(ctx, g.tx, copies); err != nil {
		return err
	}
	if err := stopClocksOf(ctx, g.tx, ids, g.s.now(), allClocks); err != nil {
		return err
	}
	return markFollowed(ctx, g.tx, ids, g.s.now())
}

// copyFor is the draft as the lead's own; what the register records, and a child's place, stays with the main case.
func (d *Draft) copyFor(st *step) Draft {
	own := *d
	own.CopyOf, own.ID, own.LeadID = d.ID, st.tx.NextID(), st.l.ID
	own.Violation, own.Subject, own.Conduct, own.Measures, own.HandOver, own.HandOverReason = false, "", "", "", false, ""
	own.PlacedSchool, own.PlacedOn, own.NoPlace, own.SeatNote = "", "", "", "" // of another child
	return own
}

// part lets one go its own way again; then says what else becomes of it.
func (g group) part(ctx context.Context, l *Lead, then func(ctx context.Context, st *step) error) error {
	one := []Lead{*l}
	_, err := g.each(ctx, MoveUnmerge, one, func(ctx context.Context, st *step) error {
		row, err := mergingOf(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		if err := g.s.part(ctx, st, row, map[string]any{"main": g.main.ID}); err != nil {
			return err
		}
		return then(ctx, st)
	})
	*l = one[0]
	return err
}

// apart parts those that the main case's wall does not stand before, or no more: it went up, or came down, for what the
// main case says, and not for what they say. They stay where they are, each with its own owner and wall.
func (g group) apart(ctx context.Context, leads []Lead) error {
	for i := range leads {
		if leads[i].WallUnit == g.main.WallUnit {
			continue
		}
		if err := g.part(ctx, &leads[i], func(_ context.Context, st *step) error {
			st.tellUnit("message.parted", ownerRoles(st.l.OwnerUnit)...)
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// along takes them to the main case's new owner; the wall is the same. Parted later they wait to be signed for there.
func (g group) along(ctx context.Context, leads []Lead) error {
	m := g.main
	leads = slices.DeleteFunc(leads, func(l Lead) bool { return whose(&l) == whose(m) }) // they are there
	ids, err := g.each(ctx, MoveAlong, leads, func(ctx context.Context, st *step) error {
		l := st.l
		l.OwnerUnit, l.CoUnit, l.Reason = m.OwnerUnit, m.CoUnit, m.Reason
		l.Routed, l.Signed, l.HandlerID = st.at, 0, 0
		switch {
		case l.Walled():
			l.TerritoryUnit = 0
		case org.UnitByID(m.OwnerUnit).Kind == org.District:
			l.TerritoryUnit = m.OwnerUnit
		default:
			l.TerritoryUnit = org.DistrictUnit(l.District)
		}
		st.tell("along", true, map[string]any{"owner": m.OwnerUnit, "co": m.CoUnit})
		c := g.s.clock(l, clockSign, clock.FromMilli(st.at))
		c.Stopped = st.at // until it is parted
		return restartClock(ctx, st.tx, &c)
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	return signAnew(ctx, g.tx, ids)
}

// inherit makes the oldest the main case of the others, when the main case is gone.
func (g group) inherit(ctx context.Context, leads []Lead) error {
	i := slices.IndexFunc(leads, func(l Lead) bool { return l.State == Merged })
	if i < 0 {
		return nil
	}
	return g.part(ctx, &leads[i], func(ctx context.Context, st *step) error {
		n, err := bequeath(ctx, st.tx, g.main.ID, st.l.ID)
		if err != nil {
			return err
		}
		st.tell("inherited", false, map[string]any{"n": n})
		st.tellUnit("message.inherited", org.Handler)
		return nil
	})
}

var errNotMerged = errs.New(errs.Conflict, "merge.none")
