package lead

import (
	"context"
	"slices"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
)

// Reply is the answer a handler writes, with all that closing needs: what is approved is the whole of it.
type Reply struct {
	Found     string // 我们查到的情况
	Result    string // 处理结果和依据
	Remedy    string // 如果您有异议
	Finding   Finding
	Items     []int  // printed numbers of the checklist
	Summary   string // 台账摘要
	Violation string // yes or no: 是否构成违规招生行为; asked when the finding upholds
	Subject   string // 违规主体
	Conduct   string // 违规行为
	Measures  string // 查处和追责情况
	HandOver  string // yes or no: 是否移交
	Why       string // why not, or what else is to be said of the hand-over
	Seat      Seat   // asked of the red lane only
}

const (
	yes = "yes"
	no  = "no"
)

// reasonMax is the length of a reason, in characters.
const reasonMax = 200

// check names the fields that need correcting.
func (r *Reply) check() Problems {
	p := Problems{}
	length(p, "found", r.Found, 20, 2000)
	length(p, "result", r.Result, 5, 2000)
	length(p, "remedy", r.Remedy, 5, 1000)
	length(p, "summary", r.Summary, 5, 200)
	p.add(!slices.Contains(Findings(), r.Finding), "finding", "reply.finding.required")
	p.add(len(r.Items) == 0 && r.Finding.Upholds(), "items", "reply.items.required")
	p.add(slices.ContainsFunc(r.Items, func(n int) bool { return !printed(n) }), "items", "error.choice")
	for field, text := range map[string]string{"summary": r.Summary, "subject": r.Subject, "conduct": r.Conduct, "measures": r.Measures} {
		p.add(Personal(text), field, "error.personal")
	}
	if r.Finding.Upholds() {
		r.checkViolation(p)
	}
	return p
}

// checkViolation: a proven report asks whether it is a violation, on any item; if so the register's fields
// and the hand-over decision are part of the answer (domain rule 1.5).
func (r *Reply) checkViolation(p Problems) {
	p.add(r.Violation != yes && r.Violation != no, "violation", "reply.violation.required")
	if r.Violation != yes {
		return
	}
	first := true // the first empty field says what this is about, the others name themselves
	for _, f := range []struct{ name, text string }{{"subject", r.Subject}, {"conduct", r.Conduct}, {"measures", r.Measures}} {
		if !blank(f.text) {
			continue
		}
		key := "reply.register." + f.name
		if first {
			key, first = "reply.register.required", false
		}
		p.add(true, f.name, key)
	}
	length(p, "subject", r.Subject, 2, 60)
	length(p, "conduct", r.Conduct, 5, 300)
	length(p, "measures", r.Measures, 2, 500)
	p.add(r.HandOver != yes && r.HandOver != no, "hand_over", "reply.hand_over.required")
	if r.HandOver == no {
		length(p, "hand_over_reason", r.Why, 5, reasonMax)
	}
	p.add(utf8.RuneCountInString(r.Why) > reasonMax, "hand_over_reason", "error.long", "max", reasonMax)
	p.add(Personal(r.Why), "hand_over_reason", "error.personal")
}

func length(p Problems, field, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	p.add(blank(text) || n < least || n > most, field, "error.length", "min", least, "max", most, "n", n)
}

// printed: the plan prints 1–5 and 7–35.
func printed(n int) bool { return n >= 1 && n <= 35 && n != 6 }

// DraftReply hands an answer to the leader (写答复). Nothing of it is public before it is approved.
func (s *Service) DraftReply(ctx context.Context, a org.Actor, ref Ref, r Reply) error {
	l, err := get(ctx, s.DB, ScopeOf(a), ref.Number) // what it is about never changes
	if err != nil {
		return err
	}
	problems := r.check()
	r.Seat.check(problems, s.Case.Now(), l.Category == NoSeat)
	if err := errs.Fields(problems); err != nil {
		return err
	}
	upholds := r.Finding.Upholds() && r.Violation == yes
	d := Draft{
		Kind: ReplyDraft, Found: r.Found, Result: r.Result, Remedy: r.Remedy, Finding: r.Finding, Items: itemList(r.Items),
		Summary: r.Summary,
	}
	if upholds {
		d.Violation, d.Subject, d.Conduct, d.Measures = true, r.Subject, r.Conduct, r.Measures
		d.HandOver, d.HandOverReason = r.HandOver == yes, r.Why
	}
	if l.Category == NoSeat {
		r.Seat.put(&d, s.Case.Now())
	}
	return s.propose(ctx, a, ref, MoveReply, d)
}

// Rejection is a decision not to accept, and where the reporter can go instead.
type Rejection struct {
	Reason    string
	Elsewhere string // where to go, 5–500 characters
	Summary   string
}

// RejectReasons are the grounds there are.
var RejectReasons = []string{"out_of_scope", "in_procedure", "no_object", "answered_before"}

// DraftReject hands a rejection to the leader (不予受理).
func (s *Service) DraftReject(ctx context.Context, a org.Actor, ref Ref, r Rejection) error {
	p := Problems{}
	p.add(!slices.Contains(RejectReasons, r.Reason), "reason", "reject.reason.required")
	length(p, "elsewhere", r.Elsewhere, 5, 500)
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.propose(ctx, a, ref, MoveReject, Draft{
		Kind: RejectDraft, RejectReason: r.Reason, Elsewhere: r.Elsewhere,
	})
}

func (s *Service) propose(ctx context.Context, a org.Actor, ref Ref, m Move, d Draft) error {
	return s.move(ctx, a, ref, m, d, func(ctx context.Context, st *step) error { return s.hand(ctx, st, d) })
}

// reviewMessages are what the leader is told of a draft.
var reviewMessages = map[DraftKind]string{
	ReplyDraft: "message.review", RejectDraft: "message.review", ExtendDraft: "message.extend", TransferDraft: "message.transfer",
	RespondentDraft: "message.unwall",
}

// hand puts a draft before the leader.
func (s *Service) hand(ctx context.Context, st *step, d Draft) error {
	st.askLeader(reviewMessages[d.Kind])
	return s.lay(ctx, st, d)
}

// lay writes a draft that somebody else decides.
func (s *Service) lay(ctx context.Context, st *step, d Draft) error {
	d.ID, d.LeadID, d.AuthorID, d.State, d.Written = st.tx.NextID(), st.l.ID, st.actor.ID, DraftPending, st.at
	st.l.DraftID, st.l.HandlerID = d.ID, st.actor.ID
	st.tell("drafted", false, map[string]any{"draft": d.ID, "kind": d.Kind})
	return db.Insert(ctx, st.tx, []Draft{d})
}

// Approve agrees to the draft under review: an answer or a rejection goes to the reporter, a 转送函 to its body. A
// leader who did not write it; this is also the register's second person.
func (s *Service) Approve(ctx context.Context, a org.Actor, ref Ref) error {
	return s.move(ctx, a, ref, MoveApprove, nil, func(ctx context.Context, st *step) error {
		d, err := s.decide(ctx, st, DraftApproved, "")
		if err != nil {
			return err
		}
		switch d.Kind {
		case RejectDraft:
			return s.rejected(st, d)
		case TransferDraft:
			return s.transferred(ctx, st, d)
		case RespondentDraft:
			return s.unwalled(ctx, st, d)
		default:
			st.tellUnit("message.replied", org.Handler)
			return s.replied(st, d)
		}
	})
}

// SendBack returns the draft to its author with a reason of 5–200 characters.
func (s *Service) SendBack(ctx context.Context, a org.Actor, ref Ref, reason string) error {
	p := Problems{}
	length(p, "reason", reason, 5, 200)
	p.add(Personal(reason), "reason", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveSendBack, reason, func(ctx context.Context, st *step) error {
		if _, err := s.decide(ctx, st, DraftReturned, reason); err != nil {
			return err
		}
		st.tell("sent_back", false, map[string]any{"draft": st.l.DraftID})
		st.tellUnit("message.sent_back", org.Handler)
		st.l.DraftID = 0
		return nil
	})
}

func (s *Service) decide(ctx context.Context, st *step, state DraftState, remark string) (*Draft, error) {
	d, err := draftByID(ctx, st.tx, st.l.DraftID)
	if err != nil {
		return nil, err
	}
	if d == nil || d.State != DraftPending {
		return nil, errs.New(errs.Conflict, "move.stale")
	}
	if d.AuthorID == st.actor.ID {
		return nil, errs.New(errs.Forbidden, "move.own_draft")
	}
	d.State, d.DecidedBy, d.Decided, d.Remark = state, st.actor.ID, st.at, remark
	return d, updateDraft(ctx, st.tx, d)
}

// replied: the reporter has the answer; all clocks stop, and after 15 days without a close it closes itself.
func (s *Service) replied(st *step, d *Draft) error {
	l := st.l
	l.Replied, l.Finding, l.Summary, l.Outcome, l.Rating = st.at, d.Finding, d.Summary, d.Result, ""
	l.NextStep, l.NextStepAt = stepClose, s.due(clockUnrated, clock.FromMilli(st.at))
	st.tell("replied", true, map[string]any{"unit": l.OwnerUnit, "draft": d.ID})
	s.text(st, SMSAnswered, "")
	st.items, st.itemised = parseItems(d.Items), true
	return nil
}

func (s *Service) rejected(st *step, d *Draft) error {
	l := st.l
	l.State, l.Ended, l.Open, l.NextStep, l.NextStepAt = Rejected, st.at, false, "", 0
	l.Outcome = d.Elsewhere
	st.tell("rejected", true, map[string]any{"unit": l.OwnerUnit, "draft": d.ID, "reason": d.RejectReason})
	s.text(st, SMSAnswered, "")
	return nil
}

// Close (办结) ends a replied lead with the approved finding. Handlers and leaders of the owner; remark goes
// into the ledger's 备注, at most 200 characters.
func (s *Service) Close(ctx context.Context, a org.Actor, ref Ref, remark string) error {
	p := Problems{}
	p.add(utf8.RuneCountInString(remark) > 200, "remark", "error.long", "max", 200)
	p.add(Personal(remark), "remark", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveClose, remark, func(ctx context.Context, st *step) error {
		st.l.Remark = remark
		return s.close(ctx, st)
	})
}

// closeItself is close by the worker. A child of the red lane is not left without a word of where it goes: such a lead
// stays open, and its owner hears of it.
func (s *Service) closeItself(ctx context.Context, st *step) error {
	err := s.close(ctx, st)
	if e := errs.As(err); e == nil || e.Text.Key != "close.no_seat" {
		return err
	}
	st.l.State, st.reading = Replied, true
	st.l.NextStep, st.l.NextStepAt = "", 0
	st.tell("close_held", false, nil)
	st.tellUnit("message.no_seat", org.Handler, org.Leader)
	return nil
}

// close ends the lead. A proven one without the register's fields is refused, whoever asks.
func (s *Service) close(ctx context.Context, st *step) error {
	l := st.l
	d, err := draftByID(ctx, st.tx, l.DraftID)
	if err != nil {
		return err
	}
	if d == nil || d.State != DraftApproved || d.Finding == "" {
		return errs.New(errs.Conflict, "close.no_finding")
	}
	if l.Category == NoSeat && !d.seated() {
		return errs.New(errs.Conflict, "close.no_seat")
	}
	l.Ended, l.Open, l.NextStep, l.NextStepAt = st.at, false, "", 0
	st.tell("closed", true, map[string]any{"finding": l.Finding, "rated": l.Rating})
	if err := st.owe(ctx, d.HandOver); err != nil {
		return err
	}
	if d.Violation {
		c := Closing{Lead: l.ID, Draft: d.ID, At: l.Ended}
		st.job(outbox.ViolationRecord, c)
		st.job(outbox.ItemCount, c)
	}
	return nil
}
