package lead

import (
	"context"
	"slices"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// Respondent is whom a report turns out to be about: by it a wall goes up or comes down (domain rule 1.2).
type Respondent struct {
	About    string
	Nature   string // of a bureau: work or conduct
	District string // whose bureau, and where it happened; DistrictUnknown only behind a wall, or of the city bureau
	Why      string // 10–300 characters
}

func (r *Respondent) check() Problems {
	p := Problems{}
	_, known := org.DistrictByCode(r.District)
	p.add(!slices.Contains(Abouts(), r.About), "about", "report.about.required")
	if aboutBureau(r.About) {
		p.add(r.Nature != NatureWork && r.Nature != NatureConduct, "nature", "report.nature.required")
	} else {
		r.Nature = ""
	}
	mayBeUnknown := r.District == org.DistrictUnknown && (r.Nature == NatureConduct || r.About == AboutCity)
	p.add(!known && !mayBeUnknown, "district", "respondent.district.required")
	length(p, "why", r.Why, 10, 300)
	p.add(Personal(r.Why), "why", "error.personal")
	return p
}

// wall is the wall that such a report stands behind.
func (r *Respondent) wall() int64 {
	return Facts{About: r.About, Nature: r.Nature, District: r.District}.wall()
}

// ChangeRespondent changes whom a lead is about, and with it the wall, whose it is, whose 台账 it counts in, the numbers
// and the messages, in one transaction: who may not know of it any more does not from the next click on. The answer that
// is promised stays promised; the new owner signs anew. Of what was answered, only the wall goes up. The city's handlers and
// leaders; a wall is only taken away by two named people, the second by Approve. Errors: NotFound, Invalid, Forbidden,
// Conflict.
func (s *Service) ChangeRespondent(ctx context.Context, a org.Actor, ref Ref, r Respondent) error {
	if err := errs.Fields(r.check()); err != nil {
		return err
	}
	l, err := get(ctx, s.DB, ScopeOf(a), ref.Number) // an older version than the form's is refused below
	if errs.Is(err, errs.NotFound) {                 // as after the first of two clicks
		return s.leftBy(ctx, a, ref, r, MoveRespondent, MoveWall)
	}
	if err != nil {
		return err
	}
	if e := notRestricted(a, l); e != nil {
		return e
	}
	if slices.Contains(answeredStates, l.State) {
		return s.wallAfter(ctx, a, ref, r)
	}
	if l.Walled() && r.wall() == 0 {
		return s.propose(ctx, a, ref, MoveUnwall, Draft{
			Kind: RespondentDraft, Found: r.Why, About: r.About, Nature: r.Nature, District: r.District,
		})
	}
	return s.move(ctx, a, ref, MoveRespondent, r, func(ctx context.Context, st *step) error {
		said := map[string]any{"note": st.note(r.Why)}
		if err := s.makeMoot(ctx, st, said); err != nil {
			return err
		}
		return s.answerable(ctx, st, r, said)
	})
}

// wallAfter puts up the wall of a lead that was answered, or ended: state, clocks and answer stay as they are.
func (s *Service) wallAfter(ctx context.Context, a org.Actor, ref Ref, r Respondent) error {
	if r.wall() == 0 {
		return errs.New(errs.Conflict, "respondent.over")
	}
	return s.move(ctx, a, ref, MoveWall, r, func(_ context.Context, st *step) error {
		l, was := st.l, *st.l
		if r.wall() == l.WallUnit {
			return errs.Fields(Problems{"about": errs.T("respondent.same")})
		}
		l.About, l.Nature, l.District, l.Suspicious, l.ToCity = r.About, r.Nature, r.District, false, false
		d := walled(r.wall())
		l.OwnerUnit, l.CoUnit, l.TerritoryUnit, l.WallUnit, l.Reason = d.Owner, d.Co, d.Territory, d.Wall, reasonJSON(d.Reason)
		st.tell("walled", false, map[string]any{
			"note": st.note(r.Why), "owner": d.Owner, "was": was.OwnerUnit,
			"about": []string{was.About, r.About}, "nature": []string{was.Nature, r.Nature}, "district": []string{was.District, r.District},
		})
		st.tellUnit("message.walled", ownerRoles(d.Owner)...)
		st.job(outbox.NotifyWall, Walling{l.Number, l.WallUnit})
		return nil
	})
}

// unwalled does what two people agreed on: the lead is an ordinary one again, and its clocks go on.
func (s *Service) unwalled(ctx context.Context, st *step, d *Draft) error {
	st.l.State, st.owing = Assigned, true
	return s.answerable(ctx, st, Respondent{About: d.About, Nature: d.Nature, District: d.District}, map[string]any{"draft": d.ID})
}

// answerable routes the lead in hand by its new respondent. said tells where the reason lies.
func (s *Service) answerable(ctx context.Context, st *step, r Respondent, said map[string]any) error {
	l, was := st.l, *st.l
	if r.About == l.About && r.Nature == l.Nature && r.District == l.District && !l.Suspicious && r.wall() == l.WallUnit {
		return errs.Fields(Problems{"about": errs.T("respondent.same")})
	}
	l.About, l.Nature, l.District, l.Suspicious = r.About, r.Nature, r.District, false
	l.ToCity = l.ToCity && r.About == AboutDistrict && r.Nature == NatureWork
	facts, err := factsOfAll(ctx, st.tx, []Lead{*l})
	if err != nil {
		return err
	}
	d := reopenedStays(l, Route(facts[0]))
	l.Signed, l.HandlerID, l.DraftID, l.RestrictBy = 0, 0, 0, 0
	s.place(st, d)
	if l.OwnerUnit != org.DisciplineID { // against which no clock runs
		if err := s.restart(ctx, st); err != nil {
			return err
		}
	}
	said["about"], said["nature"], said["district"] = []string{was.About, r.About}, []string{was.Nature, r.Nature}, []string{was.District, r.District}
	said["owner"], said["co"], said["was"] = d.Owner, d.Co, was.OwnerUnit
	st.tell("respondent", true, said)
	st.tellPlaced(d)
	if l.WallUnit != was.WallUnit { // what was told before goes behind the wall, or before it
		st.job(outbox.NotifyWall, Walling{l.Number, l.WallUnit})
	}
	return nil
}

// reopenedStays: what was not solved went one level up, and does not come down by what it is called (domain rule 1.13). The
// district assists.
func reopenedStays(l *Lead, d Decision) Decision {
	if l.Reopened > 0 && l.OwnerUnit == org.CityID && org.UnitByID(d.Owner).Kind == org.District {
		d.Owner, d.Co, d.Reason = org.CityID, d.Owner, errs.T("route.reopened_stays")
	}
	return d
}

// makeMoot ends what the old owner waits for: the reporter's answer, or somebody's decision. A date that the waiting moved
// is told, for steps were taken by it.
func (s *Service) makeMoot(ctx context.Context, st *step, said map[string]any) error {
	switch st.was {
	case WaitingReporter:
	case Merged: // its clocks stood still, and run to their old ends
		row, err := mergingOf(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		return startAgain(ctx, st.tx, st.l, st.l.owes(row.Was))
	default:
		return st.dropDraft(ctx)
	}
	_, was, err := s.answered(ctx, st, Moot, "")
	if was != 0 {
		said["due"] = was
	}
	return err
}

// dropDraft makes void what waits for a leader's decision: it was written for another owner.
func (st *step) dropDraft(ctx context.Context) error {
	if st.l.DraftID == 0 {
		return nil
	}
	d, err := draftByID(ctx, st.tx, st.l.DraftID)
	if err != nil || d == nil || d.State != DraftPending {
		return err
	}
	d.State, d.DecidedBy, d.Decided = DraftVoid, st.actor.ID, st.at
	return updateDraft(ctx, st.tx, d)
}

// cityWorker: the city's handlers and leaders, of what they may know; the 专班 decides no respondent.
func cityWorker(a org.Actor, l *Lead) bool {
	return works(a) && a.Unit == org.CityID && ScopeOf(a).sees(l)
}

func hasWall(_ org.Actor, l *Lead) *errs.Error {
	if !l.Walled() {
		return errs.New(errs.Conflict, "move.no_wall")
	}
	return nil
}
