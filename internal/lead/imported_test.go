package lead

import (
	"strings"
	"testing"

	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
	"sunlead/internal/vault"
)

// row is what the importer makes of a row that says nothing but a text.
func row(text string) Report {
	return Report{
		Source: FromAbove, Category: "other", About: AboutUnsure, District: org.DistrictUnknown, Text: text, Mode: ModeAnonymous,
	}
}

func TestImport_sameRowAddsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		put := func(o Origin, want bool) Receipt {
			t.Helper()
			rec, added, err := w.Import(t.Context(), row("示例一小收费"), o)
			w.ok(err)
			if added != want {
				t.Errorf("%s %s %d: added is %v", o.ID, o.Content, o.Before, added)
			}
			return rec
		}
		first := put(Origin{Content: []byte("a")}, true)
		again := put(Origin{Content: []byte("a")}, false)
		if first.Again = true; again != first {
			t.Errorf("receipts %v and %v", first, again)
		}
		put(Origin{Content: []byte("a"), Before: 1}, true) // an equal row further down is another report
		put(Origin{ID: "7", Content: []byte("a")}, true)
		put(Origin{ID: "7", Content: []byte("a"), Before: 3}, false)
		if _, _, err := w.Import(t.Context(), row("示例一小收费"), Origin{ID: "7", Content: []byte("b")}); !errs.Is(err, errs.Conflict) {
			t.Errorf("the same id with other content: %v", err)
		}
		if n := count(t, w.DB, "leads"); n != 3 {
			t.Errorf("%d leads, want 3", n)
		}
	})
}

// 20,000 characters of four bytes are 80,000 bytes.
func TestImport_longTextIsStoredWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		long := strings.Repeat("𠮷", TextMaxImport)
		rec, _, err := w.Import(t.Context(), row(long), Origin{Content: []byte("a")})
		w.ok(err)
		words, err := textOf(t.Context(), w.DB, w.lead(rec.Number).ID)
		w.ok(err)
		if words.Text != long {
			t.Errorf("%d bytes stored, want %d", len(words.Text), len(long))
		}
		for text, field := range map[string]string{long + "多": "text", " \u200b": "text"} {
			if _, _, err := w.Import(t.Context(), row(text), Origin{Content: []byte(text)}); errs.As(err) == nil || errs.As(err).Fields[field].Key == "" {
				t.Errorf("%d bytes: %v", len(text), err)
			}
		}
	})
}

// Only an import may be long, short or without consent: a form that says so itself is a form.
func TestSubmit_isNeverAnImport(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.Open(t))
	for name, change := range map[string]func(*Report){
		"text":    func(r *Report) { r.Text = strings.Repeat("长", TextMax+1) },
		"consent": func(r *Report) { r.Consent = false },
	} {
		r := report()
		change(&r)
		r.Imported = true
		if _, err := w.Submit(t.Context(), r); errs.As(err) == nil || errs.As(err).Fields[name].Key == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A row without a district is routed: it waits at city dispatch, with its reason; its clocks begin now.
func TestImport_withoutDistrictIsRoutedToCityDispatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := row("示例小区没有对口学校")
		r.When, r.WhenText = "earlier", "2019-06-04 11:39:15"
		rec, _, err := w.Import(t.Context(), r, Origin{Content: []byte("a")})
		w.ok(err)
		w.route()
		l := w.lead(rec.Number)
		if l.Routed == 0 || l.State != StateNew || l.OwnerUnit != org.CityID || l.ReasonText().Key != "route.no_district" {
			t.Errorf("lead %+v", l)
		}
		if l.Received != w.clock.Now().UnixMilli() || l.NextStepAt <= l.Received {
			t.Errorf("received %d, next step %d, now %d", l.Received, l.NextStepAt, w.clock.Now().UnixMilli())
		}
		words, err := textOf(t.Context(), w.DB, l.ID)
		w.ok(err)
		if words.Happened != "2019-06-04 11:39:15" {
			t.Errorf("happened %q", words.Happened)
		}
		entries, err := trail.Read(t.Context(), w.DB, trail.LeadStream(l.ID))
		w.ok(err)
		if len(entries) == 0 || entries[0].Kind != "submitted" || entries[0].Actor != trail.System {
			t.Errorf("trail %+v", entries) // no reporter sent it here
		}
	})
}

func TestImport_contactIsSealedWithoutAsking(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.Open(t))
	r := row("示例一小收费")
	r.Mode, r.Contact = ModePhone, vault.Contact{Phone: "1990000 1234", Name: "王女士", Hide: true}
	rec, _, err := w.Import(t.Context(), r, Origin{Content: []byte("a")})
	w.ok(err)
	c, err := w.Ring.OpenContact(t.Context(), w.DB, w.lead(rec.Number).ID)
	w.ok(err)
	if c.Phone != "19900001234" || c.Name != "王女士" {
		t.Errorf("contact %+v", c)
	}
}
