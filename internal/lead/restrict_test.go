package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

const restrictWhy = "内容涉及更高级别领导干部，按规定限制知悉"

// restrict makes a lead the recipient's alone, as the city's handler asks and the second leader agrees.
func (w *world) restrict(number string) *Lead {
	w.t.Helper()
	w.ok(w.Restrict(w.t.Context(), w.staff["city"], w.ref(number), restrictWhy))
	w.ok(w.GrantRestrict(w.t.Context(), w.second(), w.ref(number)))
	return w.lead(number)
}

// Whoever asks hides nothing from the city's other named people, and silences no clock; the rest knows of it no more.
func TestRestrict_nobodyHidesALeadAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, state := range []State{StateNew, Assigned, InProgress, WaitingReporter, ReturnPending, ReviewPending, ExtendPending, Reopened} {
			l := w.standIn(state)
			due := w.promised(l)
			w.clock.Add(time.Hour)
			w.ok(w.Restrict(ctx, w.staff["unnamed"], w.ref(l.Number), restrictWhy))
			l = w.lead(l.Number)
			if l.Due != due || l.NextStepAt == 0 || l.OwnerUnit != org.CityID || l.State != Assigned || l.DraftID != 0 {
				t.Errorf("%s: asked: %s, due %d, was %d, next step %d", state, l.State, l.Due, due, l.NextStepAt)
			}
			if got := w.whoGets(l.Number); !slices.Equal(got, named) {
				t.Errorf("%s: asked: %v may open it", state, got)
			}
			if n := w.wallings(); n != 1 {
				t.Errorf("%s: %d jobs for the messages", state, n)
			}
			w.exec("DELETE FROM outbox WHERE kind = 'notify.wall'")
		}
		l := w.routed(conduct)
		w.ok(w.Restrict(ctx, w.staff["city"], w.ref(l.Number), restrictWhy))
		if l = w.lead(l.Number); l.WallUnit != tianshan {
			t.Errorf("the wall that stood is %d", l.WallUnit)
		}
	})
}

// A leader of the city agrees who did not ask and does not receive it, or says no.
func TestRestrict_isAgreedToBySomebodyElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, second := t.Context(), w.second()
		l := w.working()
		w.ok(w.Restrict(ctx, second, w.ref(l.Number), restrictWhy))
		if err := w.Restrict(ctx, w.staff["city"], w.ref(l.Number), restrictWhy); !isConflict(err, "restrict.asked") {
			t.Errorf("asked twice: %v", err)
		}
		for who, key := range map[string]string{"city": "move.not_yours", "cityleader": "restrict.second"} {
			if err := w.GrantRestrict(ctx, w.staff[who], w.ref(l.Number)); errs.As(err) == nil || errs.As(err).Text.Key != key {
				t.Errorf("%s agrees: %v", who, err)
			}
		}
		for _, err := range []error{w.GrantRestrict(ctx, second, w.ref(l.Number)), w.RefuseRestrict(ctx, second, w.ref(l.Number))} {
			if errs.As(err) == nil || errs.As(err).Text.Key != "restrict.own" {
				t.Errorf("who asked decides: %v", err)
			}
		}
		w.ok(w.RefuseRestrict(ctx, w.staff["cityleader"], w.ref(l.Number)))
		if got := w.whoGets(l.Number); !slices.Equal(got, named) || w.lead(l.Number).RestrictBy != 0 {
			t.Errorf("refused: %v may open it", got)
		}
		if err := w.GrantRestrict(ctx, w.staff["cityleader"], w.ref(l.Number)); !isConflict(err, "restrict.none") {
			t.Errorf("agreed to what was refused: %v", err)
		}
		l = w.restrict(l.Number)
		if got := w.whoGets(l.Number); !slices.Equal(got, []string{"cityleader"}) || l.SecondID != second.ID || l.Due != 0 {
			t.Errorf("agreed: %v may open it; %+v", got, l)
		}
	})
}

// What was refused comes down from behind the wall again only by two, though nothing else is said of whom it is about.
func TestRestrict_refusedComesDownByTwo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, leader, l := t.Context(), w.staff["cityleader"], w.routed()
		w.ok(w.Restrict(ctx, w.staff["city"], w.ref(l.Number), restrictWhy))
		w.ok(w.RefuseRestrict(ctx, leader, w.ref(l.Number)))
		w.ok(w.Sign(ctx, leader, w.ref(l.Number)))
		same := Respondent{About: AboutSchool, District: "650102", Why: "核实后反映的仍是学校的收费问题"}
		w.ok(w.ChangeRespondent(ctx, leader, w.ref(l.Number), same))
		w.ok(w.Approve(ctx, w.second(), w.ref(l.Number)))
		if l = w.lead(l.Number); l.Walled() || l.OwnerUnit != tianshan || l.Due == 0 {
			t.Errorf("after two: %+v", l)
		}
	})
}

// The second person decides what the one person proposes, sees nothing else of the lead, and moves nothing else.
func TestRestrict_isHandedOverAnsweredAndClosed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, one, second := t.Context(), w.staff["cityleader"], w.second()
		l := w.restrict(w.working().Number)
		w.ok(w.Sign(ctx, one, w.ref(l.Number)))
		w.ok(w.ProposeHandOver(ctx, one, w.ref(l.Number), handing()))
		if err := w.ApproveHandOver(ctx, one, w.overRef(l.Number), Agreement{}); errs.As(err) == nil || errs.As(err).Text.Key != "hand_over.own" {
			t.Errorf("agreed to alone: %v", err)
		}
		other := second
		other.ID++
		for name, a := range map[string]org.Actor{"city": w.staff["city"], "another leader": other, "the district": w.staff["leader"]} {
			if err := w.ApproveHandOver(ctx, a, w.overRef(l.Number), Agreement{}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.ok(w.ApproveHandOver(ctx, second, w.overRef(l.Number), Agreement{}))
		for _, try := range []error{
			w.SignHandOver(ctx, second, w.overRef(l.Number), OverReceipt{w.today(), "值班某"}),
			w.ProposeHandOver(ctx, second, w.ref(l.Number), toAccount()), w.DraftReply(ctx, second, w.ref(l.Number), unproven()),
		} {
			if !errs.Is(try, errs.NotFound) {
				t.Errorf("the second person: %v", try)
			}
		}
		w.ok(w.SignHandOver(ctx, one, w.overRef(l.Number), OverReceipt{w.today(), "值班某"}))
		w.ok(w.AnswerHandOver(ctx, one, w.overRef(l.Number), OverFeedback{"filed", "已登记，依规办理"}))
		w.ok(w.DraftReply(ctx, one, w.ref(l.Number), unproven()))
		if err := w.Approve(ctx, one, w.ref(l.Number)); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the own answer: %v", err)
		}
		w.ok(w.SendBack(ctx, second, w.ref(l.Number), "请写明移交的去向"))
		w.ok(w.DraftReply(ctx, one, w.ref(l.Number), unproven()))
		w.ok(w.Approve(ctx, second, w.ref(l.Number)))
		w.ok(w.Close(ctx, one, w.ref(l.Number), ""))
		if l = w.lead(l.Number); l.State != Closed || l.HandOver != OverAnswered || !l.restricted() {
			t.Errorf("in the end %s, %s, wall %d", l.State, l.HandOver, l.WallUnit)
		}
		if got := w.whoGets(l.Number); !slices.Equal(got, []string{"cityleader"}) {
			t.Errorf("%v may open it", got)
		}
	})
}

// The second person is asked by a message that nobody else gets.
func TestRestrict_asksTheSecondPersonAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, one, second := t.Context(), w.staff["cityleader"], w.second()
		l := w.restrict(w.working().Number)
		w.ok(w.Sign(ctx, one, w.ref(l.Number)))
		w.ok(w.ProposeHandOver(ctx, one, w.ref(l.Number), handing()))
		m := Message{Key: "message.second", Number: l.Number, Unit: org.CityID, Wall: org.OnlyFor(second.ID)}
		other := m
		other.Wall = org.OnlyFor(second.ID + 1)
		w.ok(w.DB.InTx(ctx, func(ctx ctxT, tx db.Tx) error {
			b, err := w.BoundsNow(ctx, tx, []int64{l.ID, l.ID}, []Message{m, other})
			if err == nil && (b[0].Wall != m.Wall || b[1].Wall != l.WallUnit) {
				t.Errorf("delivered within %+v", b)
			}
			return err
		}))
		var payload string
		w.ok(w.DB.Gorm(ctx).Table("outbox").Select("payload").Where("payload LIKE '%message.second%'").Row().Scan(&payload))
		if !contains([]byte(payload), `"roles":["leader"]`) || contains([]byte(payload), "示例") {
			t.Errorf("the message is %s", payload)
		}
	})
}

// A restricted lead is seen by the one person whom the settings name, whoever else is named for walls.
func TestRestrict_onePersonOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, change := range map[string]func(*Report){"plain": func(*Report) {}, "walled": conduct} {
			l := w.routed(change)
			l = w.restrict(l.Number)
			if got := w.finders(l); !slices.Equal(got, []string{"cityleader"}) {
				t.Errorf("%s: found by %v", name, got)
			}
			if l.Due != 0 || l.NextStepAt != 0 || l.TerritoryUnit != 0 {
				t.Errorf("%s: due %d, in the ledger of %d", name, l.Due, l.TerritoryUnit)
			}
			if err := w.ChangeRespondent(t.Context(), w.staff["cityleader"], w.ref(l.Number), bureauWork()); !isConflict(err, "move.restricted") {
				t.Errorf("%s: err = %v", name, err)
			}
			p, err := w.Public(t.Context(), l.ID)
			w.ok(err)
			if p.Status.Key != "public.restricted" {
				t.Errorf("%s: the reporter reads %s", name, p.Status.Key)
			}
			w.exec("UPDATE lead_texts SET text = '' WHERE lead_id = ?", l.ID)
			w.exec("UPDATE leads SET school_name = '', summary = '' WHERE id = ?", l.ID)
		}
	})
}

func TestRestrict_toTheDisciplineBodysOneAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.Recipient = "discipline"
		l := w.routed()
		w.restrict(l.Number)
		if got := w.finders(w.lead(l.Number)); !slices.Equal(got, []string{"discipline"}) {
			t.Errorf("found by %v", got)
		}
		other := w.staff["discipline"]
		other.ID = 4711
		if _, err := w.Get(t.Context(), other, l.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("a colleague opens it: %v", err)
		}
		for _, nobody := range []string{"", "handler", "unnamed", "monitor", "none"} {
			w.Recipient = nobody
			l := w.routed()
			if err := w.Restrict(t.Context(), w.staff["city"], w.ref(l.Number), restrictWhy); !isConflict(err, "restrict.nobody") {
				t.Errorf("handed to %q: %v", nobody, err)
			}
		}
	})
}

// What was handed over to an account before a lead became one person's alone stays with whoever signed for it; nobody else
// of the discipline body reads it. What nobody has signed for opens with the signature.
func TestRestrict_packagesOpenToWhoSignedForThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, officer, colleague := t.Context(), w.staff["discipline"], w.staff["discipline"]
		colleague.ID = 4712
		signed, fresh := w.working(), w.working()
		for _, l := range []*Lead{signed, fresh} {
			w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(l.Number), toAccount()))
			w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(l.Number), Agreement{}))
		}
		w.ok(w.SignHandOver(ctx, officer, w.packageRef(signed.Number), OverReceipt{}))
		id := w.over(signed.Number).ID
		if _, err := w.ReadPackage(ctx, colleague, id); err != nil {
			t.Errorf("before: %v", err)
		}
		w.restrict(signed.Number)
		w.restrict(fresh.Number)
		if p, err := w.OpenPackage(ctx, officer, id); err != nil || p.Words.Text == "" {
			t.Errorf("who signed: %v", err)
		}
		for name, err := range map[string]error{
			"opens": second(w.OpenPackage(ctx, colleague, id)), "reads": second(w.ReadPackage(ctx, colleague, id)), "contact": second(w.RevealPackage(ctx, colleague, id, "核实缴费时间和经手人")),
			"allows": w.AllowReveal(ctx, colleague, id, 1), "answers": w.AnswerHandOver(ctx, colleague, w.packageRef(signed.Number), OverFeedback{"filed", "已登记，依规办理"}),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("a colleague %s: %v", name, err)
			}
		}
		if rows, _, err := w.Packages(ctx, colleague, OverSigned, 0); err != nil || len(rows) != 1 || !rows[0].Alone {
			t.Errorf("a colleague's list: %+v, %v", rows, err)
		}
		p, err := w.OpenPackage(ctx, colleague, w.over(fresh.Number).ID)
		if err != nil || !p.Closed || p.Number != "" || p.Words.Text != "" || p.Letter != nil || len(p.Exhibits) != 0 || p.SchoolName != "" {
			t.Errorf("before the signature: %+v, %v", p, err)
		}
		w.ok(w.SignHandOver(ctx, colleague, w.packageRef(fresh.Number), OverReceipt{}))
		if p, err := w.OpenPackage(ctx, colleague, w.over(fresh.Number).ID); err != nil || p.Words.Text == "" {
			t.Errorf("after the signature: %v", err)
		}
		if _, err := w.OpenPackage(ctx, officer, w.over(fresh.Number).ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("the other one: %v", err)
		}
	})
}

// second is the error of two results.
func second[T any](_ T, err error) error { return err }

// Two restricted reports that were merged are parted without a clock.
func TestRestrict_partedHasNoClocksStill(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, one := t.Context(), w.staff["cityleader"]
		main, child := w.restrict(w.working().Number), w.restrict(w.working().Number)
		w.ok(w.Sign(ctx, one, w.ref(main.Number)))
		w.ok(w.Merge(ctx, one, w.ref(child.Number), main.Number))
		w.ok(w.Unmerge(ctx, one, w.ref(child.Number), "两件反映的不是同一件事"))
		clocks, err := clocksOf(ctx, w.DB, child.ID)
		w.ok(err)
		for _, c := range clocks {
			if c.Stopped == 0 {
				t.Errorf("%s runs", c.Kind)
			}
		}
	})
}

// A second click on the form by which a lead went out of one's sight changes nothing, and is no error; to everybody else, and
// with any other form, the lead is not there.
func TestRestrict_twoClicksAreOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, a := t.Context(), w.staff["unnamed"]
		respondent := func(r Respondent) func(org.Actor, Ref) error {
			return func(a org.Actor, ref Ref) error { return w.ChangeRespondent(ctx, a, ref, r) }
		}
		ask := func(a org.Actor, ref Ref) error { return w.Restrict(ctx, a, ref, restrictWhy) }
		grant := func(a org.Actor, ref Ref) error { return w.GrantRestrict(ctx, a, ref) }
		asked, answered := w.working(), w.answered(proven())
		for name, click := range map[string]struct {
			l    *Lead
			by   org.Actor
			does func(org.Actor, Ref) error
		}{
			"restrict": {w.working(), a, ask}, "wall": {w.working(), a, respondent(bureauConduct())},
			"answered": {answered, a, respondent(bureauConduct())}, "grant": {asked, w.second(), grant},
		} {
			if name == "grant" {
				w.ok(w.Restrict(ctx, w.staff["city"], w.ref(asked.Number), restrictWhy))
			}
			ref := w.ref(click.l.Number)
			w.ok(click.does(click.by, ref))
			was := w.lead(click.l.Number)
			if err := click.does(click.by, ref); err != nil {
				t.Errorf("%s: the second click: %v", name, err)
			}
			ref.Version++
			for _, err := range []error{click.does(click.by, ref), click.does(w.staff["leader"], ref)} {
				if !errs.Is(err, errs.NotFound) {
					t.Errorf("%s: another form: %v", name, err)
				}
			}
			if now := w.lead(click.l.Number); now.Version != was.Version || now.TrailSeq != was.TrailSeq {
				t.Errorf("%s: moved twice", name)
			}
		}
	})
}

// What is restricted is answered like everything: its reporter reads so.
func TestRestrict_theReporterReadsHowItStands(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, to, l := t.Context(), w.staff["cityleader"], w.working()
		want := func(key string) {
			t.Helper()
			if got := w.public(l.ID).Status.Key; got != key {
				t.Errorf("reads %s, want %s", got, key)
			}
		}
		w.restrict(l.Number)
		want("public.restricted")
		w.ok(w.Sign(ctx, to, w.ref(l.Number)))
		w.ok(w.Ask(ctx, to, w.ref(l.Number), asking()))
		want("public.waiting_reporter")
		w.ok(w.TakeAnswer(ctx, to, w.ref(l.Number), "收条写的是六月三日"))
		w.ok(w.DraftReply(ctx, to, w.ref(l.Number), unproven()))
		want("public.restricted")
		w.ok(w.Approve(ctx, w.second(), w.ref(l.Number)))
		want("public.replied")
	})
}

// A petition is accepted in words; its sixty days are nobody's to press for.
func TestRestrict_acceptedStartsNoClock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, to, l := t.Context(), w.staff["cityleader"], w.working()
		w.restrict(l.Number)
		w.ok(w.Sign(ctx, to, w.ref(l.Number)))
		w.ok(w.Accept(ctx, to, w.ref(l.Number), ByPetition))
		if limit, err := runningLimit(ctx, w.DB, l.ID, clockLawAnswer); err != nil || limit != 0 {
			t.Errorf("the law's limit is %d, %v", limit, err)
		}
		if _, papers, err := w.Notices(ctx, l.ID); err != nil || len(papers) != 1 {
			t.Errorf("%d papers, %v", len(papers), err)
		}
	})
}

// The one person may be a leader: what is told to handlers of other leads must reach them.
func TestRestrict_theOnePersonIsToldWhateverTheirRole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, to, l := t.Context(), w.staff["cityleader"], w.working()
		w.restrict(l.Number)
		w.ok(w.Sign(ctx, to, w.ref(l.Number)))
		w.ok(w.Ask(ctx, to, w.ref(l.Number), asking()))
		w.ok(w.Answer(ctx, l.ID, w.public(l.ID).Asked().ID, "收条上写的是上周五，交给了学校后勤"))
		for _, m := range w.messages(l.Number) {
			if m.Key == "message.answered" && (m.Unit != to.Unit || !slices.Contains(m.Roles, to.Role)) {
				t.Errorf("told to %v of %d", m.Roles, m.Unit)
			}
		}
		if len(w.heard(l.Number, "message.answered")) != 1 {
			t.Error("nobody is told")
		}
	})
}
