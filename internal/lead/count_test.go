package lead

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// manyFilters is every filter of the pages, and the mixtures that an address may ask for.
func manyFilters() []Filter {
	list := []Filter{
		{},
		{OpenOnly: true},
		{Late: true},
		{Plain: true},
		{Plain: true, OpenOnly: true},
		{Ledger: tianshan, Plain: true},
		{Unit: tianshan},
		{Unit: org.CityID, OpenOnly: true},
		{Unit: tianshan, Late: true},
		{Unit: tianshan, Group: Later},
		{Unit: tianshan, State: Closed},
		{Unit: tianshan, Ledger: tianshan},
		{Ledger: tianshan, Late: true},
		{Category: "fee"},
		{Category: "zone", State: Assigned},
		{Category: "fee", Unit: tianshan, OpenOnly: true},
		{Item: 14},
		{Item: 14, OpenOnly: true, Plain: true},
		{Item: 14, Ledger: tianshan, Plain: true},
		{Item: 3, State: Replied},
		{Group: Later, OpenOnly: true},
		{State: Closed, OpenOnly: true},
		{State: Closed, Late: true},
		{Group: Done, Late: true},
		{Group: Waiting, State: Assigned},
		// what no counter covers
		{Category: "fee", Item: 14},
		{Category: "fee", Late: true},
		{Item: 14, Group: Later},
		{State: Assigned, Group: Later},
		{State: Assigned, Late: true},
		{Query: "示例一小"},
	}
	for _, g := range append(Groups(), Done) {
		list = append(list, Filter{Group: g}, Filter{Group: g, Plain: true})
	}
	for _, st := range States() {
		list = append(list, Filter{State: st})
	}
	return list
}

// agree holds the counters against a count of the leads themselves, for everybody and every filter.
func (w *world) agree(when string) {
	w.t.Helper()
	fs := manyFilters()
	for who, a := range w.staff {
		got, err := w.Counts(w.t.Context(), a, fs)
		w.ok(err)
		for i, f := range fs {
			var want int64
			w.ok(w.filtered(w.t.Context(), a, f).Count(&want).Error)
			if int64(got[i]) != want {
				w.t.Fatalf("%s: %s counts %d of %+v, there are %d", when, who, got[i], f, want)
			}
		}
	}
}

// busy does something to some lead, as whoever may.
func (w *world) busy(r *rand.Rand, numbers *[]string) {
	w.t.Helper()
	w.clock.Add(time.Duration(r.IntN(9)) * time.Hour)
	switch n := r.IntN(10); {
	case n < 2 || len(*numbers) == 0:
		rec := w.submit(func(rep *Report) {
			rep.Category = []string{"fee", "zone", "test", "info"}[r.IntN(4)]
			rep.District = []string{"650102", "650109", org.DistrictUnknown}[r.IntN(3)]
			rep.ToCity = r.IntN(8) == 0
			if change := []func(*Report){nil, nil, nil, conduct, cityConduct}[r.IntN(5)]; change != nil {
				change(rep)
			}
			if r.IntN(6) == 0 {
				rep.Text = "学校说要找教育局的人打招呼才能进，还要送礼"
			}
		})
		*numbers = append(*numbers, rec.Number)
	case n < 4:
		w.route()
	case n == 4:
		_, err := w.Escalate(w.t.Context())
		w.ok(err)
	default:
		w.anyMove(r, (*numbers)[r.IntN(len(*numbers))])
	}
}

// anyMove tries the moves in any order, each by everybody, until one is made.
func (w *world) anyMove(r *rand.Rand, number string) {
	w.t.Helper()
	ctx, l := w.t.Context(), w.lead(number)
	moves := w.moves()
	moves[MoveReply] = func(ctx context.Context, a org.Actor, ref Ref) error {
		reply := unproven()
		reply.Items = [][]int{{14}, {3, 14}, {}}[r.IntN(3)]
		return w.DraftReply(ctx, a, ref, reply)
	}
	moves[MoveRate] = func(ctx context.Context, _ org.Actor, _ Ref) error { return w.Rate(ctx, l.ID, Said{Solved: Unsolved}) }
	if l.State == StateNew && r.IntN(2) == 0 {
		moves[MoveDispatch] = func(ctx context.Context, a org.Actor, ref Ref) error {
			return w.Dispatch(ctx, a, ref, Dispatch{Unit: tianshan, Wall: true})
		}
	}
	if r.IntN(8) > 0 { // or every walk begins anew
		delete(moves, MoveRespondent)
		delete(moves, MoveWall)
		delete(moves, MoveRestrict)
	}
	names, who := sortedKeys(moves), sortedKeys(w.staff)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, m := range names {
		for _, name := range who {
			if moves[m](ctx, w.staff[name], Ref{number, l.Version}) == nil {
				return
			}
		}
	}
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// kept is every number there is, folded and not.
func (w *world) kept() map[string]int64 {
	w.t.Helper()
	out := map[string]int64{}
	var folded []folding
	var open []delta
	w.ok(w.DB.Gorm(w.t.Context()).Find(&folded).Error)
	w.ok(w.DB.Gorm(w.t.Context()).Find(&open).Error)
	for _, d := range open {
		folded = append(folded, folding{d.Key, d.Leads})
	}
	for _, n := range folded {
		key := fmt.Sprintf("%+v", n.Key)
		if out[key] += n.Leads; out[key] == 0 {
			delete(out, key)
		}
	}
	return out
}

// Whatever happens to the leads, whoever asks what: the counters say what a count of the leads says, before, between
// and after folds; and in the end they are what counting the whole ledger anew gives.
func TestCount_isWhatTheLedgerHas(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(3, 14))
		var numbers []string
		for i := range 240 {
			w.busy(r, &numbers)
			if i%40 == 17 {
				w.agree(fmt.Sprintf("after %d, not folded", i))
				_, err := w.Fold(t.Context())
				w.ok(err)
				w.agree(fmt.Sprintf("after %d, folded", i))
			}
		}
		states := map[State]bool{}
		for _, n := range numbers {
			states[w.lead(n).State] = true
		}
		if len(states) < 6 {
			t.Errorf("the walk reached only %v", states)
		}
		before := w.kept()
		w.ok(w.DB.InTx(t.Context(), Recount))
		if diff := cmp.Diff(before, w.kept()); diff != "" {
			t.Error(diff)
		}
		w.agree("counted anew")
	})
}

// Two workers fold while leads move and people look: no number is ever seen twice or not at all.
func TestFold_isNeverSeen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(t.Context())
		var workers sync.WaitGroup
		var folded atomic.Int64
		for range 2 {
			workers.Go(func() {
				for ctx.Err() == nil {
					n, err := w.Fold(ctx)
					if err != nil && ctx.Err() == nil {
						t.Error(err)
					}
					folded.Add(int64(n))
				}
			})
		}
		r := rand.New(rand.NewPCG(15, 92))
		var numbers []string
		for i := range 60 {
			w.busy(r, &numbers)
			if i%15 == 14 {
				w.agree("while it is folded")
			}
			got, err := w.Count(t.Context(), w.staff["cityleader"], Filter{})
			var want int64
			w.ok(err)
			w.ok(w.filtered(t.Context(), w.staff["cityleader"], Filter{}).Count(&want).Error)
			if int64(got) != want {
				t.Fatalf("counted %d, there are %d", got, want)
			}
		}
		stop()
		workers.Wait()
		if folded.Load() == 0 {
			t.Error("nothing was folded meanwhile")
		}
	})
}

// A fold that ends in the middle has not happened; the next one does it, once.
func TestFold_crashInTheMiddleCountsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.routed()
		w.answered(unproven())
		before := w.kept()
		crash := errors.New("the worker is killed")
		on := true
		w.ok(w.DB.InTx(t.Context(), func(ctx ctxT, tx db.Tx) error {
			return tx.Gorm(ctx).Callback().Delete().Before("gorm:delete").Register("test:crash", func(g *gorm.DB) {
				if on {
					_ = g.AddError(crash)
				}
			})
		}))
		if n, err := w.Fold(t.Context()); !errors.Is(err, crash) {
			t.Fatalf("folded %d, err = %v, want the crash", n, err)
		}
		if diff := cmp.Diff(before, w.kept()); diff != "" {
			t.Errorf("after the crash: %s", diff)
		}
		on = false
		for i := range 2 {
			n, err := w.Fold(t.Context())
			w.ok(err)
			if (n > 0) != (i == 0) {
				t.Errorf("fold %d took %d", i, n)
			}
		}
		if diff := cmp.Diff(before, w.kept()); diff != "" {
			t.Errorf("folded: %s", diff)
		}
		var zeros int64
		w.ok(w.DB.Gorm(t.Context()).Model(&folding{}).Where("leads = 0").Count(&zeros).Error)
		if zeros != 0 {
			t.Errorf("%d rows count nothing", zeros)
		}
	})
}

// A batch of reports writes one row for each number, however many reports it has.
func TestSubmit_batchWritesFewChanges(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		batch := make([]*submission, 64)
		for i := range batch {
			r := report()
			r.Contact.Hide = true
			body, err := r.body()
			w.ok(err)
			p := w.Ring.Pepper()
			batch[i] = w.submission(r, p, p.MAC("body", body))
		}
		_, err := w.write(t.Context(), batch)
		w.ok(err)
		var n int64
		w.ok(d.Gorm(t.Context()).Model(&delta{}).Count(&n).Error)
		if n != 3 { // all, due, item 14
			t.Errorf("%d rows for 64 equal reports, want 3", n)
		}
		w.agree("a batch")
		w.route()
		w.ok(d.Gorm(t.Context()).Model(&delta{}).Count(&n).Error)
		if n != 9 { // and each less, and each more in 天山区
			t.Errorf("%d rows after routing them as one job, want 9", n)
		}
		w.agree("a batch, routed")
	})
}
