package lead

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// moves is how each move is made by a person, with answers that are right in themselves.
func (w *world) moves() map[Move]func(ctx context.Context, a org.Actor, ref Ref) error {
	return map[Move]func(ctx context.Context, a org.Actor, ref Ref) error{
		MoveDispatch: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Dispatch(ctx, a, ref, Dispatch{Unit: tianshan})
		},
		MoveSign:   w.Sign,
		MoveAccept: func(ctx context.Context, a org.Actor, ref Ref) error { return w.Accept(ctx, a, ref, ByHotline) },
		MoveContact: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Contact(ctx, a, ref, Contacted{"phone", "reached", "已与反映人核实情况"})
		},
		MoveReply: func(ctx context.Context, a org.Actor, ref Ref) error { return w.DraftReply(ctx, a, ref, proven()) },
		MoveReject: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.DraftReject(ctx, a, ref, Rejection{Reason: "out_of_scope", Elsewhere: "请向示例部门反映"})
		},
		MoveExtend: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.DraftExtension(ctx, a, ref, moreTime())
		},
		MoveMerge: func(ctx context.Context, a org.Actor, ref Ref) error { return w.Merge(ctx, a, ref, w.main()) }, //nolint:contextcheck // the first time it makes the case
		MoveUnmerge: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Unmerge(ctx, a, ref, "不是同一件事，单独办理")
		},
		MoveAsk: func(ctx context.Context, a org.Actor, ref Ref) error { return w.Ask(ctx, a, ref, asking()) },
		MoveAnswer: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.TakeAnswer(ctx, a, ref, "反映人电话说明：收条在孩子父亲手里")
		},
		MoveReturn: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Return(ctx, a, ref, notOurs())
		},
		MoveDecide: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Decide(ctx, a, ref, Verdict{Agree: yes, Unit: midong})
		},
		MoveTransfer: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.DraftTransfer(ctx, a, ref, toCorps())
		},
		MoveReceipt: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.NoteReceipt(ctx, a, ref, BodyAnswer{w.today(), "已收到，正在核实"})
		},
		MoveComplex: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.MarkComplex(ctx, a, ref, "涉及多所学校，需要逐校核实")
		},
		MoveKeep: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Keep(ctx, a, ref, "反映的问题可能违规，继续核查")
		},
		MoveGrant:   w.Grant,
		MoveApprove: w.Approve,
		MoveSendBack: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.SendBack(ctx, a, ref, "事实不清，请补充")
		},
		MoveHandOver: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.ProposeHandOver(ctx, a, ref, handing())
		},
		MoveClose: func(ctx context.Context, a org.Actor, ref Ref) error { return w.Close(ctx, a, ref, "") },
		MoveRespondent: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.ChangeRespondent(ctx, a, ref, bureauWork())
		},
		MoveWall: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.ChangeRespondent(ctx, a, ref, bureauConduct())
		},
		MoveRestrict: func(ctx context.Context, a org.Actor, ref Ref) error { return w.Restrict(ctx, a, ref, restrictWhy) },
		// Nobody asked here: restrict_test.go says who may when somebody did.
		MoveGrantRestrict:  w.GrantRestrict,
		MoveRefuseRestrict: w.RefuseRestrict,
		// Nothing is late here: ladder_test.go says who may when it is.
		MoveExplain: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Explain(ctx, a, ref, delay("2025-07-16"))
		},
		MoveMute: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.AskMute(ctx, a, ref, pause("2025-07-16"))
		},
		MoveTakeOver: func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.TakeOver(ctx, a, ref, "区里人员全部回避，由市局办理")
		},
		MoveTalk:      w.DraftTalk,
		MoveGrantMute: w.GrantMute,
		MoveUnmute:    w.EndMute,
	}
}

// standIn brings a fresh lead of 天山区 into the state.
func (w *world) standIn(s State) *Lead {
	w.t.Helper()
	ctx, h, leader := w.t.Context(), w.staff["handler"], w.staff["leader"]
	switch s { //nolint:exhaustive // the rest begin with a signature, below
	case StateNew:
		return w.routed(func(r *Report) { r.District = org.DistrictUnknown })
	case Assigned:
		return w.routed()
	case Replied:
		return w.answered(proven())
	case Closed:
		l := w.answered(proven())
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
		return w.lead(l.Number)
	case Reopened:
		r := proven()
		r.Finding, r.Violation = Unproven, ""
		l := w.answered(r)
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		return w.lead(l.Number)
	}
	l := w.routed()
	if s == ReturnPending {
		w.ok(w.Return(ctx, h, w.ref(l.Number), notOurs()))
		return w.lead(l.Number)
	}
	w.ok(w.Sign(ctx, h, w.ref(l.Number)))
	switch s { //nolint:exhaustive // the others returned above
	case ReviewPending:
		w.ok(w.DraftReply(ctx, h, w.ref(l.Number), proven()))
	case Merged:
		w.ok(w.Merge(ctx, h, w.ref(l.Number), w.main()))
	case WaitingReporter:
		w.ok(w.Ask(ctx, h, w.ref(l.Number), asking()))
	case ExtendPending:
		w.ok(w.DraftExtension(ctx, h, w.ref(l.Number), moreTime()))
	case Rejected:
		w.ok(w.moves()[MoveReject](ctx, h, w.ref(l.Number)))
		w.ok(w.Approve(ctx, leader, w.ref(l.Number)))
	}
	return w.lead(l.Number)
}

// inCity are the city's handlers and leaders.
var inCity = []string{"city", "cityleader", "unnamed"}

// legal is written by hand, apart from the table: who may do what to a lead of 天山区 worked by "handler".
var legal = map[State]map[Move][]string{
	StateNew:        {MoveDispatch: {"city", "cityleader", "unnamed", "monitor"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity},
	Assigned:        {MoveComplex: {"leader", "cityleader"}, MoveSign: {"handler", "handler2", "leader"}, MoveReturn: {"handler", "handler2", "leader"}, MoveMerge: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	InProgress:      {MoveComplex: {"leader", "cityleader"}, MoveAccept: {"handler", "handler2", "leader"}, MoveContact: {"handler", "handler2", "leader"}, MoveReply: {"handler", "handler2", "leader"}, MoveReject: {"handler", "handler2", "leader"}, MoveExtend: {"handler", "handler2", "leader"}, MoveAsk: {"handler", "handler2", "leader"}, MoveReturn: {"handler", "handler2", "leader"}, MoveTransfer: {"handler", "handler2", "leader"}, MoveMerge: {"handler", "handler2", "leader"}, MoveHandOver: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	WaitingReporter: {MoveAnswer: {"handler", "handler2", "leader"}, MoveHandOver: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	ReviewPending:   {MoveApprove: {"leader", "cityleader"}, MoveSendBack: {"leader", "cityleader"}, MoveHandOver: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	ExtendPending:   {MoveGrant: {"leader", "cityleader"}, MoveSendBack: {"leader", "cityleader"}, MoveHandOver: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	Replied:         {MoveWall: inCity, MoveClose: {"handler", "handler2", "leader"}, MoveHandOver: {"handler", "handler2", "leader"}},
	Reopened:        {MoveSign: {"leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity, MoveTakeOver: {"cityleader"}},
	Closed:          {MoveWall: inCity, MoveHandOver: {"handler", "handler2", "leader"}},
	Rejected:        {MoveWall: inCity, MoveHandOver: {"handler", "handler2", "leader"}},
	Merged:          {MoveUnmerge: {"handler", "handler2", "leader"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity},
	ReturnPending:   {MoveDecide: {"city", "cityleader", "unnamed"}, MoveRespondent: inCity, MoveWall: inCity, MoveRestrict: inCity},
}

// Every (state, move, person): only the legal ones succeed, and a refused one changes nothing.
func TestMoves_everyStateMoveAndPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, state := range States() {
			l := w.standIn(state)
			for move, try := range w.moves() {
				for who, actor := range w.staff {
					want := slices.Contains(legal[state][move], who)
					if want {
						l = w.standIn(state)
					}
					before := w.lead(l.Number)
					err := try(t.Context(), actor, Ref{l.Number, before.Version})
					if (err == nil) != want {
						t.Errorf("%s, %s by %s: err = %v, want allowed = %v", state, move, who, err, want)
					}
					if after := w.lead(l.Number); !want && (after.Version != before.Version || after.State != before.State || after.TrailSeq != before.TrailSeq) {
						t.Errorf("%s, %s by %s: refused, but the lead changed", state, move, who)
					}
					if want {
						l = w.standIn(state)
					}
				}
			}
		}
	})
}

func TestMove_parallelHasOneWinner(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		var wg sync.WaitGroup
		results := make([]error, 20)
		for i := range results {
			who := w.staff[[]string{"handler", "handler2"}[i%2]]
			wg.Go(func() { results[i] = w.Sign(t.Context(), who, Ref{l.Number, l.Version}) })
		}
		wg.Wait()
		won := map[int]bool{} // the winner's own second clicks succeed too, and do nothing
		for i, err := range results {
			if err == nil {
				won[i%2] = true
			} else if !errs.Is(err, errs.Conflict) {
				t.Errorf("err = %v, want conflict", err)
			}
		}
		if len(won) != 1 {
			t.Errorf("%d winners, want 1", len(won))
		}
		if after := w.lead(l.Number); after.Version != l.Version+1 || after.TrailSeq != l.TrailSeq+1 {
			t.Errorf("version %d and trail %d after one move from %d and %d", after.Version, after.TrailSeq, l.Version, l.TrailSeq)
		}
	})
}

func TestMove_staleFormConflicts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.ok(w.Sign(t.Context(), w.staff["handler"], w.ref(l.Number)))
		err := w.Accept(t.Context(), w.staff["handler"], Ref{l.Number, l.Version}, ByHotline)
		if e := errs.As(err); e == nil || e.Kind != errs.Conflict || e.Text.Key != "move.stale" {
			t.Errorf("err = %v, want stale", err)
		}
	})
}

func TestReply_provenNeedsTheRegister(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.ok(w.Sign(t.Context(), w.staff["handler"], w.ref(l.Number)))
		for name, c := range map[string]struct {
			change func(*Reply)
			field  string
		}{
			"no answer":    {func(r *Reply) { r.Violation = "" }, "violation"},
			"no subject":   {func(r *Reply) { r.Subject = " " }, "subject"},
			"no measures":  {func(r *Reply) { r.Measures = "" }, "measures"},
			"no hand-over": {func(r *Reply) { r.HandOver = "" }, "hand_over"},
			"no why":       {func(r *Reply) { r.HandOver = "no" }, "hand_over_reason"},
			"endless why":  {func(r *Reply) { r.Why = strings.Repeat("理", 30_000) }, "hand_over_reason"},
			"item 6":       {func(r *Reply) { r.Items = []int{6} }, "items"},
			"id number":    {func(r *Reply) { r.Summary = "反映人 65010219900101123X 的孩子" }, "summary"},
		} {
			r := proven()
			c.change(&r)
			err := w.DraftReply(t.Context(), w.staff["handler"], w.ref(l.Number), r)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[c.field].Key == "" {
				t.Errorf("%s: err = %v, want field %s", name, err, c.field)
			}
		}
	})
}

func TestApprove_nobodyApprovesTheirOwnDraft(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l, leader := w.routed(), w.staff["leader"]
		w.ok(w.Sign(t.Context(), leader, w.ref(l.Number)))
		w.ok(w.DraftReply(t.Context(), leader, w.ref(l.Number), proven()))
		if moves := Moves(leader, w.lead(l.Number)); len(moves) != 0 {
			t.Errorf("own draft: offered %v", moves)
		}
		if err := w.Approve(t.Context(), leader, w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("own draft: err = %v, want forbidden", err)
		}
		w.ok(w.Approve(t.Context(), w.staff["cityleader"], w.ref(l.Number)))
	})
}

func TestSendBack_letsTheAuthorWriteAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.standIn(ReviewPending)
		w.ok(w.SendBack(t.Context(), w.staff["leader"], w.ref(l.Number), "事实不清，请补充"))
		w.ok(w.DraftReply(t.Context(), w.staff["handler"], w.ref(l.Number), proven()))
		w.ok(w.Approve(t.Context(), w.staff["leader"], w.ref(l.Number)))
		if l := w.lead(l.Number); l.State != Replied || l.Finding != Proven {
			t.Errorf("state %s, finding %s", l.State, l.Finding)
		}
	})
}

// A second click on the same form changes nothing and is no error; other words on it are.
func TestMove_sameFormTwiceIsOneMove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h, l := w.staff["handler"], w.routed()
		for _, do := range []func(ref Ref) error{
			func(ref Ref) error { return w.Sign(t.Context(), h, ref) },
			func(ref Ref) error { return w.Accept(t.Context(), h, ref, ByHotline) },
			func(ref Ref) error {
				return w.Contact(t.Context(), h, ref, Contacted{"phone", "reached", "已与反映人核实情况"})
			},
			func(ref Ref) error { return w.DraftReply(t.Context(), h, ref, proven()) },
			func(ref Ref) error { return w.Approve(t.Context(), w.staff["leader"], ref) },
			func(ref Ref) error { return w.Close(t.Context(), h, ref, "") },
		} {
			ref := w.ref(l.Number)
			w.ok(do(ref))
			once := w.lead(l.Number)
			w.ok(do(ref))
			if twice := w.lead(l.Number); twice.Version != once.Version || twice.TrailSeq != once.TrailSeq {
				t.Errorf("%s: a second click moved the lead", once.State)
			}
		}
		if n := count(t, w.DB, "lead_drafts"); n != 1 {
			t.Errorf("%d drafts, want 1", n)
		}
		if err := w.Close(t.Context(), h, Ref{l.Number, w.lead(l.Number).Version - 1}, "另一句备注"); !errs.Is(err, errs.Conflict) {
			t.Errorf("other words on an old form: err = %v, want conflict", err)
		}
	})
}

// The last line of defence: whatever read an older version cannot write over a newer one.
func TestUpdate_comparesTheVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		err := w.DB.InTx(t.Context(), func(ctx ctxT, tx db.Tx) error { return update(ctx, tx, l, l.Version-1) })
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("err = %v, want conflict", err)
		}
	})
}
