package lead

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/errs"
)

func near() Recusal { return Recusal{Ground: "relative", Text: "孩子在该校就读"} }

// Who stepped aside is as if the lead were not there, whatever they ask; everybody else sees it as before.
func TestRecuse_takesTheLeadFromThePerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, l, h := t.Context(), w.working(), w.staff["handler"]
		other := w.routed(func(r *Report) {
			r.SchoolName, r.Text = "示例三小", "我们小区今年改划到两公里外的学校，没看到公示"
		})
		was, err := w.Count(ctx, h, Filter{})
		w.ok(err)
		items, err := w.ItemCounts(ctx, h)
		w.ok(err)
		ref := w.ref(l.Number)
		w.ok(w.Recuse(ctx, h, ref, near()))
		w.ok(w.Recuse(ctx, h, ref, near())) // a second click
		if got := w.finders(w.lead(l.Number)); !slices.Equal(got, []string{"city", "cityleader", "handler2", "leader", "monitor", "unnamed"}) {
			t.Errorf("found by %v", got)
		}
		if n, err := w.Count(ctx, h, Filter{}); err != nil || n != was-1 {
			t.Errorf("counts %d, %v, before %d", n, err, was)
		}
		now, err := w.ItemCounts(ctx, h)
		w.ok(err)
		if now[14].All != items[14].All-1 || now[14].Open != items[14].Open-1 {
			t.Errorf("item 14: %+v, before %+v", now[14], items[14])
		}
		for name, do := range w.moves() {
			if err := do(ctx, h, w.ref(l.Number)); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: err = %v, want not found", name, err)
			}
		}
		if got, err := w.Words(ctx, h, []Lead{*l, *other}); err != nil || len(got) != 1 {
			t.Errorf("words of %d leads, %v", len(got), err)
		}
		w.agree("recused")
		if l = w.lead(l.Number); l.HandlerID != 0 {
			t.Errorf("in hand of %d", l.HandlerID)
		}
		w.ok(w.DraftReply(ctx, w.staff["handler2"], w.ref(l.Number), proven()))
		_, err = w.Fold(ctx)
		w.ok(err)
		w.agree("folded")
	})
}

func TestRecuse_everyPersonForThemselves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		for _, who := range []string{"leader", "cityleader", "unnamed"} {
			w.ok(w.Recuse(t.Context(), w.staff[who], w.ref(l.Number), near()))
		}
		if got := w.finders(w.lead(l.Number)); !slices.Equal(got, []string{"city", "handler", "handler2", "monitor"}) {
			t.Errorf("found by %v", got)
		}
		for _, who := range []string{"monitor", "operator", "midong", "discipline"} {
			if err := w.Recuse(t.Context(), w.staff[who], w.ref(l.Number), near()); !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: err = %v", who, err)
			}
		}
		w.clock.Add(time.Hour)
		w.agree("three recusals")
	})
}

func TestRecuse_refusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.working()
		for field, r := range map[string]Recusal{"ground": {Ground: "busy"}, "text": {Ground: "other", Text: "请打 13900001234"}} {
			if e := errs.As(w.Recuse(t.Context(), w.staff["handler"], w.ref(l.Number), r)); e == nil || e.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, e)
			}
		}
	})
}
