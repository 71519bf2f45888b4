package lead

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"slices"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
)

// Ref names a lead as its reader saw it: a move on an older version is a Conflict.
type Ref struct {
	Number  string
	Version int64
}

// step is one running move: the lead in hand and what the move leaves behind.
type step struct {
	tx    db.Tx
	l     *Lead
	actor org.Actor
	move  Move
	was   State // where the lead stood before
	at    int64
	// reading: only the trail grows, and the forms that others have open do not become stale.
	reading bool
	events  []trail.Event
	jobs    []outbox.Job
	clocks  []Clock
	notes   []note
	letters []Letter
	stops   []string // clocks to stop beside the transition's own

	owing    bool // an answer is still owed: the clocks that the move stops run on
	itemised bool // items are the lead's from now on
	items    []int
	batch    *batch // nil: the step is written by itself
}

// tell adds a line to the lead's trail.
func (st *step) tell(kind string, public bool, data map[string]any) {
	st.events = append(st.events, event(kind, actorName(st.actor), public, st.at, data))
}

// note keeps a text of the staff beside the trail, which holds only its id: a trail is for ever, and a text may
// name somebody.
func (st *step) note(text string) int64 {
	n := note{st.tx.NextID(), st.l.ID, text}
	st.notes = append(st.notes, n)
	return n.ID
}

func (st *step) job(kind outbox.Kind, payload any) {
	st.jobs = append(st.jobs, outbox.Job{Kind: kind, LeadID: st.l.ID, Payload: payload})
}

func actorName(a org.Actor) string {
	switch a {
	case systemActor:
		return trail.System
	case reporterActor:
		return trail.Reporter
	default:
		return trail.Staff(a.ID)
	}
}

// form is a move as somebody sent it: the same form again is a second click, not a second move.
type form struct {
	Move    Move  `json:"move"`
	Actor   int64 `json:"actor"`
	Version int64 `json:"version"`
	Answers any   `json:"answers"`
}

// move is the one way a person changes a lead: read it within the actor's scope, ask the table, apply, write.
// The form that made the last move, sent again, changes nothing and succeeds. Errors: NotFound (absent or not
// yours), Forbidden, Conflict (stale, or not now), whatever apply says.
func (s *Service) move(ctx context.Context, a org.Actor, ref Ref, m Move, answers any, apply func(ctx context.Context, st *step) error) error {
	mac, err := s.formMAC(a, ref, m, answers)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, scopeFor(a, m), ref.Number)
		if errs.Is(err, errs.NotFound) && m.leaves() {
			return s.leftBy(ctx, a, ref, answers, m)
		}
		if err != nil {
			return err
		}
		if ref.Version != l.Version {
			return again(l.LastForm, mac)
		}
		l.LastForm, l.Supplied = mac, 0
		return s.run(ctx, &step{tx: tx, l: l, actor: a, move: m, at: s.now()}, apply)
	})
}

// scopeFor is what the actor may know of for a move: a second person decides about what only another one sees.
func scopeFor(a org.Actor, m Move) Scope {
	if m == MoveApprove || m == MoveSendBack {
		return deciding(a)
	}
	return ScopeOf(a)
}

// again answers a form of an older version: nil if it is the very one that made the last move.
func again(lastForm, mac []byte) error {
	if hmac.Equal(lastForm, mac) {
		return nil
	}
	return errs.New(errs.Conflict, "move.stale")
}

// leaves reports a move after which the lead may be none of the actor's any more.
func (m Move) leaves() bool {
	return slices.Contains([]Move{MoveRespondent, MoveWall, MoveRestrict, MoveGrantRestrict}, m)
}

// formMAC is the keyed digest of a form.
func (s *Service) formMAC(a org.Actor, ref Ref, m Move, answers any) ([]byte, error) {
	sent, err := json.Marshal(form{m, a.ID, ref.Version, answers})
	if err != nil {
		return nil, fmt.Errorf("encode form: %w", err)
	}
	return s.Ring.Pepper().MAC("form", sent), nil
}

// leftBy is nil for a second click on the form, of one of the moves, by which the lead left the actor's sight; to everybody
// else, and after any other form, it is not there.
func (s *Service) leftBy(ctx context.Context, a org.Actor, ref Ref, answers any, moves ...Move) error {
	l, err := s.byNumber(ctx, ref.Number)
	if err != nil {
		return err
	}
	for _, m := range moves {
		mac, err := s.formMAC(a, ref, m, answers)
		if err != nil || ref.Version < l.Version && hmac.Equal(l.LastForm, mac) {
			return err
		}
	}
	return errNotFound
}

// run makes one move on a locked lead in the caller's transaction.
func (s *Service) run(ctx context.Context, st *step, apply func(ctx context.Context, st *step) error) error {
	if err := Can(st.actor, st.move, st.l); err != nil {
		return err
	}
	t, was := find(st.move), *st.l
	st.was = was.State
	if t.to != "" {
		st.l.State = t.to
	}
	if err := apply(ctx, st); err != nil {
		return err
	}
	if !st.reading {
		st.l.Version++
	}
	stops := t.stops
	if st.owing {
		stops = nil
	}
	return s.finish(ctx, st, &was, stops)
}

// finish writes what a step left: clocks, items, numbers, trail, lead, jobs. was is the lead before it.
func (s *Service) finish(ctx context.Context, st *step, was *Lead, stops []string) error {
	if err := s.pressAnew(ctx, st, was); err != nil {
		return err
	}
	if err := stopClocks(ctx, st.tx, st.l.ID, st.at, slices.Concat(stops, st.stops)); err != nil {
		return err
	}
	if err := db.Insert(ctx, st.tx, st.passedOn(was)); err != nil {
		return err
	}
	if err := db.Insert(ctx, st.tx, st.notes); err != nil {
		return err
	}
	if err := db.Insert(ctx, st.tx, st.clocks); err != nil {
		return err
	}
	if err := st.keepTogether(ctx, was); err != nil {
		return err
	}
	if err := st.recount(ctx, was); err != nil {
		return err
	}
	entries, head, err := trail.Chain(trail.LeadStream(st.l.ID), st.l.Head(), st.events...)
	if err != nil {
		return err
	}
	st.l.TrailSeq, st.l.TrailHash = head.Seq, head.Hash
	if err := update(ctx, st.tx, st.l, was.Version); err != nil {
		return err
	}
	if b := st.batch; b != nil {
		b.letters, b.entries, b.jobs = append(b.letters, st.letters...), append(b.entries, entries...), append(b.jobs, st.jobs...)
		return nil
	}
	if err := db.Insert(ctx, st.tx, st.letters); err != nil {
		return err
	}
	return s.leave(ctx, st.tx, entries, st.jobs)
}

// leave writes the lines of the trail and the jobs.
func (s *Service) leave(ctx context.Context, tx db.Tx, entries []trail.Entry, jobs []outbox.Job) error {
	if err := trail.Insert(ctx, tx, entries); err != nil {
		return err
	}
	return s.Box.Add(ctx, tx, clock.Milli(s.Wall.Now()), jobs...)
}
