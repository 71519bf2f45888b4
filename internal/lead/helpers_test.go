package lead

import (
	"bytes"
	"context"
	"testing"

	"sunlead/internal/db"
)

type ctxT = context.Context

func count(t *testing.T, d *db.DB, table string) int64 {
	t.Helper()
	var n int64
	if err := d.Gorm(t.Context()).Table(table).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func contains(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }
