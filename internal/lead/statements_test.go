package lead

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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

func briefly(queries []string) string {
	var b strings.Builder
	for _, q := range queries {
		fmt.Fprintf(&b, "  %.90s\n", q)
	}
	return b.String()
}
