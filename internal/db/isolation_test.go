package db_test

import (
	"context"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// A second transaction that commits meanwhile is seen: what the writers read is committed, not a snapshot. The reading
// pool is left as the server has it.
func TestInTx_readsWhatIsCommitted(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // SQLite has one writer, and nobody commits meanwhile
	}
	d := testkit.OpenConfig(t, db.Config{Dialect: db.MySQL, DSN: testkit.MySQL(t)})
	seen := func(ctx context.Context, tx db.Tx) (n int64) {
		if err := tx.Gorm(ctx).Model(&setting{}).Where("name = ?", "b").Count(&n).Error; err != nil {
			t.Error(err)
		}
		return n
	}
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		before := seen(ctx, tx)
		err := d.InTx(t.Context(), func(ctx context.Context, other db.Tx) error { //nolint:contextcheck // a transaction of its own
			return other.Gorm(ctx).Create(&setting{Name: "b"}).Error
		})
		if after := seen(ctx, tx); before != 0 || after != 1 {
			t.Errorf("seen %d, then %d", before, after)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
