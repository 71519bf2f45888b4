package lead

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

// sent is one statement of a transaction.
type sent struct {
	query string
	args  []any
}

// BenchmarkMove is a signature (签收) as the ledger makes it, beside the very same statements sent by themselves: the lead is
// put back in between. What is compared is what the ledger adds: reading, checking, building.
//
//	go run ./internal/testkit/cmd/services -- go test ./internal/lead -run '^$' -bench Move -benchtime 500x
func BenchmarkMove(b *testing.B) {
	for _, dialect := range testkit.Dialects() {
		b.Run(string(dialect), func(b *testing.B) {
			w := newWorld(b, testkit.OpenDialect(b, dialect))
			var ours, raw []time.Duration
			for b.Loop() {
				l, deltas := w.routed(), w.lastDelta()
				begun := time.Now()
				all := w.record(func() error { return w.Sign(b.Context(), w.staff["handler"], Ref{l.Number, l.Version}) })
				ours = append(ours, time.Since(begun))
				w.putBack(l, deltas)
				begun = time.Now()
				w.ok(w.send(all))
				raw = append(raw, time.Since(begun))
			}
			slices.Sort(ours)
			slices.Sort(raw)
			for name, at := range map[string]float64{"p50": .5, "p99": .99} {
				o, r := ours[int(at*float64(len(ours)-1))], raw[int(at*float64(len(raw)-1))]
				b.ReportMetric(float64(o.Microseconds()), name+"-us")
				b.ReportMetric(float64(r.Microseconds()), name+"-raw-us")
				b.ReportMetric(float64(o)/float64(r), name+"-ratio")
			}
		})
	}
}

func (w *world) record(do func() error) []sent {
	w.t.Helper()
	var all []sent
	w.DB.Watch(func(query string, args []any) { all = append(all, sent{query, slices.Clone(args)}) })
	defer w.DB.Watch(nil)
	w.ok(do())
	return all
}

// send sends the statements as they are, in one transaction.
func (w *world) send(all []sent) error {
	return w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		pool := tx.Gorm(ctx).Statement.ConnPool
		for _, s := range all {
			if !strings.HasPrefix(s.query, "SELECT") {
				if _, err := pool.ExecContext(ctx, s.query, s.args...); err != nil {
					return err
				}
				continue
			}
			rows, err := pool.QueryContext(ctx, s.query, s.args...)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) lastDelta() (id int64) {
	w.t.Helper()
	w.ok(w.DB.Gorm(w.t.Context()).Raw("SELECT MAX(id) FROM lead_deltas").Scan(&id).Error)
	return id
}

// putBack makes a lead as it was before its last move.
func (w *world) putBack(was *Lead, deltas int64) {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		g := tx.Gorm(ctx)
		stream := trail.LeadStream(was.ID)
		for _, s := range []sent{
			{"DELETE FROM trail WHERE stream = ? AND seq > ?", []any{stream, was.TrailSeq}},
			{"DELETE FROM unsealed WHERE stream = ? AND seq > ?", []any{stream, was.TrailSeq}},
			{"DELETE FROM lead_deltas WHERE id > ?", []any{deltas}},
			{"UPDATE lead_clocks SET stopped = 0 WHERE lead_id = ?", []any{was.ID}},
		} {
			if err := g.Exec(s.query, s.args...).Error; err != nil {
				return err
			}
		}
		return g.Model(&Lead{}).Where("id = ?", was.ID).Select(changeable).Updates(was).Error
	}))
}
