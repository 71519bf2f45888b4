package lead

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// handing is a proposal to the discipline body on paper, as a form would send it.
func handing() Handing {
	return Handing{
		Recipient: ToDiscipline, OnPaper: true, Reason: "收取与入学挂钩的费用查实，涉嫌违反廉洁纪律，按规定移交", Contact: ContactStays,
	}
}

// toAccount is handing to the account of /ji.
func toAccount() Handing {
	h := handing()
	h.OnPaper = false
	return h
}

func (w *world) overRef(number string) OverRef {
	w.t.Helper()
	h := w.over(number)
	return OverRef{Number: number, ID: h.ID, Version: h.Version}
}

// packageRef names the newest hand-over as its recipient does.
func (w *world) packageRef(number string) OverRef {
	r := w.overRef(number)
	r.Number = ""
	return r
}

// over is the newest hand-over of a lead.
func (w *world) over(number string) HandOver {
	w.t.Helper()
	all, err := handOversOf(w.t.Context(), w.DB, w.lead(number).ID)
	w.ok(err)
	if len(all) == 0 {
		w.t.Fatal("no hand-over")
	}
	return all[len(all)-1]
}

// handed is a closed lead whose hand-over "handler" proposed and "leader" approved.
func (w *world) handed(h Handing) *Lead {
	w.t.Helper()
	l := w.answered(proven())
	ctx := w.t.Context()
	w.ok(w.Close(ctx, w.staff["handler"], w.ref(l.Number), ""))
	w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(l.Number), h))
	w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(l.Number), Agreement{Legal: "办案机关依法需要核实"}))
	return w.lead(l.Number)
}

func kindsOf(w *world, number string) []string {
	c, err := w.Get(w.t.Context(), w.staff["leader"], number)
	w.ok(err)
	var kinds []string
	for _, e := range c.Timeline {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// Who proposes does not approve: of a leader's own proposal the city's leader hears, who may.
func TestProposeHandOver_tellsWhoMayApprove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		district, city := org.UnitName(tianshan)+" leader", org.UnitName(org.CityID)+" leader"
		for who, want := range map[string][]string{"handler": {district}, "leader": {district, city}} {
			l := w.working()
			w.ok(w.ProposeHandOver(t.Context(), w.staff[who], w.ref(l.Number), handing()))
			if got := w.heard(l.Number, "message.hand_over.review"); !slices.Equal(got, want) {
				t.Errorf("proposed by the %s, told to %q, want %q", who, got, want)
			}
		}
	})
}

// A closing that says 移交=是 leaves the hand-over as the one thing to do, until somebody proposes it.
func TestHandOver_isOwedAfterAClosingThatSaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		l := w.answered(proven())
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
		l = w.lead(l.Number)
		if moves := Moves(h, l); l.HandOver != OverOwed || len(moves) == 0 || moves[0] != MoveHandOver {
			t.Errorf("closed: %q, moves %v", l.HandOver, moves)
		}
		w.ok(w.ProposeHandOver(ctx, h, w.ref(l.Number), handing()))
		if l = w.lead(l.Number); l.HandOver != OverProposed || len(Moves(h, l)) != 0 {
			t.Errorf("proposed: %q, moves %v", l.HandOver, Moves(h, l))
		}
		w.ok(w.RefuseHandOver(ctx, w.staff["leader"], w.overRef(l.Number), "请写明涉嫌违反的规定"))
		if l = w.lead(l.Number); l.HandOver != OverOwed || w.over(l.Number).Remark == "" {
			t.Errorf("refused: %q, %+v", l.HandOver, w.over(l.Number))
		}
		w.ok(w.ProposeHandOver(ctx, h, w.ref(l.Number), handing()))
		w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(l.Number), Agreement{}))
		if l = w.lead(l.Number); l.HandOver != OverSent {
			t.Errorf("approved: %q", l.HandOver)
		}
		plain := proven()
		plain.HandOver, plain.Why = "no", "情节轻微，已当场纠正"
		l = w.answered(plain)
		w.ok(w.Close(ctx, h, w.ref(l.Number), ""))
		if l = w.lead(l.Number); l.HandOver != OverNone || len(Moves(h, l)) != 0 {
			t.Errorf("a closing that says no: %q, %v", l.HandOver, Moves(h, l))
		}
	})
}

// The owner's leader, or the city's, but never who proposed it; nobody else.
func TestHandOver_isApprovedBySomebodyElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		leader := w.staff["leader"]
		w.ok(w.ProposeHandOver(ctx, leader, w.ref(l.Number), handing()))
		if err := w.ApproveHandOver(ctx, leader, w.overRef(l.Number), Agreement{}); errs.As(err) == nil || errs.As(err).Text.Key != "hand_over.own" {
			t.Errorf("the own proposal: %v", err)
		}
		for _, who := range []string{"handler", "city", "monitor"} {
			if err := w.ApproveHandOver(ctx, w.staff[who], w.overRef(l.Number), Agreement{}); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", who, err)
			}
		}
		for _, who := range []string{"midong", "discipline"} {
			if err := w.ApproveHandOver(ctx, w.staff[who], w.overRef(l.Number), Agreement{}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		ref := w.overRef(l.Number)
		w.ok(w.ApproveHandOver(ctx, w.staff["cityleader"], ref, Agreement{}))
		once := w.lead(l.Number)
		w.ok(w.ApproveHandOver(ctx, w.staff["cityleader"], ref, Agreement{}))
		if again := w.lead(l.Number); again.TrailSeq != once.TrailSeq || once.State != InProgress || once.HandOver != OverSent {
			t.Errorf("a second click: %+v", again)
		}
		if err := w.RefuseHandOver(ctx, leader, w.overRef(l.Number), "材料还不充分"); !errs.Is(err, errs.Conflict) {
			t.Errorf("refused after it was sent: %v", err)
		}
	})
}

// setText changes what a reporter said, which nobody may.
func (w *world) setText(leadID int64, text string) {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx ctxT, tx db.Tx) error {
		return tx.Gorm(ctx).Model(&Text{}).Where("lead_id = ?", leadID).Update("text", text).Error
	}))
}

// The reporter reads one sentence; the number runs without a gap; what went along hashes to what is stored.
func TestHandOver_freezesThePackage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first, second := w.handed(handing()), w.handed(toAccount())
		if a, b := w.over(first.Number), w.over(second.Number); a.Serial != 1 || b.Serial != 2 || a.Year != 2025 {
			t.Errorf("numbers %d/%d and %d/%d", a.Year, a.Serial, b.Year, b.Serial)
		}
		p, err := w.OpenPackage(ctx, w.staff["discipline"], w.over(second.Number).ID)
		w.ok(err)
		var kinds []string
		for _, e := range p.Exhibits {
			if kinds = append(kinds, e.Kind); !e.Intact || len(e.Hash) != 32 {
				t.Errorf("%s does not hash to what it says", e.Kind)
			}
		}
		if want := []string{EvidenceReport, EvidenceNote, EvidenceAnswer, EvidenceTrail}; !slices.Equal(kinds, want) {
			t.Errorf("evidence %v, want %v", kinds, want)
		}
		if p.Words.Text != report().Text || p.Answer.Summary != proven().Summary || p.Letter.Serial != 2 || len(p.Handling) == 0 {
			t.Errorf("package %+v", p)
		}
		pub, err := w.Public(ctx, second.ID)
		w.ok(err)
		if last := pub.Events[len(pub.Events)-1]; last.Kind != "handed_over" {
			t.Errorf("the reporter reads %s last", last.Kind)
		}
		w.setText(second.ID, "x")
		p, err = w.OpenPackage(ctx, w.staff["discipline"], p.ID)
		w.ok(err)
		if p.Exhibits[0].Intact {
			t.Error("a changed text is shown as what was handed over")
		}
		w.setText(second.ID, report().Text)
	})
}

// What the reporter added before goes along, word for word; what they add later does not come into what was handed over.
func TestHandOver_takesAlongWhatWasAdded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.working()
		w.ok(w.Add(ctx, l.ID, "收条的照片找到了"))
		w.ok(w.ProposeHandOver(ctx, w.staff["leader"], w.ref(l.Number), toAccount()))
		w.ok(w.ApproveHandOver(ctx, w.staff["cityleader"], w.overRef(l.Number), Agreement{}))
		w.ok(w.Add(ctx, l.ID, "后来又想起一件事"))
		p, err := w.OpenPackage(ctx, w.staff["discipline"], w.over(l.Number).ID)
		w.ok(err)
		var added []Exhibit
		for _, e := range p.Exhibits {
			if e.Kind == EvidenceAdded {
				added = append(added, e)
			}
		}
		if len(added) != 1 || added[0].Text != "收条的照片找到了" || !added[0].Intact {
			t.Errorf("added: %+v", added)
		}
	})
}

// The discipline officer has the package and nothing else of the lead; the district learns how it stands and what it may
// be told, never who opened it.
func TestHandOver_packageIsNoWayToTheLead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, d := t.Context(), w.staff["discipline"]
		l, paper := w.handed(toAccount()), w.handed(handing())
		rows, more, err := w.Packages(ctx, d, OverSent, 0)
		w.ok(err)
		if len(rows) != 1 || more || rows[0].LeadID != l.ID || rows[0].About != AboutSchool {
			t.Fatalf("inbox %+v", rows)
		}
		if _, err := w.Get(ctx, d, l.Number); !errs.Is(err, errs.NotFound) {
			t.Errorf("the lead itself: %v", err)
		}
		if n, err := w.Count(ctx, d, Filter{}); n != 0 || err != nil {
			t.Errorf("counts %d, %v", n, err)
		}
		for _, who := range []string{"handler", "leader", "city", "cityleader", "monitor", "admin", "operator"} {
			if _, err := w.OpenPackage(ctx, w.staff[who], rows[0].ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s opens it: %v", who, err)
			}
			if rows, _, err := w.Packages(ctx, w.staff[who], OverSent, 0); len(rows) != 0 || err != nil {
				t.Errorf("%s has an inbox: %v, %v", who, rows, err)
			}
		}
		if _, err := w.OpenPackage(ctx, d, w.over(paper.Number).ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a hand-over on paper is in the account: %v", err)
		}
		_, err = w.OpenPackage(ctx, d, rows[0].ID)
		w.ok(err)
		w.ok(w.SignHandOver(ctx, d, w.packageRef(l.Number), OverReceipt{}))
		w.ok(w.AnswerHandOver(ctx, d, w.packageRef(l.Number), OverFeedback{"handled", "已对有关责任人作出处理"}))
		if kinds := kindsOf(w, l.Number); !slices.Equal(kinds[len(kinds)-3:], []string{"handed_over", "over_signed", "over_answered"}) {
			t.Errorf("the district's timeline: %v", kinds)
		}
		var told []string
		w.ok(w.DB.Gorm(ctx).Table("trail").Where("stream = 'unit/2'").Order("seq").Pluck("kind", &told).Error)
		if !slices.Equal(told, []string{"package_opened"}) {
			t.Errorf("the recipient's trail: %v", told)
		}
		if got := w.lead(l.Number); got.HandOver != OverAnswered || got.Version != l.Version {
			t.Errorf("the lead: %+v", got)
		}
	})
}

// Every (state, move, person) of a hand-over to an account, and of one on paper.
func TestCanHandOver_everyStateMoveAndPerson(t *testing.T) {
	t.Parallel()
	l := &Lead{OwnerUnit: tianshan, TerritoryUnit: tianshan, Routed: 1, Signed: 1}
	people := map[string]org.Actor{
		"handler":    {ID: 1, Unit: tianshan, Kind: org.District, Role: org.Handler},
		"leader":     {ID: 2, Unit: tianshan, Kind: org.District, Role: org.Leader},
		"midong":     {ID: 3, Unit: 650109, Kind: org.District, Role: org.Leader},
		"cityleader": {ID: 4, Unit: org.CityID, Kind: org.City, Role: org.Leader},
		"monitor":    {ID: 5, Unit: org.CityID, Kind: org.City, Role: org.Monitor},
		"discipline": {ID: 6, Unit: org.DisciplineID, Kind: org.Discipline, Role: org.DisciplineOfficer},
		"worker":     systemActor,
	}
	may := map[OverMove]map[HandOverState]string{ // by hand, apart from the table; "recipient" is filled in below
		OverApprove: {OverProposed: "leader cityleader"},
		OverRefuse:  {OverProposed: "leader cityleader"},
		OverSign:    {OverSent: "recipient"},
		OverReturn:  {OverSent: "recipient", OverSigned: "recipient"},
		OverAnswer:  {OverSigned: "recipient"},
		OverRemind:  {OverSent: "worker", OverSigned: "worker"},
		OverReveal:  {OverSigned: "discipline", OverAnswered: "discipline"},
	}
	for _, paper := range []bool{true, false} {
		recipient, to := "discipline", org.DisciplineID
		if paper {
			recipient, to = "handler leader", 0
		}
		for move, states := range may {
			for _, state := range append(PackageStates(), OverProposed, OverRefused) {
				for who, a := range people {
					h := &HandOver{State: state, Unit: tianshan, OnPaper: paper, ToUnit: to, ProposedBy: 1, Contact: ContactAgreed}
					want := slices.Contains(strings.Fields(strings.ReplaceAll(states[state], "recipient", recipient)), who) && (!paper || move != OverReveal)
					if err := CanHandOver(a, move, h, l); (err == nil) != want {
						t.Errorf("paper %v, %s, %s by %s: %v, want allowed = %v", paper, state, move, who, err, want)
					}
				}
			}
		}
	}
}

func TestHandOver_onPaperIsWrittenDownByWhoHandedOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, h := t.Context(), w.staff["handler"]
		police := handing()
		police.Recipient, police.Name = "police", "天山区公安分局"
		l := w.handed(police)
		for day, receiver := range map[string]string{"2025-07-06": "值班某", "2025-07-09": "值班某", "7月7日": "值班某", "2025-07-07": "x"} {
			if err := w.SignHandOver(ctx, h, w.overRef(l.Number), OverReceipt{day, receiver}); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s by %s: %v", day, receiver, err)
			}
		}
		w.ok(w.SignHandOver(ctx, h, w.overRef(l.Number), OverReceipt{"2025-07-07", "值班民警某"}))
		w.ok(w.ReturnHandOver(ctx, h, w.overRef(l.Number), OverReturnSlip{"material", "请补充收条原件和缴费名单"}))
		if got := w.lead(l.Number); got.HandOver != OverReturned || w.over(l.Number).RemindAt != 0 {
			t.Errorf("returned: %+v", got)
		}
		w.ok(w.ProposeHandOver(ctx, h, w.ref(l.Number), handing()))
		if got := w.lead(l.Number); got.HandOver != OverProposed {
			t.Errorf("proposed anew: %q", got.HandOver)
		}
	})
}

// The contact goes along with the reporter's word, or with a leader's; it is read with a reason, and the reporter hears of
// it once the recipient allows that.
func TestHandOver_contactGoesAlongOnlyWithConsentOrByLaw(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, d := t.Context(), w.staff["discipline"]
		unasked := toAccount()
		unasked.Contact = ContactAgreed
		fresh := w.working()
		if err := w.ProposeHandOver(ctx, w.staff["handler"], w.ref(fresh.Number), unasked); errs.As(err) == nil || errs.As(err).Fields["contact"].Key != "hand_over.contact.unasked" {
			t.Errorf("consent of somebody nobody asked: %v", err)
		}
		anonymous := w.working(func(r *Report) { r.Mode = ModeAnonymous })
		legal := toAccount()
		legal.Contact = ContactLegal
		if err := w.ProposeHandOver(ctx, w.staff["handler"], w.ref(anonymous.Number), legal); errs.As(err) == nil || errs.As(err).Fields["contact"].Key != "move.anonymous" {
			t.Errorf("the contact of nobody: %v", err)
		}
		w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(fresh.Number), legal))
		if err := w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(fresh.Number), Agreement{}); errs.As(err) == nil || errs.As(err).Fields["legal"].Key == "" {
			t.Errorf("by law, and no leader says why: %v", err)
		}
		without, with := w.handed(toAccount()), w.handed(legal)
		w.ok(w.SignHandOver(ctx, d, w.packageRef(without.Number), OverReceipt{}))
		w.ok(w.SignHandOver(ctx, d, w.packageRef(with.Number), OverReceipt{}))
		if _, err := w.RevealPackage(ctx, d, w.over(without.Number).ID, "核实缴费时间和经手人"); !errs.Is(err, errs.Conflict) {
			t.Errorf("the contact did not go along: %v", err)
		}
		id := w.over(with.Number).ID
		if _, err := w.RevealPackage(ctx, d, id, "看"); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		c, err := w.RevealPackage(ctx, d, id, "核实缴费时间和经手人")
		if err != nil || c.Phone != "19900001234" {
			t.Errorf("contact %+v, %v", c, err)
		}
		seen := func() int {
			pub, err := w.Public(ctx, with.ID)
			w.ok(err)
			return len(slices.Collect(func(yield func(int) bool) {
				for i, e := range pub.Events {
					if e.Kind == authority && !yield(i) {
						return
					}
				}
			}))
		}
		if n := seen(); n != 0 {
			t.Errorf("the reporter is told before it is allowed: %d", n)
		}
		p, err := w.ReadPackage(ctx, d, id)
		w.ok(err)
		w.ok(w.AllowReveal(ctx, d, id, p.Reveals[0].ID))
		w.ok(w.AllowReveal(ctx, d, id, p.Reveals[0].ID))
		if n := seen(); n != 1 {
			t.Errorf("allowed: told %d times", n)
		}
		if err := w.AllowReveal(ctx, d, w.over(without.Number).ID, p.Reveals[0].ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a reading of another package: %v", err)
		}
		var told []string
		w.ok(w.DB.Gorm(ctx).Table("trail").Where("stream = 'unit/2'").Order("seq").Pluck("kind", &told).Error)
		if !slices.Equal(told, []string{"package_revealed", "package_allowed"}) {
			t.Errorf("the recipient's trail: %v", told)
		}
	})
}

// Every three months, once each and never early, whoever was away; feedback ends it.
func TestRemindHandOvers_quarterlyOnceAndNeverEarly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l := t.Context(), w.handed(toAccount())
		sent := w.clock.Now()
		reminds := func(at time.Time) int {
			w.clock.Set(at)
			n, err := w.RemindHandOvers(ctx)
			w.ok(err)
			return n
		}
		quarters := func(n int) time.Time { return sent.AddDate(0, 3*n, 0) }
		if n := reminds(quarters(1).Add(-time.Millisecond)); n != 0 {
			t.Errorf("%d early", n)
		}
		if n := reminds(quarters(1)); n != 1 {
			t.Errorf("%d at the first quarter", n)
		}
		if n := reminds(quarters(1)); n != 0 {
			t.Errorf("%d a second time", n)
		}
		if n := reminds(quarters(3).Add(time.Hour)); n != 1 || w.over(l.Number).Reminded != 3 {
			t.Errorf("%d after two quarters without a worker, of quarter %d", n, w.over(l.Number).Reminded)
		}
		var jobs int64
		w.ok(w.DB.Gorm(ctx).Table("outbox").Where("kind = ? AND payload LIKE '%over_reminded%'", outbox.NotifySend).Count(&jobs).Error)
		if jobs != 2 {
			t.Errorf("%d messages, want 2", jobs)
		}
		w.ok(w.SignHandOver(ctx, w.staff["discipline"], w.packageRef(l.Number), OverReceipt{}))
		if n := reminds(quarters(4)); n != 1 {
			t.Errorf("%d after the receipt: nothing was answered yet", n)
		}
		w.ok(w.AnswerHandOver(ctx, w.staff["discipline"], w.packageRef(l.Number), OverFeedback{"filed", "已立案，办理情况不便告知"}))
		if n := reminds(quarters(9)); n != 0 {
			t.Errorf("%d after the feedback", n)
		}
	})
}

// A case whose own part is ended climbs no more; one that owes an answer climbs whatever was handed over.
func TestHandOver_keepsTheLadderOfWhatIsOwed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, ended, owing := t.Context(), w.handed(handing()), w.working()
		w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(owing.Number), toAccount()))
		w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(owing.Number), Agreement{}))
		w.clock.Set(owing.DueAt().AddDate(0, 1, 0))
		_, err := w.Escalate(ctx)
		w.ok(err)
		if steps, err := w.StepsTaken(ctx, ended.Number); err != nil || len(steps) != 0 {
			t.Errorf("the ended one: %v, %v", steps, err)
		}
		if steps, err := w.StepsTaken(ctx, owing.Number); err != nil || len(steps) != 5 {
			t.Errorf("the owing one: %v, %v", steps, err)
		}
	})
}

func TestHandOver_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		for field, wrong := range map[string]func(*Handing){
			"recipient": func(h *Handing) { h.Recipient = "newspaper" },
			"name":      func(h *Handing) { h.Recipient = "other" },
			"reason":    func(h *Handing) { h.Reason = "请联系 13900001234 的家长核实情况" },
			"contact":   func(h *Handing) { h.Contact = "" },
			"way":       func(h *Handing) { h.Recipient, h.OnPaper = "police", false },
		} {
			h := handing()
			wrong(&h)
			err := w.ProposeHandOver(t.Context(), w.staff["handler"], w.ref(l.Number), h)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[field].Key == "" || len(e.Fields) != 1 {
				t.Errorf("%s: %v", field, err)
			}
		}
		w.ok(w.ProposeHandOver(t.Context(), w.staff["handler"], w.ref(l.Number), handing()))
		if err := w.ProposeHandOver(t.Context(), w.staff["handler2"], w.ref(l.Number), handing()); !errs.Is(err, errs.Conflict) {
			t.Errorf("two at a time: %v", err)
		}
		w.ok(w.ApproveHandOver(t.Context(), w.staff["leader"], w.overRef(l.Number), Agreement{}))
		if err := w.ProposeHandOver(t.Context(), w.staff["handler"], w.ref(l.Number), toAccount()); !errs.Is(err, errs.Conflict) {
			t.Errorf("to the same body while it has one: %v", err)
		}
	})
}

// Whoever has the lead after it went to another owner writes down what came back on paper; so does who handed it over,
// while it may know of the lead, and nobody else. The reminder goes to those who can.
func TestHandOver_onPaperIsNotOrphaned(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, day := t.Context(), func() OverReceipt { return OverReceipt{w.today(), "值班某"} }
		other := bureauWork()
		other.District = "650109"
		for name, c := range map[string]struct {
			to     Respondent
			may    []string
			remind []int64
		}{
			"another district": {other, []string{"midong"}, []int64{tianshan, midong}},
			"behind a wall":    {bureauConduct(), []string{"city", "cityleader"}, []int64{org.CityID}},
		} {
			l := w.working()
			w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(l.Number), handing()))
			w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(l.Number), Agreement{}))
			w.ok(w.ChangeRespondent(ctx, w.staff["cityleader"], w.ref(l.Number), c.to))
			h, now := w.over(l.Number), w.lead(l.Number)
			for who, a := range w.staff {
				if can := CanHandOver(a, OverSign, &h, now) == nil; can != slices.Contains(c.may, who) {
					t.Errorf("%s: %s may sign: %v", name, who, can)
				}
			}
			if got := now.reminded(&h); !slices.Equal(got, c.remind) {
				t.Errorf("%s: reminded are %v", name, got)
			}
			w.ok(w.SignHandOver(ctx, w.staff[c.may[0]], w.overRef(l.Number), day()))
			w.ok(w.AnswerHandOver(ctx, w.staff[c.may[0]], w.overRef(l.Number), OverFeedback{"filed", "已登记，依规办理"}))
		}
		l := w.answered(proven()) // to the city, which the district assists
		w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(l.Number), handing()))
		w.ok(w.ApproveHandOver(ctx, w.staff["leader"], w.overRef(l.Number), Agreement{}))
		w.ok(w.Rate(ctx, l.ID, Said{Solved: Unsolved}))
		h, now := w.over(l.Number), w.lead(l.Number)
		for _, who := range []string{"handler", "leader", "city", "cityleader", "unnamed"} {
			if err := CanHandOver(w.staff[who], OverSign, &h, now); err != nil {
				t.Errorf("%s of what the city has now: %v", who, err)
			}
		}
	})
}

// What a district handed over before a wall went up is told to whoever has the lead now, and to nobody whom the wall keeps out;
// what it had only proposed goes out as the city's letter, without a number of theirs.
func TestHandOver_behindAWallThatWentUpLater(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, ji, city := t.Context(), w.staff["discipline"], org.UnitName(org.CityID)
		l := w.handed(toAccount())
		w.ok(w.ChangeRespondent(ctx, w.staff["city"], w.ref(l.Number), bureauConduct()))
		w.ok(w.SignHandOver(ctx, ji, w.packageRef(l.Number), OverReceipt{}))
		w.ok(w.AnswerHandOver(ctx, ji, w.packageRef(l.Number), OverFeedback{Outcome: "handled", Told: "已按程序处理完毕"}))
		for _, key := range []string{"message.over_signed", "message.over_answered"} {
			if got := w.heard(l.Number, key); !slices.Equal(got, []string{city + " handler,leader"}) {
				t.Errorf("%s is told to %q", key, got)
			}
		}
		l = w.working()
		w.ok(w.ProposeHandOver(ctx, w.staff["handler"], w.ref(l.Number), toAccount()))
		w.ok(w.ChangeRespondent(ctx, w.staff["city"], w.ref(l.Number), bureauConduct()))
		w.ok(w.ApproveHandOver(ctx, w.staff["cityleader"], w.overRef(l.Number), Agreement{}))
		if h := w.over(l.Number); h.Unit != org.CityID || w.letters(l.Number)[LetterHandOver].Unit != org.CityID {
			t.Errorf("handed over by %d: %+v", h.Unit, h)
		}
		if got := w.heard(l.Number, "message.hand_over.sent"); !slices.Equal(got, []string{city + " handler"}) {
			t.Errorf("sent, told to %q", got)
		}
	})
}
