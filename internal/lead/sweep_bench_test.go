package lead_test

import (
	"context"
	"flag"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/testkit/seed"
	"sunlead/internal/vault"
)

var sweepOpen = flag.Int("sweep.open", 5_000, "open leads of BenchmarkSweep")

// sweepDue is how many of them have a step that is due.
const sweepDue = 1_000

// BenchmarkSweep is one tick of the sweep over a ledger of open leads of which a thousand are due: how long it takes, and
// how many rows the server reads for it. docs/performance.md has the figures and the command.
func BenchmarkSweep(b *testing.B) {
	for _, dialect := range testkit.Dialects() {
		b.Run(string(dialect), func(b *testing.B) { sweepOnce(b, dialect) })
	}
}

func sweepOnce(b *testing.B, dialect db.Dialect) {
	b.Helper()
	s := openLedger(b, dialect)
	ctx, fake := b.Context(), s.Case.(*clock.Fake)
	for b.Loop() {
		at := clock.Milli(fake.Now()) - 1
		exec(b, s.DB, "UPDATE leads SET next_step_at = ? WHERE id IN (SELECT id FROM (SELECT id FROM leads WHERE next_step = 'remind' ORDER BY id LIMIT ?) AS some)", at, sweepDue)
		before, begun := rowsRead(b, s.DB), time.Now()
		n, err := s.Escalate(ctx)
		took := time.Since(begun)
		if err != nil || n != sweepDue {
			b.Fatalf("%d steps, %v", n, err)
		}
		b.ReportMetric(float64(took.Milliseconds()), "ms/tick")
		for name, n := range rowsRead(b, s.DB) {
			b.ReportMetric(float64(n-before[name])/sweepDue, name+"/due")
		}
	}
}

// openLedger is a seeded ledger whose leads are all open and have their first step far ahead.
func openLedger(b *testing.B, dialect db.Dialect) *lead.Service {
	b.Helper()
	d := testkit.OpenDialect(b, dialect)
	testkit.Corrupted(d) // leads that were answered are open again
	ring, err := vault.LoadRing(b.TempDir(), true)
	fatal(b, err)
	fatal(b, d.InTx(b.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) }))
	now := time.Date(2026, 7, 6, 16, 0, 0, 0, clock.Beijing)
	fatal(b, seed.Leads(b.Context(), d, ring, seed.Options{N: *sweepOpen, Start: now.AddDate(0, 0, -200), End: now}))
	ahead := clock.Milli(now.AddDate(0, 1, 0))
	reopenAll(b, d, ahead)
	s := lead.New(lead.Deps{
		DB: d, Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(), Case: clock.NewFake(now), Wall: clock.NewFake(now), Log: slog.New(slog.DiscardHandler),
	})
	b.Cleanup(s.Drain)
	return s
}

// reopenAll goes by key, a part at a time: no statement may take longer than a program waits for its answer.
func reopenAll(b *testing.B, d *db.DB, ahead int64) {
	b.Helper()
	const part = 20_000
	for last := int64(0); ; {
		var ids []int64
		fatal(b, d.Gorm(b.Context()).Table("leads").Where("id > ?", last).Order("id").Limit(part).Pluck("id", &ids).Error)
		if len(ids) == 0 {
			return
		}
		from := last
		last = ids[len(ids)-1]
		exec(b, d, "UPDATE leads SET open = 1, state = 'in_progress', last_step = '', next_step = 'remind', due = ?, next_step_at = ? WHERE id > ? AND id <= ?",
			ahead, ahead, from, last)
	}
}

func exec(b *testing.B, d *db.DB, sql string, args ...any) {
	b.Helper()
	fatal(b, d.InTx(b.Context(), func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec(sql, args...).Error }))
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// rowsRead is what the server says it has read, by kind; SQLite does not say.
func rowsRead(b *testing.B, d *db.DB) map[string]int64 {
	b.Helper()
	out := map[string]int64{}
	if d.Dialect != db.MySQL {
		return out
	}
	var rows []struct{ VariableName, VariableValue string }
	fatal(b, d.Gorm(b.Context()).Raw("SELECT variable_name AS variable_name, variable_value AS variable_value FROM information_schema.global_status WHERE variable_name LIKE 'HANDLER_READ%'").Scan(&rows).Error)
	for _, r := range rows {
		n, _ := strconv.ParseInt(r.VariableValue, 10, 64)
		out[strings.ToLower(r.VariableName)] = n
	}
	return out
}
