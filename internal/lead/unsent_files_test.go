package lead

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/evidence"
)

// adds adds a file to a half-written report.
func (w *world) adds(key [16]byte, called string) int64 {
	w.t.Helper()
	u, err := w.Evidence.Receive(w.t.Context(), called, strings.NewReader("%PDF-1.7\ntrailer\n%%EOF\n"))
	w.ok(err)
	w.ok(w.AddFile(w.t.Context(), key, u))
	return u.ID
}

// filesOf are the files of a lead that was sent.
func (w *world) filesOf(number string) (ids []int64) {
	w.t.Helper()
	p, err := w.PublicByNumber(w.t.Context(), number)
	w.ok(err)
	files, err := w.Evidence.Of(w.t.Context(), w.DB, p.ID)
	w.ok(err)
	for _, f := range files {
		ids = append(ids, f.ID)
	}
	return ids
}

// A file that came after a page was read is not lost by saving or sending that page, nor does one come back that was taken
// out meanwhile.
func TestUnsent_noPageLosesAFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, page := t.Context(), report()
		w.ok(w.SaveUnsent(ctx, &page))
		older := page
		first := w.adds(page.Key, "a.pdf")
		page.Text += "，再补一句"
		w.ok(w.SaveUnsent(ctx, &page))
		if len(page.Files) != 1 {
			t.Fatalf("the page that was saved has %+v", page.Files)
		}
		second := w.adds(page.Key, "b.pdf")
		out := w.adds(page.Key, "c.pdf")
		now, _, _, err := w.Unsent(ctx, page.Key)
		w.ok(err)
		w.ok(w.RemoveFile(ctx, page.Key, out))
		for _, stale := range []Report{older, page, now} {
			w.ok(w.SaveUnsent(ctx, &stale))
		}
		receipt, err := w.Submit(ctx, now)
		w.ok(err)
		if got := w.filesOf(receipt.Number); !slices.Equal(got, []int64{first, second}) {
			t.Errorf("the lead has the files %v, want %v", got, []int64{first, second})
		}
		if again, err := w.Submit(ctx, withFiles(now, first, second)); err != nil || again.Number != receipt.Number {
			t.Errorf("the same again: %+v, %v", again, err)
		}
	})
}

// withFiles is a report as a page shows it that knows of these files alone.
func withFiles(r Report, ids ...int64) Report {
	r.Files = slices.DeleteFunc(slices.Clone(r.Files), func(f File) bool { return !slices.Contains(ids, f.ID) })
	return r
}

// A half-written report that somebody goes on with keeps its oldest file too.
func TestUnsent_keepsAllItsFiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), report()
		w.ok(w.SaveUnsent(ctx, &r))
		var want []int64
		for range 3 {
			want = append(want, w.adds(r.Key, "a.pdf"))
			w.clock.Add(unsentLife - time.Hour)
		}
		_, err := w.Evidence.Sweep(ctx)
		w.ok(err)
		r, _, found, err := w.Unsent(ctx, r.Key)
		if err != nil || !found {
			t.Fatalf("the report: %v, %v", found, err)
		}
		receipt, err := w.Submit(ctx, r)
		w.ok(err)
		if got := w.filesOf(receipt.Number); !slices.Equal(got, want) {
			t.Errorf("the lead has the files %v, want %v", got, want)
		}
	})
}

// A file that is gone is named, and without it the report can be sent.
func TestSubmit_namesAFileThatIsGone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, r := t.Context(), report()
		w.ok(w.SaveUnsent(ctx, &r))
		kept, gone := w.adds(r.Key, "在.pdf"), w.adds(r.Key, "不在.pdf")
		w.ok(w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return w.Evidence.Drop(ctx, tx, []int64{gone})
		}))
		_, err := w.Evidence.Sweep(ctx)
		w.ok(err)
		_, err = w.Submit(ctx, r)
		if e := errs.As(err); !errs.Is(err, errs.Invalid) || e.Fields[evidence.Field].Key != "evidence.gone" || !slices.Contains(e.Fields[evidence.Field].Args, any("不在.pdf")) {
			t.Fatalf("sent without a file: %v", err)
		}
		w.ok(w.RemoveFile(ctx, r.Key, gone))
		receipt, err := w.Submit(ctx, r)
		w.ok(err)
		if got := w.filesOf(receipt.Number); !slices.Equal(got, []int64{kept}) {
			t.Errorf("the lead has the files %v, want %v", got, kept)
		}
	})
}
