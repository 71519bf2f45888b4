package lead

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
)

// dismissed closes a lead without a violation; it ends now.
func (w *world) dismissed() *Lead {
	w.t.Helper()
	r := proven()
	r.Finding, r.Items, r.Violation, r.Subject, r.Conduct, r.Measures, r.HandOver = Unproven, nil, "", "", "", "", ""
	l := w.answered(r)
	w.ok(w.Close(w.t.Context(), w.staff["handler"], w.ref(l.Number), ""))
	return w.lead(l.Number)
}

// left is what can be read of a reporter's contact.
func (w *world) left(l *Lead) string {
	w.t.Helper()
	c, err := w.Ring.OpenContact(w.t.Context(), w.DB, l.ID)
	w.ok(err)
	return c.Phone
}

func (w *world) forgets(want int) {
	w.t.Helper()
	n := 0
	for range 5 { // pages
		did, err := w.Forget(w.t.Context())
		w.ok(err)
		n += did
	}
	if n != want {
		w.t.Errorf("%d contacts deleted, want %d", n, want)
	}
}

// A contact is deleted when its lead has ended for as many years as somebody has signed for: not a moment earlier, once, with
// a public line of the trail, and of no lead that is open or still with the body it was handed over to.
func TestForget_deletesContactsAfterTheYears(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		years := 0
		w.Retention = func(context.Context) int { return years }
		w.forgetPage = 2
		gone, nameless := w.dismissed(), w.routed(func(r *Report) { r.Mode = ModeAnonymous })
		handed, open := w.handed(handing()), w.working()
		w.ok(w.Close(t.Context(), w.staff["handler"], w.ref(w.answered(proven()).Number), "")) // owes a hand-over
		three := clock.FromMilli(gone.Ended).In(clock.Beijing).AddDate(3, 0, 0)
		w.clock.Set(three.Add(time.Hour))
		w.forgets(0) // nobody has signed
		years = 3
		w.clock.Set(three.Add(-time.Millisecond))
		w.forgets(0)
		w.clock.Set(three)
		w.forgets(1)
		w.clock.Set(three.AddDate(9, 0, 0))
		w.forgets(0)
		if w.left(gone) != "" || w.left(handed) == "" || w.left(open) == "" {
			t.Errorf("left: %q of the ended, %q of the handed over, %q of the open one", w.left(gone), w.left(handed), w.left(open))
		}
		if known, err := w.Ring.HasPhone(t.Context(), w.DB, gone.ID, "19900001234"); known || err != nil {
			t.Errorf("its number is still known: %v", err)
		}
		p, err := w.Public(t.Context(), gone.ID)
		w.ok(err)
		last := p.Events[len(p.Events)-1]
		if last.Kind != "forgotten" || !last.Public || slices.Contains(kindsOf(w, nameless.Number), "forgotten") {
			t.Errorf("the reporter reads %q last", last.Kind)
		}
	})
}

// Who looks for a contact that was deleted is told so, and no reading of it is in the trail.
func TestForget_isToldToWhoLooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.Retention = func(context.Context) int { return 1 }
		l := w.dismissed()
		w.clock.Set(clock.FromMilli(l.Ended).AddDate(1, 0, 1))
		w.forgets(1)
		c, err := w.Get(t.Context(), w.staff["handler"], l.Number)
		w.ok(err)
		if !c.Forgotten || c.Phone != "" || c.HasName {
			t.Errorf("the page shows %q", c.Phone)
		}
		_, err = w.Reveal(t.Context(), w.staff["handler"], l.Number, Purposes[0], "核实缴费时间")
		if e := errs.As(err); e == nil || e.Kind != errs.Conflict || e.Text.Key != "move.forgotten" || slices.Contains(kindsOf(w, l.Number), "revealed") {
			t.Errorf("reading it: %v, %v", err, kindsOf(w, l.Number))
		}
	})
}

// A lead that came back meanwhile keeps its contact: what the page of contacts said is looked at again under the lead's lock.
func TestForget_looksAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		open := w.working()
		w.clock.Add(24 * 366 * time.Hour)
		if did, err := w.forget(t.Context(), open.ID, 1); did || err != nil || w.left(open) == "" {
			t.Errorf("an open lead: %v, %v", did, err)
		}
	})
}

// Who is afraid can take back what they left, at any time: nobody reads it any more, nobody is held to ring, and who works on
// the lead knows. What the report is about goes on.
func TestErase_isTheReportersOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		ring := func() (n int64) {
			w.ok(w.DB.Gorm(t.Context()).Model(&Clock{}).Where("lead_id = ? AND kind = ? AND stopped = 0", l.ID, clockContact).Count(&n).Error)
			return n
		}
		p, err := w.Public(t.Context(), l.ID)
		w.ok(err)
		if !p.CanErase || ring() != 1 {
			t.Fatalf("can erase: %v, clocks to ring: %d", p.CanErase, ring())
		}
		for range 2 {
			w.ok(w.Erase(t.Context(), l.ID))
		}
		if w.left(l) != "" || ring() != 0 || w.lead(l.Number).State != InProgress {
			t.Errorf("left %q, clocks to ring: %d", w.left(l), ring())
		}
		p, err = w.Public(t.Context(), l.ID)
		w.ok(err)
		if last := p.Events[len(p.Events)-1]; last.Kind != "erased" || p.CanErase {
			t.Errorf("the reporter reads %q last, can erase: %v", last.Kind, p.CanErase)
		}
		_, err = w.Reveal(t.Context(), w.staff["handler"], l.Number, Purposes[0], "核实缴费时间")
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("reading it: %v", err)
		}
		if got := strings.Count(strings.Join(kindsOf(w, l.Number), " "), "erased"); got != 1 {
			t.Errorf("told %d times", got)
		}
		w.ok(w.Withdraw(t.Context(), l.ID, ""))
		w.ok(w.Keep(t.Context(), w.staff["leader"], w.ref(l.Number), "可能违规，继续核查"))
		if ring() != 0 {
			t.Error("it goes on, and somebody is held to ring who cannot")
		}
		nameless := w.routed(func(r *Report) { r.Mode = ModeAnonymous })
		w.ok(w.Erase(t.Context(), nameless.ID))
		if slices.Contains(kindsOf(w, nameless.Number), "erased") {
			t.Error("something was deleted that nobody left")
		}
	})
}
