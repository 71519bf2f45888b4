package faults

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

func TestClock(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	for _, dialect := range testkit.Dialects() {
		t.Run(string(dialect), func(t *testing.T) { clockSetBackAndForward(t, dialect) })
	}
}

// rungs are the instants of the ladder of a report of Monday 7 July 2025, 10:00; before them it counts as signed.
var rungs = []time.Time{
	time.Date(2025, 7, 8, 20, 0, 0, 0, clock.Beijing),
	time.Date(2025, 7, 11, 20, 0, 0, 0, clock.Beijing),
	time.Date(2025, 7, 14, 20, 0, 0, 0, clock.Beijing),
	time.Date(2025, 7, 15, 20, 0, 0, 0, clock.Beijing),
	time.Date(2025, 7, 17, 20, 0, 0, 0, clock.Beijing),
	time.Date(2025, 7, 21, 20, 0, 0, 0, clock.Beijing),
}

// FI-29: a clock cannot be bent from outside of a Go program, so this one runs in the process. At every rung the
// clock is set back by an hour and by 400 days, and forward again: nothing fires early, nothing fires twice. A running
// installation's Case clock stands still instead (clock.Case); jobs do not wait for clocks either
// (outbox.TestClaim_jobsDoNotWaitForClocks).
func clockSetBackAndForward(t *testing.T, dialect db.Dialect) {
	t.Parallel()
	const leads = 5
	fake := clock.NewFake(time.Date(2025, 7, 7, 10, 0, 0, 0, clock.Beijing))
	config := db.Config{Dialect: dialect, DSN: filepath.Join(t.TempDir(), "clock.db")}
	if dialect == db.MySQL {
		config.DSN = testkit.MySQL(t)
	}
	a, err := app.New(t.Context(), app.Config{
		Database: config, Keys: t.TempDir(), MakeKeys: true, Migrate: true, Case: fake, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	for i := range leads {
		r := lead.Report{Category: "fee", About: lead.AboutSchool, District: "650102", Text: "报名时要求先交三万元共建费才给学位", Mode: lead.ModeAnonymous}
		r.Key[0] = byte(i)
		if _, err := a.Leads.Submit(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	routeAll(t, a)
	for i, rung := range rungs {
		for _, move := range []struct {
			to   time.Time
			want int
		}{
			{rung.Add(-time.Second), 0},
			{rung.Add(time.Second), leads},
			{rung.Add(-time.Hour), 0},
			{rung.AddDate(0, 0, -400), 0},
			{rung.Add(2 * time.Second), 0},
		} {
			fake.Set(move.to)
			if n, err := a.Leads.Escalate(t.Context()); err != nil || n != move.want {
				t.Errorf("rung %d at %s: %d steps, want %d, %v", i, move.to, n, move.want, err)
			}
		}
	}
	fake.Set(rungs[len(rungs)-1].AddDate(1, 1, 0))
	if n, err := a.Leads.Escalate(t.Context()); err != nil || n != 0 {
		t.Errorf("%d steps beyond the top, %v", n, err)
	}
	var early int64
	err = a.DB.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM lead_steps WHERE step IN ('overdue', 'urge', 'supervise', 'notice') AND taken < due").Scan(&early).Error
	if err != nil || early != 0 {
		t.Errorf("%d steps before their time, %v", early, err)
	}
}

// routeAll does the jobs of routing, as a worker would.
func routeAll(t *testing.T, a *app.App) {
	t.Helper()
	err := a.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		var ids []int64
		if err := tx.Gorm(ctx).Model(&outbox.Row{}).Where("kind = ?", outbox.LeadRoute).Pluck("id", &ids).Error; err != nil {
			return err
		}
		rows, err := a.Box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return a.Leads.RouteNew(ctx, tx, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
}
