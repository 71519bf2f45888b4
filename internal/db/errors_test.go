package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

// sqliteCode stands for the driver's error, which nobody else can make.
type sqliteCode int

func (c sqliteCode) Error() string { return fmt.Sprintf("sqlite %d", int(c)) }
func (c sqliteCode) Code() int     { return int(c) }

func TestInTx_sickServerIsUnavailable(t *testing.T) {
	t.Parallel()
	my := func(n uint16) error { return &mysql.MySQLError{Number: n} }
	for name, c := range map[string]struct {
		err  error
		want errs.Kind
	}{
		"sqlite read only":           {sqliteCode(8), errs.Unavailable},
		"sqlite read only, moved":    {sqliteCode(8 | 4<<8), errs.Unavailable},
		"sqlite input/output":        {sqliteCode(10), errs.Unavailable},
		"sqlite input/output, fsync": {sqliteCode(10 | 4<<8), errs.Unavailable},
		"sqlite full":                {sqliteCode(13), errs.Unavailable},
		"sqlite cannot open":         {sqliteCode(14), errs.Unavailable},
		"mysql disk full":            {my(1021), errs.Unavailable},
		"mysql too many connections": {my(1040), errs.Unavailable},
		"mysql table full":           {my(1114), errs.Unavailable},
		"mysql read only":            {my(1290), errs.Unavailable},
		"mysql read only session":    {my(1792), errs.Unavailable},
		"mysql read only mode":       {my(1836), errs.Unavailable},
		"sqlite syntax":              {sqliteCode(1), errs.Internal},
		"sqlite constraint":          {sqliteCode(19), errs.Internal},
		"mysql no such table":        {my(1146), errs.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := db.Unavailable(fmt.Errorf("begin: %w", c.err)); errs.Is(err, errs.Unavailable) != (c.want == errs.Unavailable) {
				t.Errorf("%v, want kind %d", err, c.want)
			}
		})
	}
}

// A full disk may have ended the transaction: who swallows the error writes nothing more.
func TestInTx_fullDiskIsUnavailableAndFinal(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		var pages int64
		if err := tx.Gorm(ctx).Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
			return err
		}
		if err := tx.Gorm(ctx).Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Error; err != nil {
			return err
		}
		_ = tx.Gorm(ctx).Create(&setting{Name: "big", Value: strings.Repeat("x", 1<<20)}).Error
		_ = tx.Gorm(ctx).Create(&setting{Name: "small"}).Error
		return nil
	})
	if got := names(t, d); !errs.Is(err, errs.Unavailable) || len(got) != 0 {
		t.Errorf("err %v, rows %v", err, got)
	}
}
