package lead

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// HandOverState is where a hand-over stands; on a lead it is where the newest one does.
type HandOverState string

// The states of a hand-over.
const (
	OverNone     HandOverState = ""
	OverOwed     HandOverState = "owed"     // 待移交: a closing demands it; only on a lead
	OverProposed HandOverState = "proposed" // 移交待审批
	OverRefused  HandOverState = "refused"  // 不同意移交; never on a lead
	OverSent     HandOverState = "sent"     // 待签收
	OverSigned   HandOverState = "signed"   // 已签收
	OverReturned HandOverState = "returned" // 已退回
	OverAnswered HandOverState = "answered" // 已反馈
)

// PackageStates are those in which a hand-over is with its recipient, in the order of the inbox.
func PackageStates() []HandOverState {
	return []HandOverState{OverSent, OverSigned, OverReturned, OverAnswered}
}

// Out reports a hand-over that was sent (已移交).
func (s HandOverState) Out() bool { return slices.Contains(PackageStates(), s) }

// running: the recipient has it and has not ended it.
func (h *HandOver) running() bool { return h.State == OverSent || h.State == OverSigned }

// OverMove is something done to a hand-over.
type OverMove string

// The moves of a hand-over. Proposing one is a move of its lead.
const (
	OverApprove OverMove = "approve" // 同意移交
	OverRefuse  OverMove = "refuse"  // 不同意
	OverSign    OverMove = "sign"    // 签收
	OverReturn  OverMove = "return"  // 退回
	OverAnswer  OverMove = "answer"  // 登记反馈
	OverRemind  OverMove = "remind"  // by the worker, quarterly
	OverReveal  OverMove = "reveal"  // 查看反映人联系方式
)

// overTransition is one line of the table of hand-overs.
type overTransition struct {
	move OverMove
	from []HandOverState
	to   HandOverState // "" where it stays
	who  func(a org.Actor, h *HandOver, l *Lead) bool
}

// overTable is the whole of it: what is not here is refused.
var overTable = []overTransition{
	{OverApprove, []HandOverState{OverProposed}, OverSent, overDecider},
	{OverRefuse, []HandOverState{OverProposed}, OverRefused, overDecider},
	{OverSign, []HandOverState{OverSent}, OverSigned, overRecipient},
	{OverReturn, []HandOverState{OverSent, OverSigned}, OverReturned, overRecipient},
	{OverAnswer, []HandOverState{OverSigned}, OverAnswered, overRecipient},
	{OverRemind, []HandOverState{OverSent, OverSigned}, "", func(a org.Actor, _ *HandOver, l *Lead) bool { return system(a, l) }},
	{OverReveal, []HandOverState{OverSigned, OverAnswered}, "", overReader},
}

// overDecider: a leader of the unit that hands over, or of the city, where a district has one clerk.
func overDecider(a org.Actor, h *HandOver, l *Lead) bool {
	return a.Role == org.Leader && (a.Unit == h.Unit || a.Unit == org.CityID) && ScopeOf(a).sees(l) || seconds(a, l)
}

// overRecipient: the account it is addressed to; on paper, whoever handed it over writes down what came back, or who has
// the lead now, while they may know of it.
func overRecipient(a org.Actor, h *HandOver, l *Lead) bool {
	if h.OnPaper {
		return works(a) && (a.Unit == h.Unit || a.Unit == l.OwnerUnit) && ScopeOf(a).sees(l)
	}
	return overReader(a, h, l)
}

func overReader(a org.Actor, h *HandOver, _ *Lead) bool {
	return a.Role == org.DisciplineOfficer && h.ToUnit != 0 && a.Unit == h.ToUnit
}

// CanHandOver answers whether the actor may make the move now: nil, Forbidden when it is not theirs, Conflict when the
// hand-over does not stand there.
func CanHandOver(a org.Actor, m OverMove, h *HandOver, l *Lead) error {
	i := slices.IndexFunc(overTable, func(t overTransition) bool { return t.move == m })
	if i < 0 || !overTable[i].who(a, h, l) {
		return errs.New(errs.Forbidden, "move.not_yours")
	}
	if !slices.Contains(overTable[i].from, h.State) {
		return errs.New(errs.Conflict, "move.not_now", "state", errs.T("hand_over.state."+string(h.State)))
	}
	if (m == OverApprove || m == OverRefuse) && a.ID == h.ProposedBy {
		return errs.New(errs.Forbidden, "hand_over.own")
	}
	if m == OverReveal && !h.GoesAlong() {
		return errs.New(errs.Conflict, "hand_over.no_contact")
	}
	return nil
}

// overTo is where a move leads.
func overTo(m OverMove, from HandOverState) HandOverState {
	for _, t := range overTable {
		if t.move == m {
			return cmp.Or(t.to, from)
		}
	}
	return from
}

// overStanding is what a lead says of its hand-overs, which are in order: the one under review, otherwise the one that is
// owed, otherwise the newest that was not refused.
func overStanding(all []HandOver, owed bool) HandOverState {
	last := OverNone
	for i := range all {
		switch all[i].State {
		case OverProposed:
			return OverProposed
		case OverRefused:
		default:
			last = all[i].State
		}
	}
	if owed {
		return OverOwed
	}
	return last
}

// OverRef names a hand-over as its reader saw it, on its case (Number) or as a package (no number).
type OverRef struct {
	Number  string
	ID      int64
	Version int64
}

// overLocked reads lead and hand-over for a change, the lead first: within the actor's scope on its case, or addressed to
// the actor's unit.
func (s *Service) overLocked(ctx context.Context, tx db.Tx, a org.Actor, ref OverRef, m OverMove) (*Lead, *HandOver, error) {
	if ref.Number != "" {
		sc := ScopeOf(a)
		if m == OverApprove || m == OverRefuse {
			sc = deciding(a)
		}
		l, err := lock(ctx, tx, sc, ref.Number)
		if err != nil {
			return nil, nil, err
		}
		h, err := lockOver(ctx, tx, ref.ID, l.ID)
		return l, h, err
	}
	found, err := packageOf(ctx, tx, a, ref.ID)
	if err != nil {
		return nil, nil, err
	}
	l, err := lockID(ctx, tx, found.LeadID)
	if err != nil {
		return nil, nil, err
	}
	h, err := lockOver(ctx, tx, found.ID, l.ID)
	if err == nil && h.Signed != 0 && !h.opensTo(a, l) {
		return nil, nil, errNotFound
	}
	return l, h, err
}

// overMove is the one way a hand-over changes: as Service.move, with its own table, version and form. The lead's version
// stays: nobody's open form of the case becomes stale by it.
func (s *Service) overMove(
	ctx context.Context, a org.Actor, ref OverRef, m OverMove, answers any, apply func(ctx context.Context, st *step, h *HandOver) error,
) error {
	sent, err := json.Marshal(form{Move("over_" + m), a.ID, ref.Version, answers})
	if err != nil {
		return fmt.Errorf("encode form: %w", err)
	}
	mac := s.Ring.Pepper().MAC("form", sent)
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, h, err := s.overLocked(ctx, tx, a, ref, m)
		if err != nil {
			return err
		}
		if ref.Version != h.Version {
			return again(h.LastForm, mac)
		}
		h.LastForm = mac
		return s.runOver(ctx, &step{tx: tx, l: l, actor: a, reading: true, at: s.now()}, h, m, apply)
	})
}

// runOver makes one move on a locked hand-over in the caller's transaction.
func (s *Service) runOver(ctx context.Context, st *step, h *HandOver, m OverMove, apply func(ctx context.Context, st *step, h *HandOver) error) error {
	if err := CanHandOver(st.actor, m, h, st.l); err != nil {
		return err
	}
	was, version := *st.l, h.Version
	h.State = overTo(m, h.State)
	if err := apply(ctx, st, h); err != nil {
		return err
	}
	h.Version++
	if err := updateOver(ctx, st.tx, h, version); err != nil {
		return err
	}
	all, err := handOversOf(ctx, st.tx, st.l.ID)
	if err != nil {
		return err
	}
	owed := st.l.HandOver == OverOwed || h.State == OverRefused && h.Owed
	st.l.HandOver = overStanding(all, owed)
	return s.finish(ctx, st, &was, nil)
}
