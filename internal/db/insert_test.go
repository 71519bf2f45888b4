package db_test

import (
	"context"
	"slices"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

type draftRow struct {
	ID      []byte
	Data    []byte
	Saved   int64
	Expires int64
	Shown   bool `gorm:"-"`
}

func (draftRow) TableName() string { return "drafts" }

func insert(t *testing.T, d *db.DB, rows ...draftRow) error {
	t.Helper()
	return d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return db.Insert(ctx, tx, rows) })
}

// More rows than one statement takes; what each of them says comes back, quotes and zero bytes too.
func TestInsert_storesEveryRowAsItIs(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		var rows []draftRow
		for i := range int64(300) {
			rows = append(rows, draftRow{[]byte{byte(i >> 8), byte(i)}, []byte("it's \\ a \"row\" \x00 示例" + string(rune(i))), i, -i, true})
		}
		if err := insert(t, d, rows...); err != nil {
			t.Fatal(err)
		}
		var stored []draftRow
		if err := d.Gorm(t.Context()).Order("id").Find(&stored).Error; err != nil {
			t.Fatal(err)
		}
		same := slices.EqualFunc(rows, stored, func(a, b draftRow) bool {
			return string(a.ID) == string(b.ID) && string(a.Data) == string(b.Data) && a.Saved == b.Saved && a.Expires == b.Expires
		})
		if !same {
			t.Errorf("%d rows went in, others came out", len(rows))
		}
	})
}

func TestInsert_takenKeyIsADuplicateAndStoresNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		taken := draftRow{ID: []byte("a"), Data: []byte{}}
		if err := insert(t, d, taken); err != nil {
			t.Fatal(err)
		}
		if err := insert(t, d, draftRow{ID: []byte("b"), Data: []byte{}}, taken); !db.IsDuplicate(err) {
			t.Errorf("a taken key is %v", err)
		}
		var n int64
		if err := d.Gorm(t.Context()).Model(&draftRow{}).Count(&n).Error; err != nil || n != 1 {
			t.Errorf("%d rows, %v; want the first one only", n, err)
		}
		if err := insert(t, d); err != nil {
			t.Errorf("nothing to store: %v", err)
		}
	})
}
