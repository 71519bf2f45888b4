package lead

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// OverReceipt is the receipt of a hand-over (签收): with an account nothing is asked; on paper the day and who took it.
type OverReceipt struct {
	Day      string // 2026-07-03, on paper
	Receiver string // 职务+某, 2–60 characters, on paper
}

// SignHandOver notes that the recipient has it (签收): the recipient's account, or on paper the unit that handed over.
func (s *Service) SignHandOver(ctx context.Context, a org.Actor, ref OverRef, r OverReceipt) error {
	return s.overMove(ctx, a, ref, OverSign, r, func(_ context.Context, st *step, h *HandOver) error {
		if h.OnPaper {
			if err := errs.Fields(r.check(h, st.at)); err != nil {
				return err
			}
			h.ReceiptDay, h.Receiver = r.Day, r.Receiver
		}
		if h.Signed = st.at; !h.OnPaper {
			h.SignedBy = st.actor.ID
		}
		st.answered("over_signed", h, nil)
		return nil
	})
}

// check: the receipt is of a day between the letter and today.
func (r *OverReceipt) check(h *HandOver, now int64) Problems {
	p := Problems{}
	day, err := time.ParseInLocation(time.DateOnly, r.Day, clock.Beijing)
	first, last := beijingDay(h.Sent), beijingDay(now)
	p.add(err != nil || day.Format(time.DateOnly) < first || day.Format(time.DateOnly) > last, "day", "hand_over.day.range", "first", first, "last", last)
	length(p, "receiver", r.Receiver, 2, 60)
	p.add(Heaped(r.Receiver), "receiver", "error.marks", "max", MarksMax)
	p.add(Personal(r.Receiver), "receiver", "error.personal")
	return p
}

// OverReturnSlip says why a hand-over comes back (退回).
type OverReturnSlip struct {
	Why  string // one of BackReasons
	Note string // 5–500 characters
}

// ReturnHandOver notes that the recipient gives it back (退回): another one may then be proposed.
func (s *Service) ReturnHandOver(ctx context.Context, a org.Actor, ref OverRef, r OverReturnSlip) error {
	p := Problems{}
	p.add(!slices.Contains(BackReasons, r.Why), "why", "hand_over.why.required")
	length(p, "note", r.Note, 5, 500)
	p.add(Personal(r.Note), "note", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.overMove(ctx, a, ref, OverReturn, r, func(_ context.Context, st *step, h *HandOver) error {
		h.Returned, h.Why, h.Note, h.RemindAt = st.at, r.Why, r.Note, 0
		st.answered("over_returned", h, map[string]any{"why": r.Why})
		return nil
	})
}

// OverFeedback is what the recipient lets the other side know (登记反馈).
type OverFeedback struct {
	Outcome string // one of HandOverOutcomes
	Told    string // 反馈内容（可告知部分）, 5–500 characters
}

// AnswerHandOver notes the feedback; no reminder follows.
func (s *Service) AnswerHandOver(ctx context.Context, a org.Actor, ref OverRef, f OverFeedback) error {
	p := Problems{}
	p.add(!slices.Contains(HandOverOutcomes, f.Outcome), "outcome", "hand_over.outcome.required")
	length(p, "told", f.Told, 5, 500)
	p.add(Personal(f.Told), "told", "error.personal")
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.overMove(ctx, a, ref, OverAnswer, f, func(_ context.Context, st *step, h *HandOver) error {
		h.Answered, h.Outcome, h.Feedback, h.RemindAt = st.at, f.Outcome, f.Told, 0
		st.answered("over_answered", h, map[string]any{"outcome": f.Outcome})
		return nil
	})
}

// answered tells the trail, and who handed over or has the lead now where they did not write this themselves.
func (st *step) answered(kind string, h *HandOver, more map[string]any) {
	data := map[string]any{"over": h.ID, "paper": h.OnPaper}
	for k, v := range more {
		data[k] = v
	}
	st.tell(kind, false, data)
	if !h.OnPaper {
		st.tellHanding("message."+kind, h, org.Handler, org.Leader)
	}
}
