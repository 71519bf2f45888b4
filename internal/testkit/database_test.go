package testkit_test

import (
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestEachDialect_givesEveryTestItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for range 2 {
		testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
			if _, err := d.Sequence("own", 1).Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}
