package lead

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sunlead/internal/errs"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// The short messages to a reporter (短信), by the names of their texts. None tells what a report is about, nor where.
const (
	SMSCode     = "code"     // 查询码
	SMSRecode   = "recode"   // 新的查询码
	SMSAsked    = "asked"    // 需要您补充
	SMSAnswered = "answered" // 已答复
	SMSDated    = "dated"    // 新的答复时间
)

// SMSTexts lists all of them.
func SMSTexts() []string { return []string{SMSCode, SMSRecode, SMSAsked, SMSAnswered, SMSDated} }

// SMS is the payload of an sms.send job: which text, for which number and day. The phone lies with the sealed contact, a
// 查询码 sealed in the job's row.
type SMS struct {
	Text   string `json:"text"`
	Number string `json:"number"`
	Day    string `json:"day,omitempty"` // as 2006-01-02
}

// Addressed is a short message with whom it goes to, for as long as it is being sent: never stored, never logged.
type Addressed struct {
	SMS
	Phone string
	Lang  string // of the sentence: zh or ug
	Code  string // 查询码, "" for none
}

// text sends the reporter a short message, if they left a number and there is a way.
func (s *Service) text(st *step, name, day string) {
	if s.SMS && !st.l.Anonymous {
		st.job(outbox.SMSSend, SMS{Text: name, Number: st.l.Number, Day: day})
	}
}

// sealedUnder names a 查询码 on its way, so that it opens for its own lead only.
func sealedUnder(leadID int64) string { return "sms/" + strconv.FormatInt(leadID, 10) }

// codeJob sends a 查询码: it is sealed in the row of its job, and nowhere else once it is sent.
func (s *Service) codeJob(name string, l *Lead, code string) (outbox.Job, error) {
	sealed, err := s.Ring.Seal(sealedUnder(l.ID), []byte(code))
	return outbox.Job{Kind: outbox.SMSSend, LeadID: l.ID, Payload: SMS{Text: name, Number: l.Number}, Sealed: sealed}, err
}

// Address completes a message that is to go out now; false when there is nobody to send it to any more, or what it says
// does not hold: a contact that was deleted, a landline, a 查询码 that was replaced. Only the worker calls it.
func (s *Service) Address(ctx context.Context, r outbox.Row) (Addressed, bool, error) {
	a := Addressed{Lang: "zh"}
	if err := r.Decode(&a.SMS); err != nil {
		return a, false, errs.Wrap(errs.Malformed, err, "error.job")
	}
	contact, err := s.Ring.OpenContact(ctx, s.DB, r.LeadID)
	if err != nil || !mobile.MatchString(contact.Phone) {
		return a, false, err
	}
	if ok, err := s.mayText(ctx, a, contact.Phone, r.LeadID); err != nil || !ok {
		return a, false, err
	}
	if a.Phone = contact.Phone; contact.Lang == "ug" {
		a.Lang = contact.Lang
	}
	if a.Text != SMSCode && a.Text != SMSRecode {
		return a, true, nil
	}
	if len(r.Sealed) == 0 { // started again after it died
		return a, false, errs.Wrap(errs.Malformed, errors.New("the code was deleted when the message died; its reporter can ask for a fresh one at /track/lost"), "error.job")
	}
	plain, err := s.Ring.Open(sealedUnder(r.LeadID), r.Sealed)
	if err != nil {
		return a, false, errs.Wrap(errs.Malformed, fmt.Errorf("code of lead %d: %w", r.LeadID, err), "error.job")
	}
	a.Code = string(plain)
	p, err := s.Open(ctx, a.Code)
	if errs.Is(err, errs.NotFound) {
		return a, false, nil
	}
	return a, p.Lead == r.LeadID, err
}

// codesMax is how many first 查询码 go to one number in 24 hours. Nobody proves that a number is theirs, so that anybody could
// flood a stranger's phone in our name; a family does not report more than three times a day, and its receipts hold the codes.
const codesMax = 3

// mayText: who asked for a fresh 查询码 gets it; who is known from a file alone was never asked, and has no code.
func (s *Service) mayText(ctx context.Context, a Addressed, phone string, leadID int64) (bool, error) {
	if a.Text == SMSRecode {
		return true, nil
	}
	first, _, err := trail.First(ctx, s.DB, trail.LeadStream(leadID))
	if err != nil || first.Actor == trail.System || a.Text != SMSCode {
		return first.Actor != trail.System, err
	}
	before, err := s.Ring.WithPhone(ctx, s.DB, phone, leadID, codesMax)
	if err != nil {
		return false, err
	}
	n, err := receivedSince(ctx, s.DB, before, first.At-(24*time.Hour).Milliseconds())
	return n < codesMax, err
}

// texted reports whether a 查询码 goes out to who left this contact.
func (s *Service) texted(c vault.Contact) bool { return s.SMS && mobile.MatchString(c.Phone) }
