package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/org"
)

// statements are those of the transactions of do, by the word they begin with and the table.
func (w *world) statements(do func() error) []string {
	w.t.Helper()
	var all []string
	w.DB.Watch(func(query string, _ []any) { all = append(all, query) })
	defer w.DB.Watch(nil)
	w.ok(do())
	return slices.Compact(all) // rows of one table are one statement on MariaDB
}

// What a move costs is known: the lead read and written once, its clocks stopped in one statement, one row of the trail
// and one to be sealed, the numbers, and the jobs. Whoever adds a statement says so here.
func TestMove_costsSoManyStatements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		h, leader, l := w.staff["handler"], w.staff["leader"], w.routed()
		for _, c := range []struct {
			move Move
			who  org.Actor
			want int
		}{
			{MoveSign, h, 8},
			{MoveAccept, h, 5},
			{MoveContact, h, 6},
			{MoveExtend, h, 10},
			{MoveGrant, leader, 13},
			{MoveReply, h, 8},
			{MoveApprove, leader, 12},
			{MoveClose, h, 10},
		} {
			ref := w.ref(l.Number)
			got := w.statements(func() error { return w.moves()[c.move](t.Context(), c.who, ref) })
			if len(got) != c.want {
				t.Errorf("%s: %d statements, want %d:\n%s", c.move, len(got), c.want, briefly(got))
			}
		}
	})
}

// files are so many that came whole and are part of no report yet.
func (w *world) files(n int) (files []File) {
	w.t.Helper()
	for range n {
		u, err := w.Evidence.Receive(w.t.Context(), "通知.pdf", strings.NewReader("%PDF-1.7\ntrailer\n%%EOF\n"))
		w.ok(err)
		w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error { return w.Evidence.Finish(ctx, tx, u) }))
		files = append(files, File{ID: u.ID, Kind: u.Kind, Size: u.Size, Hash: u.Hash})
	}
	return files
}

// What files cost a report that is sent is known too: they were stored before, one statement asks which of them came
// meanwhile, and however many there are, one makes them part of the lead; that a scanner looks at them goes with the other jobs.
func TestSubmit_costsSoManyStatements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.submit(func(r *Report) { r.Files = w.files(1) }) // blocks of numbers are taken
		for _, c := range []struct {
			files, want int
			scanner     string
		}{{0, 12, ""}, {1, 13, ""}, {evidence.FilesMax, 13, ""}, {evidence.FilesMax, 13, "/run/clamd"}} {
			w.Evidence.Scanner.Address = c.scanner
			files := w.files(c.files)
			got := w.statements(func() error { w.submit(func(r *Report) { r.Files = files }); return nil })
			if len(got) != c.want {
				t.Errorf("%d files: %d statements, want %d:\n%s", c.files, len(got), c.want, briefly(got))
			}
		}
		w.Evidence.Scanner.Address = ""
	})
}

func briefly(queries []string) string {
	var b strings.Builder
	for _, q := range queries {
		fmt.Fprintf(&b, "  %.90s\n", q)
	}
	return b.String()
}
