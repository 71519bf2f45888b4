package seed_test

import (
	"context"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/internal/testkit/seed"
	"sunlead/internal/vault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// What is seeded is a ledger like any other: testkit holds it against the invariants when the test ends.
func TestLeads_passTheInvariants(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		testkit.Moves(d, lead.Diagram())
		ring, err := vault.LoadRing(t.TempDir(), true)
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) })
		if err != nil {
			t.Fatal(err)
		}
		const n = 3000
		o := seed.Options{N: n, Start: time.Date(2025, 3, 3, 9, 0, 0, 0, clock.Beijing), End: time.Date(2026, 7, 6, 16, 0, 0, 0, clock.Beijing)}
		if err := seed.Leads(t.Context(), d, ring, o); err != nil {
			t.Fatal(err)
		}
		var states []lead.State
		if err := d.Gorm(t.Context()).Table("leads").Distinct("state").Order("state").Pluck("state", &states).Error; err != nil {
			t.Fatal(err)
		}
		var counted, late int64
		d.Gorm(t.Context()).Table("lead_counts").Where("kind = 'all'").Select("SUM(leads)").Scan(&counted)
		d.Gorm(t.Context()).Table("leads").Where("open = 1 AND state <> 'replied' AND due > 0 AND due < ?", clock.Milli(o.End)).Count(&late)
		if len(states) < 7 || counted != n || late < n/100 || late > n/25 {
			t.Errorf("states %v, %d counted, %d late", states, counted, late)
		}
	})
}
