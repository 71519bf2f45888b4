package db_test

import (
	"context"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

func TestSnapshot_seesOneMoment(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		put := func(name string) {
			t.Helper()
			if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
				return tx.Gorm(ctx).Exec("INSERT INTO settings (name, value) VALUES (?, '')", name).Error
			}); err != nil {
				t.Fatal(err)
			}
		}
		put("before")
		err := d.Snapshot(t.Context(), func(ctx context.Context, c db.Conn) error {
			for range 2 { // the first reading fixes the moment, the second must not see what came between
				var n int64
				if err := c.Gorm(ctx).Table("settings").Where("name IN ?", []string{"before", "while"}).Count(&n).Error; err != nil || n != 1 {
					t.Errorf("%d rows, %v", n, err)
				}
				put("while")
				put = func(string) { t.Helper() }
			}
			if err := c.Gorm(ctx).Exec("DELETE FROM settings").Error; err == nil {
				t.Error("a snapshot can write")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
