package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

// main is the number of one case in hand that others are merged into.
func (w *world) main() string {
	w.t.Helper()
	if w.mainNumber == "" {
		w.mainNumber = w.working().Number
	}
	return w.mainNumber
}

// merged is a lead that was merged into the main case while it was in hand.
func (w *world) merged(main string) *Lead {
	w.t.Helper()
	l := w.working()
	w.ok(w.Merge(w.t.Context(), w.staff["handler"], w.ref(l.Number), main))
	return w.lead(l.Number)
}

// follow runs the waiting lead.follow jobs as the worker does, those they leave too, and returns how many leads followed.
func (w *world) follow() (n int) {
	w.t.Helper()
	for {
		rows, err := w.Box.Claim(w.t.Context(), w.DB, outbox.Claim{Kind: outbox.LeadFollow, Token: "test", Limit: 64, Now: w.clock.Now(), Hold: time.Second})
		w.ok(err)
		if len(rows) == 0 {
			return n
		}
		w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
			for _, r := range rows {
				if _, err := w.Box.Take(ctx, tx, outbox.LeadFollow, []int64{r.ID}); err != nil {
					return err
				}
				var f Following
				if err := r.Decode(&f); err != nil {
					return err
				}
				k, err := w.Follow(ctx, tx, f, FollowMax)
				if err != nil {
					return err
				}
				n += k
			}
			return nil
		}))
	}
}

// answer brings the case to its answer.
func (w *world) answer(number string, r Reply) {
	w.t.Helper()
	ctx := w.t.Context()
	w.ok(w.DraftReply(ctx, w.staff["handler"], w.ref(number), r))
	w.ok(w.Approve(ctx, w.staff["leader"], w.ref(number)))
}

func (w *world) kinds(l *Lead) []string {
	w.t.Helper()
	entries, err := trail.Read(w.t.Context(), w.DB, trail.LeadStream(l.ID))
	w.ok(err)
	var kinds []string
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func TestMerge_keepsItsOwnAndStandsStill(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.main()
		w.clock.Add(24 * time.Hour)
		l := w.merged(main)
		if l.State != Merged || !l.Open || l.NextStep != "" || l.owed() {
			t.Errorf("merged: %+v", l)
		}
		if m := w.lead(main); m.Children != 1 || m.State != InProgress {
			t.Errorf("main case: %d children, %s", m.Children, m.State)
		}
		clocks, err := clocksOf(ctx, w.DB, l.ID)
		w.ok(err)
		for _, c := range clocks {
			if runs := c.Stopped == 0; runs != (c.Kind == clockLawAccept) {
				t.Errorf("clock %s runs: %v", c.Kind, runs)
			}
		}
		for _, f := range []Filter{{Late: true}, {Group: Later}, {Group: Soon}} {
			page, err := w.List(ctx, w.staff["handler"], f)
			w.ok(err)
			if slices.ContainsFunc(page.Leads, func(x Lead) bool { return x.ID == l.ID }) {
				t.Errorf("%+v lists what is answered with another", f)
			}
		}
		for _, f := range []Filter{{Group: Waiting}, {OpenOnly: true, State: Merged}} {
			if page, err := w.List(ctx, w.staff["city"], f); err != nil || len(page.Leads) != 1 {
				t.Errorf("%+v lists %d (%v)", f, len(page.Leads), err)
			}
		}
		w.clock.Set(w.lead(main).DueAt().Add(time.Hour))
		_, err = w.Escalate(ctx)
		w.ok(err)
		if steps, err := w.StepsTaken(ctx, l.Number); err != nil || len(steps) != 0 {
			t.Errorf("steps of what is merged: %v, %v", steps, err)
		}
		if steps, err := w.StepsTaken(ctx, main); err != nil || len(steps) != 2 {
			t.Errorf("steps of the main case: %v, %v", steps, err)
		}
	})
}

// The reporter reads the main case's date, and nothing else of it.
func TestMerge_reporterReadsTheMainCasesDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.main()
		w.clock.Add(24 * time.Hour)
		l := w.merged(main)
		look := func(status string, due int64, late bool) {
			t.Helper()
			for _, read := range []func() (*Public, error){
				func() (*Public, error) { return w.Public(ctx, l.ID) }, func() (*Public, error) { return w.PublicByNumber(ctx, l.Number) },
			} {
				p, err := read()
				w.ok(err)
				if p.Status.Key != status || p.Due != due || p.Late != late || p.State != Merged {
					t.Errorf("the reporter reads %+v", p)
				}
				if said := fmt.Sprint(p.Status); strings.Contains(said, main) {
					t.Errorf("the main case's number stands in %s", said)
				}
			}
		}
		m := w.lead(main)
		look("public.merged", m.Due, false)
		w.ok(w.DraftExtension(ctx, w.staff["handler"], w.ref(main), moreTime()))
		w.ok(w.Grant(ctx, w.staff["leader"], w.ref(main)))
		longer := w.lead(main)
		look("public.merged", longer.Due, false)
		w.clock.Set(longer.DueAt().Add(time.Hour))
		_, err := w.Escalate(ctx)
		w.ok(err)
		look("public.late", longer.Due, true)
		w.answer(main, unproven())
		look("public.merged", 0, false)
		w.follow()
	})
}

func TestMerge_refusesWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		main, l, replied := w.main(), w.working(), w.answered(unproven())
		child := w.merged(main)
		for name, c := range map[string]struct{ main, key string }{
			"nothing":          {"", "merge.main.required"},
			"no number":        {"2026-12", "merge.main.required"},
			"none":             {Number(2025, 987654), "merge.main.unknown"},
			"another district": {w.routed(func(r *Report) { r.District = "650109" }).Number, "merge.main.unknown"},
			"itself":           {l.Number, "merge.main.self"},
			"answered":         {replied.Number, "merge.main.over"},
			"merged":           {child.Number, "merge.main.merged"},
		} {
			err := w.Merge(ctx, h, w.ref(l.Number), c.main)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields["main"].Key != c.key {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Merge(ctx, h, w.ref(main), l.Number); errs.As(err).Text.Key != "merge.has_children" {
			t.Errorf("a main case: %v", err)
		}
		again := w.standIn(Reopened)
		w.ok(w.Sign(ctx, w.staff["leader"], w.ref(again.Number)))
		if err := w.Merge(ctx, w.staff["leader"], w.ref(again.Number), main); errs.As(err).Text.Key != "merge.reopened" {
			t.Errorf("a reopened lead: %v", err)
		}
		if now := w.lead(l.Number); now.Version != l.Version || now.State != InProgress {
			t.Errorf("a refused merge changed the lead: %+v", now)
		}
	})
}

// A wall stands between a lead that has one and a lead that has none, also for those who see both.
func TestMerge_neverAcrossAWall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, city := t.Context(), w.staff["city"]
		walled, other, open := w.routed(conduct), w.routed(conduct), w.routed(func(r *Report) { r.About, r.Nature = AboutCity, NatureWork })
		for _, pair := range [][2]*Lead{{walled, open}, {open, walled}} {
			if e := errs.As(w.Merge(ctx, city, w.ref(pair[0].Number), pair[1].Number)); e == nil || e.Fields["main"].Key != "merge.main.owner" {
				t.Errorf("merged across a wall: %v", e)
			}
		}
		w.ok(w.Merge(ctx, city, w.ref(other.Number), walled.Number))
		p, err := w.PublicByNumber(ctx, other.Number)
		w.ok(err)
		if p.Status.Key != "public.merged" {
			t.Errorf("read out for a number: %s", p.Status.Key)
		}
		if _, err := w.Get(ctx, w.staff["leader"], other.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("the accused district: %v", err)
		}
	})
}

// What is late is not made to look in time.
func TestMerge_lateOnesKeepTheirLadder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, late := t.Context(), w.staff["handler"], w.working()
		w.clock.Set(late.DueAt().Add(time.Hour))
		fresh := w.working()
		if e := errs.As(w.Merge(ctx, h, w.ref(late.Number), fresh.Number)); e == nil || e.Fields["main"].Key != "merge.main.late" {
			t.Errorf("a late lead under one in time: %v", e)
		}
		if found, err := w.Mains(ctx, h, late); err != nil || len(found) != 0 {
			t.Errorf("proposed %d, %v", len(found), err)
		}
		w.ok(w.Merge(ctx, h, w.ref(fresh.Number), late.Number))
	})
}

// The law's limit of a petition is climbed by the main case: it must not be the later one.
func TestMerge_theMainCaseHasTheSoonerLegalLimit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		first := w.working()
		w.ok(w.Accept(ctx, h, w.ref(first.Number), ByPetition))
		w.clock.Add(24 * time.Hour)
		plain, second := w.working(), w.working()
		w.ok(w.Accept(ctx, h, w.ref(second.Number), ByPetition))
		for _, main := range []*Lead{plain, second} {
			if e := errs.As(w.Merge(ctx, h, w.ref(first.Number), main.Number)); e == nil || e.Fields["main"].Key != "merge.main.sooner" {
				t.Errorf("under %s: %v", main.Number, e)
			}
		}
		if found, err := w.Mains(ctx, h, w.lead(first.Number)); err != nil || len(found) != 0 {
			t.Errorf("proposed %d, %v", len(found), err)
		}
		w.ok(w.Merge(ctx, h, w.ref(second.Number), first.Number))
		w.ok(w.Merge(ctx, h, w.ref(plain.Number), first.Number))
	})
}

func TestMains_areLikeAndToBeAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		sameSchool := w.routed(func(r *Report) { r.Category = "class" })
		sameMatter := w.routed(func(r *Report) { r.SchoolName = "示例二小" })
		w.routed(func(r *Report) { r.Category, r.SchoolName = "class", "示例二小" })
		w.routed(func(r *Report) { r.District = "650109" })
		w.answered(unproven())
		l := w.working()
		found, err := w.Mains(ctx, h, l)
		w.ok(err)
		var got []int64
		for _, m := range found {
			got = append(got, m.ID)
		}
		if !slices.Equal(got, []int64{sameMatter.ID, sameSchool.ID}) {
			t.Errorf("proposed %v, want %d and %d", got, sameMatter.ID, sameSchool.ID)
		}
		if found, err = w.Mains(ctx, w.staff["midong"], l); err != nil || len(found) != 0 {
			t.Errorf("another district is shown %d, %v", len(found), err)
		}
	})
}

func TestFollow_everyoneGetsTheirOwnAnswerOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.main()
		var children []*Lead
		for range FollowMax + 3 { // more than one transaction
			children = append(children, w.merged(main))
		}
		before := count(t, w.DB, "outbox")
		w.clock.Add(time.Hour)
		w.answer(main, proven())
		job := Following{Main: w.lead(main).ID, Draft: w.lead(main).DraftID}
		if n := w.follow(); n != len(children) {
			t.Errorf("%d followed, want %d", n, len(children))
		}
		w.ok(w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { // and once more
			n, err := w.Follow(ctx, tx, job, FollowMax)
			if n != 0 {
				t.Errorf("%d followed twice", n)
			}
			return err
		}))
		if n := count(t, w.DB, "lead_drafts"); n != int64(len(children)+1) {
			t.Errorf("%d drafts", n)
		}
		if after := count(t, w.DB, "outbox"); after != before+2 { // review and answer of the main case, to its people
			t.Errorf("%d messages of the answer, want 2", after-before)
		}
		l, m := w.lead(children[0].Number), w.lead(main)
		if l.State != Replied || l.Replied != clock.Milli(w.clock.Now()) || l.Finding != m.Finding || l.Summary != m.Summary || l.NextStep != stepClose || l.DraftID == m.DraftID {
			t.Errorf("answered: %+v", l)
		}
		p, err := w.Public(ctx, l.ID)
		w.ok(err)
		if p.Answer == nil || p.Answer.Result != proven().Result || p.Answer.Violation || p.Answer.AuthorID != w.staff["handler"].ID || !p.CanRate {
			t.Errorf("the reporter reads %+v", p.Answer)
		}
		if n, err := w.ItemCounts(ctx, w.staff["leader"]); err != nil || n[14].All != len(children)+1 {
			t.Errorf("item 14 counts %+v, %v", n[14], err)
		}
		if page, err := w.Children(ctx, w.staff["handler"], m.ID, 0); err != nil || len(page.Leads) != ChildrenPage || !page.More {
			t.Errorf("the main case lists %d, %v", len(page.Leads), err)
		}
	})
}

// One violation is one entry of the register, however many reported it.
func TestFollow_violationIsTheMainCasesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, main := t.Context(), w.staff["handler"], w.main()
		l := w.merged(main)
		w.answer(main, proven())
		w.follow()
		w.ok(w.Close(ctx, h, w.ref(main), ""))
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
		var n int64
		w.ok(w.DB.Gorm(ctx).Model(&outbox.Row{}).Where("kind = ?", outbox.ViolationRecord).Count(&n).Error)
		if n != 1 {
			t.Errorf("%d entries for the register", n)
		}
	})
}

func TestFollow_unsolvedReopensAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.main()
		l, other := w.merged(main), w.merged(main)
		w.answer(main, unproven())
		w.follow()
		w.clock.Add(time.Hour)
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		if l = w.lead(l.Number); l.State != Reopened || l.LastHandlerID != w.staff["handler"].ID {
			t.Errorf("reopened: %+v", l)
		}
		if w.lead(other.Number).State != Replied || w.lead(main).State != Replied {
			t.Error("another one moved with it")
		}
	})
}

func TestFollow_rejectedAlike(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.main()
		l := w.merged(main)
		w.ok(w.moves()[MoveReject](ctx, w.staff["handler"], w.ref(main)))
		w.ok(w.Approve(ctx, w.staff["leader"], w.ref(main)))
		w.follow()
		if l = w.lead(l.Number); l.State != Rejected || l.Open || l.Outcome == "" {
			t.Errorf("rejected: %+v", l)
		}
		if p, err := w.Public(ctx, l.ID); err != nil || p.Answer == nil || p.Answer.Kind != RejectDraft {
			t.Errorf("the reporter reads %+v, %v", p.Answer, err)
		}
	})
}

func TestUnmerge_goesBackToItsOwnDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		main, assigned := w.main(), w.routed()
		l, unsigned := w.working(), assigned
		w.ok(w.Merge(ctx, h, w.ref(assigned.Number), main))
		w.clock.Set(deadline.AddWorkingDays(w.Calendar(), l.DueAt(), -1)) // it was reminded of
		_, err := w.Escalate(ctx)
		w.ok(err)
		w.clock.Add(time.Minute)
		before := w.lead(l.Number)
		w.ok(w.Merge(ctx, h, w.ref(l.Number), main))
		w.clock.Set(l.DueAt().Add(time.Hour))
		_, err = w.Escalate(ctx)
		w.ok(err)
		w.ok(w.Unmerge(ctx, h, w.ref(l.Number), "不是同一件事，单独办理"))
		w.ok(w.Unmerge(ctx, h, w.ref(assigned.Number), "不是同一件事，单独办理"))
		if l = w.lead(l.Number); l.State != InProgress || l.Due != before.Due || l.LastStep != before.LastStep || l.NextStep != deadline.StepOverdue || !l.Late(w.clock.Now()) {
			t.Errorf("by itself again: %+v", l)
		}
		if a := w.lead(assigned.Number); a.State != Assigned || a.Due != unsigned.Due {
			t.Errorf("unsigned again: %+v", a)
		}
		for _, x := range []*Lead{l, assigned} {
			clocks, err := clocksOf(ctx, w.DB, x.ID)
			w.ok(err)
			for _, c := range clocks {
				if c.Stopped != 0 && (c.Kind != clockSign || x == assigned) {
					t.Errorf("%s: clock %s stands still", x.State, c.Kind)
				}
			}
		}
		_, err = w.Escalate(ctx)
		w.ok(err)
		if steps, err := w.StepsTaken(ctx, l.Number); err != nil || steps[deadline.StepRemind] != 1 || steps[deadline.StepOverdue] != 1 || len(steps) != 2 {
			t.Errorf("steps %v, %v", steps, err)
		}
		if m := w.lead(main); m.Children != 0 {
			t.Errorf("the main case has %d", m.Children)
		}
		w.ok(w.Merge(ctx, h, w.ref(l.Number), main)) // a second time
	})
}

func TestUnmerge_within7DaysAndWithAReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h, l := t.Context(), w.staff["handler"], w.merged(w.main())
		for _, reason := range []string{"", "短", "请联系 13900001234 这位家长"} {
			if err := w.Unmerge(ctx, h, w.ref(l.Number), reason); !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", reason, err)
			}
		}
		c, err := w.Get(ctx, h, l.Number)
		w.ok(err)
		w.clock.Set(time.Date(2025, 7, 15, 0, 0, 0, 0, clock.Beijing)) // merged on the 7th
		if !w.MayUnmerge(c) {
			t.Error("the seventh day is over too early")
		}
		w.clock.Add(time.Millisecond)
		if err := w.Unmerge(ctx, h, w.ref(l.Number), "不是同一件事，单独办理"); w.MayUnmerge(c) || errs.As(err).Text.Key != "unmerge.late" {
			t.Errorf("on the eighth day: %v", err)
		}
	})
}

// A case that goes to another owner takes those merged into it along. Parted later they wait to be signed for there.
func TestFollow_goesAlongToAnotherOwner(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, main := t.Context(), w.routed().Number
		l, still := w.merged(main), w.merged(main)
		w.clock.Add(time.Minute)
		w.ok(w.Return(ctx, w.staff["handler"], w.ref(main), notOurs()))
		w.ok(w.Decide(ctx, w.staff["city"], w.ref(main), Verdict{Agree: yes, Unit: midong}))
		if n := w.follow(); n != 2 {
			t.Errorf("%d went along", n)
		}
		if l = w.lead(l.Number); l.OwnerUnit != midong || l.TerritoryUnit != midong || l.State != Merged || !slices.Contains(w.kinds(l), "along") {
			t.Errorf("gone along: %+v", l)
		}
		if _, err := w.Get(ctx, w.staff["handler"], l.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("who had it before: %v", err)
		}
		w.ok(w.Unmerge(ctx, w.staff["midong"], w.ref(l.Number), "不是同一件事，单独办理"))
		if l = w.lead(l.Number); l.State != Assigned || l.Signed != 0 || l.HandlerID != 0 || l.NextStep != stepSign {
			t.Errorf("by itself at the new owner: %+v", l)
		}
		w.ok(w.Sign(ctx, w.staff["midong"], w.ref(l.Number)))
		w.ok(w.Sign(ctx, w.staff["midong"], w.ref(main)))
		w.ok(w.DraftReject(ctx, w.staff["midong"], w.ref(main), Rejection{Reason: "out_of_scope", Elsewhere: "请向示例部门反映"}))
		w.ok(w.Approve(ctx, w.staff["cityleader"], w.ref(main)))
		if n := w.follow(); n != 1 || w.lead(still.Number).State != Rejected {
			t.Errorf("%d followed to the end", n)
		}
	})
}

func (w *world) change(number string, apply func(st *step)) {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		l, err := lock(ctx, tx, ScopeOf(systemActor), number)
		if err != nil {
			return err
		}
		was := *l
		st := &step{tx: tx, l: l, actor: systemActor, at: w.now()}
		apply(st)
		l.Version++
		return w.finish(ctx, st, &was, nil)
	}))
}

// The reporter of the main case takes it back: the oldest of the others is the main case now.
func TestFollow_oldestInheritsWhatWasWithdrawn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		testkit.Corrupted(w.DB) // no move of today withdraws
		main := w.main()
		heir, other, third := w.merged(main), w.merged(main), w.merged(main)
		w.change(main, func(st *step) {
			st.l.State, st.l.Open, st.l.Ending, st.l.NextStep, st.l.NextStepAt, st.l.Ended = Closed, false, Withdrawn, "", 0, st.at
			st.stops = allClocks
		})
		w.follow()
		if l := w.lead(heir.Number); l.State != InProgress || l.Children != 2 || l.NextStep == "" || l.Due != heir.Due {
			t.Errorf("the heir: %+v", l)
		}
		if m := w.lead(main); m.Children != 0 {
			t.Errorf("the withdrawn one still has %d", m.Children)
		}
		w.answer(heir.Number, unproven())
		if n := w.follow(); n != 2 || w.lead(other.Number).State != Replied || w.lead(third.Number).State != Replied {
			t.Errorf("%d followed the heir", n)
		}
	})
}

// Whoever goes its own way from under a main case is merged no longer.
func TestMerge_endsWithTheLead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		testkit.Corrupted(w.DB) // no move of today withdraws
		l := w.merged(w.main())
		w.change(l.Number, func(st *step) {
			st.l.State, st.l.Open, st.l.Ending, st.l.Ended = Closed, false, Withdrawn, st.at
			st.stops = allClocks
		})
		if n := count(t, w.DB, "lead_merges"); n != 0 || w.lead(w.main()).Children != 0 {
			t.Errorf("%d rows, %d children", n, w.lead(w.main()).Children)
		}
	})
}

// Who may not know of the main case reads that there is one, and neither its number nor that of an earlier one.
func TestGet_mainCaseOfOthersHasNoNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		main, l := w.working().Number, w.working()
		w.ok(w.Merge(ctx, h, w.ref(l.Number), main))
		if c, err := w.Get(ctx, h, l.Number); err != nil || c.Main.Number != main || !strings.Contains(c.Timeline[len(c.Timeline)-1].Data, main) {
			t.Errorf("who knows of both reads %v, %v", c.Main, err)
		}
		w.ok(w.Recuse(ctx, h, w.ref(main), Recusal{Ground: "relative"}))
		tells := func(when string) {
			c, err := w.Get(ctx, h, l.Number)
			w.ok(err)
			if said := fmt.Sprintf("%+v %+v", c.Main, c.Timeline); strings.Contains(said, main) {
				t.Errorf("%s: %s", when, said)
			}
			if when == "merged" && (c.Main == nil || !w.MayUnmerge(c)) {
				t.Errorf("it can be parted no more: %+v", c.Main)
			}
		}
		tells("merged")
		w.ok(w.Unmerge(ctx, h, w.ref(l.Number), "不是同一件事，单独办理"))
		tells("parted")
	})
}
