package lead

import (
	"bytes"
	"context"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
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

// hasField reports a refusal that names the field.
func hasField(err error, field string) bool {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		return false
	}
	_, named := e.Fields[field]
	return named
}

// isConflict reports a Conflict with the sentence of the key.
func isConflict(err error, key string) bool {
	e := errs.As(err)
	return e != nil && e.Kind == errs.Conflict && e.Text.Key == key
}

// exec changes rows behind the program's back.
func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	w.ok(w.DB.InTx(w.t.Context(), func(ctx ctxT, tx db.Tx) error { return tx.Gorm(ctx).Exec(sql, args...).Error }))
}
