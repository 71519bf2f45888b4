package lead

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// merging is the row of a lead that was merged (并单): into which main case, and what it goes back to. It stays when the
// lead has the main case's answer, and goes when the two are parted.
type merging struct {
	LeadID   int64
	MainID   int64
	Merged   int64
	ByID     int64 // who merged it
	Was      State // where the lead stood
	Followed int64 // when it was given the main case's answer; 0 while it is merged
}

// TableName tells the store which leads are merged.
func (merging) TableName() string { return "lead_merges" }

// unmergeWithin is how long a merge can be undone.
var unmergeWithin = deadline.Rule{Unit: deadline.CalendarDays, N: 7}

func (s *Service) unmergeBy(merged int64) time.Time {
	return deadline.Due(s.Calendar(), unmergeWithin, clock.FromMilli(merged)).At
}

// Merge puts a lead under a main case (并单), of the same owner and behind the same wall. It keeps its number, thread,
// answer and rating; its promise and its ladder stand still, for it is answered with the main case. Handlers and leaders
// of the owner. What is wrong with the main case is said at the field "main".
func (s *Service) Merge(ctx context.Context, a org.Actor, ref Ref, main string) error {
	number, ok := ParseNumber(main)
	if !ok {
		return errs.Fields(Problems{"main": errs.T("merge.main.required")})
	}
	return s.move(ctx, a, ref, MoveMerge, number, func(ctx context.Context, st *step) error {
		m, err := s.mainCase(ctx, st, number)
		if err != nil {
			return err
		}
		s.setStep(st.l, st.l.LastStep)
		st.tell("merged", true, map[string]any{"main": m.ID, "number": m.Number})
		if err := addChildren(ctx, st.tx, m.ID, 1); err != nil {
			return err
		}
		return db.Insert(ctx, st.tx, []merging{{LeadID: st.l.ID, MainID: m.ID, Merged: st.at, ByID: st.actor.ID, Was: st.was}})
	})
}

// mainCase reads the main case for a change, so that it is not answered meanwhile.
func (s *Service) mainCase(ctx context.Context, st *step, number string) (*Lead, error) {
	m, err := lock(ctx, st.tx, ScopeOf(st.actor), number)
	if errs.Is(err, errs.NotFound) {
		return nil, noMain("merge.main.unknown")
	}
	if err != nil {
		return nil, err
	}
	key := unfitMain(m, st.l, st.at)
	if key == "" {
		key, err = soonerByLaw(ctx, st.tx, m, st.l)
	}
	if key != "" {
		return nil, noMain(key)
	}
	return m, err
}

func noMain(key string) error { return errs.Fields(Problems{"main": errs.T(key)}) }

// unfitMain says why a lead cannot be merged into another, "" when it can. What is late is not made to look in time,
// nor to rest.
func unfitMain(m, l *Lead, at int64) string {
	switch {
	case m.ID == l.ID:
		return "merge.main.self"
	case l.Category == NoSeat: // each child has its own place to be found
		return "merge.main.red"
	case m.State == Merged:
		return "merge.main.merged"
	case !m.owed() && !m.resting() || m.State == StateNew:
		return "merge.main.over"
	case m.OwnerUnit != l.OwnerUnit || m.WallUnit != l.WallUnit:
		return "merge.main.owner"
	case l.Due > 0 && at > l.Due && !m.Late(clock.FromMilli(at)):
		return "merge.main.late"
	default:
		return ""
	}
}

// soonerByLaw says that the law's limit of the merged lead would come before the main case's, which alone climbs.
func soonerByLaw(ctx context.Context, tx db.Tx, m, l *Lead) (string, error) {
	limits, err := legalLimits(ctx, tx, []int64{m.ID, l.ID})
	if soonerIn(limits, m, l) {
		return "merge.main.sooner", err
	}
	return "", err
}

// soonerIn reports that the limit of the lead comes before the main case's, or that the main case has none.
func soonerIn(limits map[int64]int64, m, l *Lead) bool {
	own := limits[l.ID]
	return own != 0 && (limits[m.ID] == 0 || own < limits[m.ID])
}

// Unmerge takes a lead from its main case (撤销并单), with a reason of 5–200 characters, within 7 days of the merge: it is
// where it was before, and late if its own date has passed.
func (s *Service) Unmerge(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	p := Problems{}
	length(p, "reason", reason, 5, reasonMax)
	p.add(Personal(reason), "reason", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveUnmerge, reason, func(ctx context.Context, st *step) error {
		row, err := mergingOf(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		if clock.FromMilli(st.at).After(s.unmergeBy(row.Merged)) {
			return errs.New(errs.Conflict, "unmerge.late")
		}
		return s.part(ctx, st, row, map[string]any{"note": st.note(reason)})
	})
}

// part lets a merged lead go its own way again: its clocks run to their old ends, and the ladder goes on after the step
// taken last.
func (s *Service) part(ctx context.Context, st *step, row *merging, data map[string]any) error {
	l := st.l
	l.State = row.Was
	lawful := func(kind string) bool { return !slices.Contains(promises, kind) } // it never stood still
	if err := startAgain(ctx, st.tx, l, slices.DeleteFunc(l.owes(row.Was), lawful)); err != nil {
		return err
	}
	if err := s.stepOn(ctx, st, l.LastStep); err != nil {
		return err
	}
	data["to"] = l.State
	st.tell("unmerged", true, data)
	return forget(ctx, st.tx, row)
}

// Main is the case that a merged lead is answered with.
type Main struct {
	Lead
	Merged int64 // when it was merged into this one
}

// MayUnmerge reports that the merge of a case can still be undone.
func (s *Service) MayUnmerge(c *Case) bool {
	return c.Main != nil && !s.Case.Now().After(s.unmergeBy(c.Main.Merged))
}

// Mains returns the cases that a lead is likely to belong to, at most 20, the newest first: of its owner, behind the
// same wall, about the same school or the same matter in its district, and still to be answered.
func (s *Service) Mains(ctx context.Context, a org.Actor, l *Lead) ([]Lead, error) {
	found, err := s.likeMains(ctx, ScopeOf(a), l)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := []int64{l.ID}
	for i := range found {
		ids = append(ids, found[i].ID)
	}
	limits, err := legalLimits(ctx, s.DB, ids)
	return slices.DeleteFunc(found, func(m Lead) bool { return unfitMain(&m, l, s.now()) != "" || soonerIn(limits, &m, l) }), err
}

// ChildrenPage is how many merged leads a main case shows at once.
const ChildrenPage = 50
