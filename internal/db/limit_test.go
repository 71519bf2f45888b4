package db_test

import (
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

// A reading statement that runs too long is ended by the server, not only left alone by us; writers have no limit.
func TestRead_endsInTime(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // SQLite has no server that could go on alone
	}
	d := testkit.OpenConfig(t, db.Config{Dialect: db.MySQL, DSN: testkit.MySQL(t), ReadLimit: 100 * time.Millisecond})
	const endless = "SELECT COUNT(*) FROM information_schema.collations AS a, information_schema.collations AS b, " +
		"information_schema.collations AS c, information_schema.collations AS d WHERE CONCAT(a.id, b.id, c.id, d.id) LIKE '%x'"
	var n int64
	err := d.Gorm(t.Context()).Raw(endless).Find(&n).Error
	if !errs.Is(err, errs.Unavailable) || errs.As(err).Text.Key != "error.slow" {
		t.Errorf("err = %v, want that it was too slow", err)
	}
	var mine int64
	for range 1000 { // the server says goodbye in its own time
		if err := d.Gorm(t.Context()).Raw("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%collations AS a%' AND info NOT LIKE '%processlist%'").Find(&mine).Error; err != nil {
			t.Fatal(err)
		}
		if mine == 0 {
			return
		}
	}
	t.Errorf("%d statements still run", mine)
}
