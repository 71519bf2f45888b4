package db_test

import (
	"path/filepath"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

// A reader of a lost database is told to try again, not that the program is at fault.
func TestRead_ofALostDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // needs a server to kill; make test has one
	}
	server := testkit.PrivateMariaDB(t)
	d := testkit.OpenConfig(t, db.Config{Dialect: db.MySQL, DSN: testkit.NewDatabase(t, server.Addr)})
	var n int64
	if err := d.Gorm(t.Context()).Table("settings").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	server.Kill()
	var rows []setting
	for name, err := range map[string]error{
		"count": d.Gorm(t.Context()).Table("settings").Count(&n).Error,
		"find":  d.Gorm(t.Context()).Find(&rows).Error,
		"scan":  d.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM settings").Scan(&n).Error,
	} {
		if !errs.Is(err, errs.Unavailable) {
			t.Errorf("%s: err = %v, want unavailable", name, err)
		}
	}
}

func TestOpen_takesAnyPath(t *testing.T) {
	t.Parallel()
	testkit.OpenConfig(t, db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "50% of? a #path 招生.db")})
}
