package lead

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Transfer asks a body outside of the city's tree to do its part (转送). The lead stays with its owner, who still owes the
// reporter an answer (domain rule 1.3).
type Transfer struct {
	Body string // one of TransferBodies
	Name string // as the letter addresses it, 2–60 characters
	Ask  string // why, and what is asked, 10–500 characters
	// Summary is 问题线索摘要, of which nobody can be recognised: up to 100 characters, or "" to leave it out.
	Summary string
}

// TransferBodies are the sorts of bodies there are.
var TransferBodies = []string{"corps", "region", "university", "police", "market", "other"}

func (t *Transfer) check() Problems {
	p := Problems{}
	p.add(!slices.Contains(TransferBodies, t.Body), "body", "transfer.body.required")
	length(p, "name", t.Name, 2, 60)
	length(p, "ask", t.Ask, 10, 500)
	p.add(Heaped(t.Name), "name", "error.marks", "max", MarksMax)
	p.add(Personal(t.Name), "name", "error.personal")
	p.add(Personal(t.Ask), "ask", "error.personal")
	if t.Summary != "" {
		length(p, "summary", t.Summary, 5, 100)
		p.add(Personal(t.Summary), "summary", "error.personal")
	}
	return p
}

// DraftTransfer hands a 转送函 to the leader. Handlers and leaders of the owner.
func (s *Service) DraftTransfer(ctx context.Context, a org.Actor, ref Ref, t Transfer) error {
	if err := errs.Fields(t.check()); err != nil {
		return err
	}
	return s.propose(ctx, a, ref, MoveTransfer, Draft{Kind: TransferDraft, TransferBody: t.Body, TransferName: t.Name, TransferAsk: t.Ask, Summary: t.Summary})
}

// transferred issues the letter. It answers nothing: every clock runs on.
func (s *Service) transferred(ctx context.Context, st *step, d *Draft) error {
	l := st.l
	letter := st.draftLetter(Letter{Kind: LetterTransfer, Unit: l.OwnerUnit, ToName: d.TransferName, DraftID: d.ID}, map[string]any{"body": d.TransferBody})
	if err := st.issue(ctx, letter); err != nil {
		return err
	}
	l.State, l.DraftID, l.Transferred, st.owing = InProgress, 0, st.at, true
	st.tell("transferred", true, map[string]any{"draft": d.ID, "letter": letter.ID, "body": d.TransferBody})
	st.tellUnit("message.transferred", org.Handler)
	return nil
}

// BodyAnswer is what the body outside answered to a 转送函 (回执、结果).
type BodyAnswer struct {
	Day  string // 2006-01-02, from the day of the letter to today
	Text string // 2–500 characters
}

// NoteReceipt notes the answer to the last 转送函, once. Handlers and leaders of the owner.
func (s *Service) NoteReceipt(ctx context.Context, a org.Actor, ref Ref, r BodyAnswer) error {
	p := Problems{}
	n := utf8.RuneCountInString(r.Text)
	p.add(n < 2 || n > 500 || blank(r.Text), "text", "error.length", "min", 2, "max", 500, "n", n)
	p.add(Personal(r.Text), "text", "error.personal")
	if _, err := time.Parse(time.DateOnly, r.Day); err != nil || r.Day > s.today() {
		p.add(true, "day", "receipt.day.required")
	}
	if err := errs.Fields(p); err != nil {
		return err
	}
	return s.move(ctx, a, ref, MoveReceipt, r, func(ctx context.Context, st *step) error {
		d, err := openTransfer(ctx, st.tx, st.l.ID)
		if err != nil {
			return err
		}
		if d == nil {
			return errs.New(errs.Conflict, "receipt.once")
		}
		if r.Day < beijingDay(d.Decided) {
			return errs.Fields(Problems{"day": errs.T("receipt.day.before")})
		}
		st.tell("receipted", false, map[string]any{"draft": d.ID, "day": r.Day})
		return noteReceipt(ctx, st.tx, d.ID, r)
	})
}

func (s *Service) today() string { return beijingDay(s.now()) }

func beijingDay(at int64) string { return clock.FromMilli(at).In(clock.Beijing).Format(time.DateOnly) }

// OpenTransfer is the last 转送函 that nobody answered yet; nil for none.
func (c *Case) OpenTransfer() *Draft {
	for i := len(c.Drafts) - 1; i >= 0; i-- {
		if d := &c.Drafts[i]; d.Kind == TransferDraft && d.State == DraftApproved && d.ReceiptDay == "" {
			return d
		}
	}
	return nil
}
