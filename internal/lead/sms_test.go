package lead

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/outbox"
)

// texting is a world with a way to send short messages.
func texting(w *world) *world {
	w.SMS = true
	return w
}

// outgoing are the short messages that wait, completed as the worker would.
func (w *world) outgoing() []Addressed {
	w.t.Helper()
	var rows []outbox.Row
	w.ok(w.DB.Gorm(w.t.Context()).Where("kind = ?", outbox.SMSSend).Order("id").Find(&rows).Error)
	var out []Addressed
	for _, r := range rows {
		a, ok, err := w.Address(w.t.Context(), r)
		w.ok(err)
		if ok {
			out = append(out, a)
		}
	}
	return out
}

// recodes runs the waiting lead.recode jobs as the worker does.
func (w *world) recodes() {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		var rows []outbox.Row
		if err := tx.Gorm(ctx).Where("kind = ?", outbox.LeadRecode).Order("id").Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if _, err := w.Box.Take(ctx, tx, r.Kind, []int64{r.ID}); err != nil {
				return err
			}
			if err := w.Recode(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestSMS_theCodeGoesToWhoLeftAMobileNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rec := texting(w).submit(func(r *Report) { r.Contact.Lang = "ug" })
		w.submit(func(r *Report) { r.Contact.Phone = "0991-2345678" })
		w.submit(func(r *Report) { r.Mode = ModeAnonymous })
		got := w.outgoing()
		if len(got) != 1 || got[0] != (Addressed{SMS{SMSCode, rec.Number, ""}, "19900001234", "ug", rec.Code}) {
			t.Errorf("outgoing: %+v, want the code %s", got, rec.Code)
		}
	})
}

// Nobody proves that a number is theirs: a stranger's phone cannot be flooded in our name, by reports or by lost codes.
func TestSMS_atMostThreeCodesADayToOneNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		texting(w)
		var sent []Receipt
		for range codesMax + 2 {
			sent = append(sent, w.submit())
		}
		other := w.submit(func(r *Report) { r.Contact.Phone = "19900005678" })
		w.clock.Set(w.clock.Now().Add(25 * time.Hour))
		next := w.submit()
		var got, want []string
		for _, a := range w.outgoing() {
			got = append(got, a.Number)
		}
		for _, r := range append(sent[:codesMax:codesMax], other, next) {
			want = append(want, r.Number)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		for _, r := range sent {
			w.ok(w.Lost(t.Context(), r.Number, "19900001234"))
		}
		w.recodes()
		n := 0
		for _, a := range w.outgoing() {
			if a.Text == SMSRecode {
				n++
			}
		}
		if n != recodesMax {
			t.Errorf("%d fresh codes on a day", n)
		}
	})
}

// Who is known from a file alone was never asked and has no code; who asks for one gets it.
func TestSMS_nobodyOfAFileIsWrittenTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := report()
		rec, _, err := texting(w).Import(t.Context(), r, Origin{ID: "7", Content: []byte("a row")})
		w.ok(err)
		w.route()
		l := w.lead(rec.Number)
		w.ok(w.Sign(t.Context(), w.staff["handler"], w.ref(l.Number)))
		w.ok(w.Ask(t.Context(), w.staff["handler"], w.ref(l.Number), asking()))
		if got := w.outgoing(); len(got) != 0 {
			t.Errorf("outgoing: %+v", got)
		}
		w.ok(w.Lost(t.Context(), l.Number, "19900001234"))
		w.recodes()
		if got := w.outgoing(); len(got) != 1 || got[0].Text != SMSRecode {
			t.Errorf("outgoing after asking: %+v", got)
		}
	})
}

func TestSMS_nothingWithoutAWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.submit()
		if got := w.outgoing(); len(got) != 0 {
			t.Errorf("outgoing: %+v", got)
		}
	})
}

func TestSMS_tellsOfQuestionAnswerAndNewDate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := texting(w).working()
		w.ok(w.Ask(t.Context(), w.staff["handler"], w.ref(l.Number), asking()))
		w.ok(w.TakeAnswer(t.Context(), w.staff["handler"], w.ref(l.Number), "反映人电话说明：收条在孩子父亲手里"))
		w.ok(w.DraftExtension(t.Context(), w.staff["handler"], w.ref(l.Number), moreTime()))
		w.ok(w.Grant(t.Context(), w.staff["leader"], w.ref(l.Number)))
		w.ok(w.DraftReply(t.Context(), w.staff["handler"], w.ref(l.Number), proven()))
		w.ok(w.Approve(t.Context(), w.staff["leader"], w.ref(l.Number)))
		var said []string
		for _, a := range w.outgoing() {
			said = append(said, a.Text+" "+a.Day)
			if a.Number != l.Number || a.Phone != "19900001234" {
				t.Errorf("message %+v", a)
			}
		}
		if got := strings.Join(said, ","); got != "code ,asked 2025-07-10,dated 2025-07-21,answered " {
			t.Errorf("said %q", got)
		}
	})
}

// A lost code: a fresh one that the old form does not show, and the old one opens nothing.
func TestLost_aFreshCodeVoidsTheOld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := report()
		texting(w)
		rec, err := w.Submit(t.Context(), r)
		w.ok(err)
		w.ok(w.Lost(t.Context(), rec.Number, "199 0000 1234"))
		w.recodes()
		got := w.outgoing() // the first message holds a code that is no code any more
		if len(got) != 1 || got[0].Text != SMSRecode || got[0].Code == rec.Code {
			t.Fatalf("outgoing: %+v", got)
		}
		if _, problem := ParseCode(got[0].Code); problem != CodeFine {
			t.Errorf("the fresh code is %q", got[0].Code)
		}
		if p, err := w.Open(t.Context(), got[0].Code); err != nil || p.Lead != w.lead(rec.Number).ID {
			t.Errorf("the fresh code: %d, %v", p.Lead, err)
		}
		if _, err := w.Open(t.Context(), rec.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("the old code: %v", err)
		}
		again, err := w.Submit(t.Context(), r)
		if err != nil || again.Code != "" || !again.Replaced || again.Number != rec.Number {
			t.Errorf("a replay: %+v, %v", again, err)
		}
		again, err = w.Receipt(t.Context(), r.Key)
		if err != nil || again.Code != "" || !again.Replaced {
			t.Errorf("the receipt: %+v, %v", again, err)
		}
		p, err := w.Public(t.Context(), w.lead(rec.Number).ID)
		w.ok(err)
		if last := p.Events[len(p.Events)-1]; last.Kind != recoded {
			t.Errorf("the last event is %s", last.Kind)
		}
	})
}

func TestLost_whatDoesNotMatchChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rec := texting(w).submit()
		hidden := w.submit(func(r *Report) { r.Mode = ModeAnonymous })
		for _, typed := range [][2]string{
			{rec.Number, "19900001235"}, {hidden.Number, "19900001234"}, {Number(2025, 999_999), "19900001234"},
		} {
			w.ok(w.Lost(t.Context(), typed[0], typed[1]))
		}
		w.recodes()
		if got := w.outgoing(); len(got) != 1 || got[0].Code != rec.Code {
			t.Errorf("outgoing: %+v", got)
		}
		for _, typed := range [][2]string{{"2025-000001-0", "19900001234"}, {rec.Number, "0991-2345678"}, {"", ""}} {
			if err := w.Lost(t.Context(), typed[0], typed[1]); !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", typed, err)
			}
		}
	})
}

func TestLost_threeTimesADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rec := texting(w).submit()
		count := func() (n int) {
			for _, kind := range w.kinds(w.lead(rec.Number)) {
				if kind == recoded {
					n++
				}
			}
			return n
		}
		for range recodesMax + 2 {
			for range 2 { // a second tap
				w.ok(w.Lost(t.Context(), rec.Number, "19900001234"))
			}
			w.recodes()
			w.clock.Set(w.clock.Now().Add(2 * time.Minute))
		}
		if n := count(); n != recodesMax {
			t.Errorf("%d times on a day", n)
		}
		w.clock.Set(w.clock.Now().Add(24 * time.Hour))
		w.ok(w.Lost(t.Context(), rec.Number, "19900001234"))
		w.recodes()
		if n := count(); n != recodesMax+1 {
			t.Errorf("%d times after the next day", n)
		}
	})
}

// What lies in the outbox is sealed.
func TestSMS_noCodeAndNoPhoneInTheOutbox(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rec := texting(w).submit()
		w.ok(w.Lost(t.Context(), rec.Number, "19900001234"))
		var rows []outbox.Row
		w.ok(w.DB.Gorm(t.Context()).Find(&rows).Error)
		for _, r := range rows {
			all := r.Payload + string(r.Sealed) + hex.EncodeToString(r.Sealed) + r.Failure
			if strings.Contains(all, rec.Code) || strings.Contains(all, "19900001234") || strings.Contains(all, hex.EncodeToString([]byte(rec.Code))) {
				t.Errorf("%s holds it in the clear: %q", r.Kind, r.Payload)
			}
		}
	})
}
