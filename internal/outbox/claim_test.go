package outbox

import (
	"context"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

var noon = time.Date(2025, 7, 7, 12, 0, 0, 0, time.UTC)

// added writes n jobs as a program whose clock shows at.
func added(t *testing.T, d *db.DB, at time.Time, n int) {
	t.Helper()
	jobs := make([]Job, n)
	for i := range jobs {
		jobs[i] = Job{Kind: LeadRoute, Payload: map[string]any{}}
	}
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return new(Box).Add(ctx, tx, at.UnixMilli(), jobs...) })
	if err != nil {
		t.Fatal(err)
	}
}

// claimed is how many jobs a relay gets whose clock shows at.
func claimed(t *testing.T, d *db.DB, token string, at time.Time) int {
	t.Helper()
	rows, err := new(Box).Claim(t.Context(), d, Claim{Kind: LeadRoute, Token: token, Limit: 64, Now: at, Hold: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

// Machines' clocks differ, and are set back: that must not hold up a job.
func TestClaim_jobsDoNotWaitForClocks(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		added(t, d, noon.Add(5*time.Minute), 3)
		if n := claimed(t, d, "a", noon); n != 3 {
			t.Errorf("%d of 3 jobs of a machine whose clock is ahead", n)
		}
		if n := claimed(t, d, "b", noon.Add(time.Second)); n != 0 {
			t.Errorf("%d jobs are claimed twice", n)
		}
		if n := claimed(t, d, "c", noon.Add(-time.Hour)); n != 3 {
			t.Errorf("%d of 3 lost jobs after the clock was set back", n)
		}
	})
}

// A worker that stands still in its transaction keeps its rows; the others' go on.
func TestClaim_passesOverWhatSomebodyHasInHand(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	d := testkit.OpenDialect(t, db.MySQL)
	added(t, d, noon, 100)
	first, other := []int64{}, make(chan int)
	relay := func() { other <- claimed(t, d, "a", noon) }
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		err := tx.Gorm(ctx).Model(&Row{}).Order("id").Limit(64).Pluck("id", &first).Error
		if err == nil {
			_, err = new(Box).Take(ctx, tx, LeadRoute, first)
		}
		go relay()
		if n := <-other; n != 36 {
			t.Errorf("%d jobs claimed beside a worker that has 64 of 100 in hand", n)
		}
		return err
	})
	if err != nil || len(first) != 64 {
		t.Fatal(len(first), err)
	}
}
