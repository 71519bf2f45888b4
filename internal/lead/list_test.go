package lead

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// Whatever the filter: the count is the length of the list, paged to its end, and no lead comes twice.
func TestList_countAndPagesAgree(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for i := range 23 {
			w.submit(func(r *Report) {
				if i%3 == 0 {
					r.Category = "zone"
				}
				if i%7 == 0 {
					conduct(r)
				}
			})
			w.clock.Add(9 * time.Hour)
		}
		w.route()
		filters := []Filter{{}, {Late: true}, {Category: "zone"}, {State: Assigned}, {Unit: tianshan, OpenOnly: true}, {Item: 14}, {Query: "示例一小"}, {Plain: true}}
		for _, g := range Groups() {
			filters = append(filters, Filter{Group: g})
		}
		for who, a := range w.staff {
			for _, f := range filters {
				n, err := w.Count(t.Context(), a, f)
				w.ok(err)
				if got := w.walk(who, f); got != n {
					t.Errorf("%s, %+v: count %d, list %d", who, f, n, got)
				}
			}
		}
	})
}

func (w *world) walk(who string, f Filter) int {
	w.t.Helper()
	f.Limit = 4
	seen := map[int64]bool{}
	for {
		page, err := w.List(w.t.Context(), w.staff[who], f)
		w.ok(err)
		for _, l := range page.Leads {
			if seen[l.ID] {
				w.t.Errorf("%s: lead %d twice", who, l.ID)
			}
			seen[l.ID] = true
		}
		if f.After = page.Next(); f.After == 0 {
			return len(seen)
		}
	}
}

// The groups of the work list part the open leads: each stands in exactly one.
func TestGroups_partTheOpenLeads(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for range 40 {
			w.submit()
			w.clock.Add(7 * time.Hour)
		}
		w.route()
		w.answered(unproven())
		a, sum := w.staff["cityleader"], 0
		for _, g := range Groups() {
			n, err := w.Count(t.Context(), a, Filter{Group: g})
			w.ok(err)
			sum += n
		}
		all, err := w.Count(t.Context(), a, Filter{OpenOnly: true})
		w.ok(err)
		if sum != all || all != 41 {
			t.Errorf("groups hold %d leads, %d are open, want 41", sum, all)
		}
	})
}

// What is owed by a date stands in the order of that date; everything else the newest first.
func TestList_mostUrgentFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for range 12 {
			w.submit()
			w.clock.Add(9 * time.Hour)
		}
		w.route()
		w.clock.Add(5 * 24 * time.Hour)
		for who, a := range map[string]org.Actor{"district": w.staff["handler"], "city": w.staff["cityleader"]} {
			late, err := w.List(t.Context(), a, Filter{Late: true})
			w.ok(err)
			byDue := slices.IsSortedFunc(late.Leads, func(x, y Lead) int { return cmp.Compare(x.Due, y.Due) })
			all, err := w.List(t.Context(), a, Filter{})
			w.ok(err)
			byReceipt := slices.IsSortedFunc(all.Leads, func(x, y Lead) int { return cmp.Compare(y.Received, x.Received) })
			if len(late.Leads) < 3 || !byDue || len(all.Leads) != 12 || !byReceipt {
				t.Errorf("%s: %d late, by date %v; %d in all, by receipt %v", who, len(late.Leads), byDue, len(all.Leads), byReceipt)
			}
		}
	})
}

// A search that reads too long ends with a sentence that says what to do; a number, and a list, are not searches.
func TestSearch_endsInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.routed()
		w.patience = time.Nanosecond
		for _, ask := range []func(org.Actor, Filter) error{
			func(a org.Actor, f Filter) error { _, err := w.List(t.Context(), a, f); return err },
			func(a org.Actor, f Filter) error { _, err := w.Count(t.Context(), a, f); return err },
		} {
			if err := ask(w.staff["handler"], Filter{Query: "共建费"}); !errs.Is(err, errs.Unavailable) || errs.As(err).Text.Key != "case.search.slow" {
				t.Errorf("err = %v, want that the search is slow", err)
			}
			w.ok(ask(w.staff["handler"], Filter{Query: l.Number}))
			w.ok(ask(w.staff["handler"], Filter{Category: "fee"}))
		}
	})
}

func TestSearch_isLiteral(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, searchLiterally)
}

func searchLiterally(t *testing.T, d *db.DB) {
	t.Helper()
	w := newWorld(t, d)
	w.routed()
	w.routed(func(r *Report) { r.Text = "要先交 50% 的_定金_才给报名，不合理!" })
	for q, want := range map[string]int{"50%": 1, "%": 1, "_定金_": 1, "!": 1, "' OR 1=1 --": 0, "共建费": 1, "": 2, "(a+)+$": 0} {
		n, err := w.Count(t.Context(), w.staff["handler"], Filter{Query: q})
		w.ok(err)
		if n != want {
			t.Errorf("%q finds %d, want %d", q, n, want)
		}
	}
	for _, garbage := range []string{"共建费", "1 OR 1=1", "", "\u202e"} {
		if _, err := w.Get(t.Context(), w.staff["handler"], garbage); !errs.Is(err, errs.NotFound) {
			t.Errorf("number %q: err = %v, want not found", garbage, err)
		}
		if _, err := w.Count(t.Context(), w.staff["handler"], Filter{Category: garbage, State: State(garbage)}); err != nil {
			t.Errorf("filter %q: %v", garbage, err)
		}
	}
}
