package lead

import (
	"sync"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func TestSubmit_sameKeyIsOneLead(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		w, r := newWorld(t, d), report()
		const clicks = 50
		receipts := make([]Receipt, clicks)
		var wg sync.WaitGroup
		for i := range clicks {
			wg.Go(func() {
				rec, err := w.Submit(t.Context(), r)
				if err != nil {
					t.Error(err)
				}
				receipts[i] = rec
			})
		}
		wg.Wait()
		first := 0
		for i := range receipts {
			if !receipts[i].Again {
				first++
			}
			if receipts[i].Again = true; receipts[i] != receipts[0] {
				t.Fatalf("receipts differ: %v and %v", receipts[i], receipts[0])
			}
		}
		if first != 1 {
			t.Errorf("%d were given it for the first time", first)
		}
		if n := count(t, w.DB, "leads"); n != 1 {
			t.Errorf("%d leads, want 1", n)
		}
		if again, err := w.Receipt(t.Context(), r.Key); err != nil || again != receipts[0] {
			t.Errorf("receipt by key = %v, %v", again, err)
		}
	})
}

func TestSubmit_sameKeyOtherBodyConflicts(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t, testkit.Open(t)), report()
	_, err := w.Submit(t.Context(), r)
	w.ok(err)
	r.Text += "，补充一句"
	if _, err := w.Submit(t.Context(), r); !errs.Is(err, errs.Conflict) {
		t.Errorf("err = %v, want conflict", err)
	}
	if n := count(t, w.DB, "leads"); n != 1 {
		t.Errorf("%d leads, want 1", n)
	}
}

func TestSubmit_manyAtOnceAllStoredOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const n = 300
		numbers := make([]string, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				rec, err := w.Submit(t.Context(), report())
				if err != nil {
					t.Error(err)
				}
				numbers[i] = rec.Number
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		for _, number := range numbers {
			seen[number] = true
		}
		if len(seen) != n {
			t.Errorf("%d different numbers, want %d", len(seen), n)
		}
		for _, table := range []string{"leads", "lead_texts", "reporters", "trail", "unsealed", "outbox"} {
			if got := count(t, w.DB, table); got != n {
				t.Errorf("%s has %d rows, want %d", table, got, n)
			}
		}
	})
}

func TestSubmit_refusesWhatIsWrongAndStoresNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		cases := map[string]struct {
			change func(*Report)
			field  string
		}{
			"no category":     {func(r *Report) { r.Category = "" }, "cat"},
			"unknown":         {func(r *Report) { r.Category = "x" }, "cat"},
			"no district":     {func(r *Report) { r.District = "" }, "district"},
			"other district":  {func(r *Report) { r.District = "650199" }, "district"},
			"no about":        {func(r *Report) { r.About = "" }, "about"},
			"no nature":       {func(r *Report) { r.About = AboutDistrict }, "nature"},
			"zero width text": {func(r *Report) { r.Text = "\u200b\u3000 \u2800\ufeff          " }, "text"},
			"short text":      {func(r *Report) { r.Text = "太短了" }, "text"},
			"wrong phone":     {func(r *Report) { r.Contact.Phone = "1990000" }, "phone"},
			"no consent":      {func(r *Report) { r.Consent = false }, "consent"},
			"no mode":         {func(r *Report) { r.Mode = "" }, "mode"},
		}
		for name, c := range cases {
			r := report()
			c.change(&r)
			_, err := w.Submit(t.Context(), r)
			if e := errs.As(err); e == nil || e.Kind != errs.Invalid || e.Fields[c.field].Key == "" {
				t.Errorf("%s: err = %v, want field %s", name, err, c.field)
			}
		}
		if n := count(t, w.DB, "leads"); n != 0 {
			t.Errorf("%d leads stored", n)
		}
	})
}

func TestSubmit_contactIsSealedAndNowhereElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.submit()
		var rows []map[string]any
		w.ok(w.DB.Gorm(t.Context()).Table("reporters").Find(&rows).Error)
		for _, row := range rows {
			for column, v := range row {
				if b, ok := v.([]byte); ok && (contains(b, "19900001234") || contains(b, "王女士")) {
					t.Errorf("column %s holds the contact in the clear", column)
				}
			}
		}
	})
}

func TestSubmit_startsPromisesAndTrail(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.lead(w.submit().Number)
		if got, want := clock.FromMilli(l.Due).In(clock.Beijing).Format("01-02 15:04"), "07-14 20:00"; got != want {
			t.Errorf("due %s, want %s", got, want)
		}
		clocks, err := clocksOf(t.Context(), w.DB, l.ID)
		w.ok(err)
		if len(clocks) != 4 {
			t.Errorf("%d clocks, want sign, contact, answer and law_accept", len(clocks))
		}
		entries, err := trail.Read(t.Context(), w.DB, trail.LeadStream(l.ID))
		w.ok(err)
		if len(entries) != 1 || !entries[0].Intact() || l.TrailSeq != 1 {
			t.Errorf("trail = %+v", entries)
		}
	})
}

func TestSubmit_codeCollisionRaisesTry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := report()
		first := code(w.Ring.Pepper(), r.Key[:], 0)
		other := w.lead(w.submit().Number)
		w.ok(w.DB.InTx(t.Context(), func(ctx ctxT, tx db.Tx) error {
			return tx.Gorm(ctx).Model(&Lead{}).Where("id = ?", other.ID).Update("code_mac", codeMAC(w.Ring.Pepper(), first)).Error
		}))
		rec, err := w.Submit(t.Context(), r)
		w.ok(err)
		if rec.Code == first {
			t.Error("two leads share a code")
		}
		again, err := w.Submit(t.Context(), r)
		w.ok(err)
		if !again.Again || rec.Again {
			t.Errorf("given again: %v, the first time: %v", again.Again, rec.Again)
		}
		if again.Again = false; again != rec {
			t.Errorf("replay gave %v, first gave %v", again, rec)
		}
	})
}

func TestTrack_findsByCodeAloneAndOnlyTheRightOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rec := w.submit()
		p, err := w.Open(t.Context(), Grouped(rec.Code))
		w.ok(err)
		if p.Lead != w.lead(rec.Number).ID {
			t.Error("the code opens another lead")
		}
		if _, err := w.Open(t.Context(), "0000000000000001"); !errs.Is(err, errs.NotFound) {
			t.Errorf("err = %v, want not found", err)
		}
	})
}

// A 24-hour case owes its answer in plain hours: it is due before what came with it, and its ladder begins at once.
func TestSubmit_urgentOwesItsAnswerWithinHours(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		plain := w.lead(w.submit().Number)
		urgent := w.lead(w.submit(func(r *Report) { r.Urgent, r.UrgentWhy, r.Operator = true, "明天报名截止", 1 }).Number)
		if got := urgent.Due - urgent.Received; got != (24 * time.Hour).Milliseconds() {
			t.Errorf("due after %d h", got/time.Hour.Milliseconds())
		}
		if urgent.Due >= plain.Due || urgent.NextStepAt > urgent.Due {
			t.Errorf("due %d, the other %d; first step %d", urgent.Due, plain.Due, urgent.NextStepAt)
		}
		clocks, err := clocksOf(t.Context(), w.DB, urgent.ID)
		w.ok(err)
		kinds := map[string]bool{}
		for _, c := range clocks {
			kinds[c.Kind] = true
		}
		if !kinds[clockUrgent] || kinds[clockAnswer] {
			t.Errorf("clocks %v", kinds)
		}
	})
}
