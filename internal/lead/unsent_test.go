package lead

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A half-written report opens under its form's key alone, for three days.
func TestUnsent_isSealedUnderItsKeyAndEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), report()
		w.ok(w.SaveUnsent(ctx, &r))
		r.Text += "，再补一句"
		w.ok(w.SaveUnsent(ctx, &r))
		got, _, found, err := w.Unsent(ctx, r.Key)
		if err != nil || !found || !cmp.Equal(got, r) {
			t.Errorf("read back %+v, %v, %v", got, found, err)
		}
		var rows []unsent
		w.ok(w.DB.Gorm(ctx).Find(&rows).Error)
		if len(rows) != 1 || contains(rows[0].Data, "19900001234") || contains(rows[0].Data, "共建费") || contains(rows[0].ID, string(r.Key[:])) {
			t.Errorf("%d rows, or one that can be read", len(rows))
		}
		if _, _, found, err := w.Unsent(ctx, report().Key); found || err != nil {
			t.Errorf("another key: %v, %v", found, err)
		}
		w.clock.Add(unsentLife + time.Second)
		if _, _, found, err := w.Unsent(ctx, r.Key); found || err != nil {
			t.Errorf("after three days: %v, %v", found, err)
		}
		w.ok(w.SaveUnsent(ctx, &r))
		w.ok(w.DropUnsent(ctx, r.Key))
		if n := count(t, w.DB, "drafts"); n != 0 {
			t.Errorf("%d drafts left", n)
		}
	})
}

// The half-written pages go with the report that they became, not a moment before or after.
func TestSubmit_forgetsWhatIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r, other := report(), report()
		w.ok(w.SaveUnsent(t.Context(), &r))
		w.ok(w.SaveUnsent(t.Context(), &other))
		if _, err := w.Submit(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			key  [16]byte
			want bool
		}{{r.Key, false}, {other.Key, true}} {
			if _, _, found, err := w.Unsent(t.Context(), c.key); err != nil || found != c.want {
				t.Errorf("half-written pages there: %v, %v; want %v", found, err, c.want)
			}
		}
	})
}
