package testkit_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// stage is a test inside a test: it keeps what it is told and ends when we say so.
type stage struct {
	testing.TB
	told []string
	ends []func()
}

func (s *stage) Cleanup(f func())          { s.ends = append(s.ends, f) }
func (s *stage) Errorf(f string, a ...any) { s.told = append(s.told, fmt.Sprintf(f, a...)) }
func (s *stage) Logf(f string, a ...any)   { s.TB.Logf(f, a...) }

func (s *stage) end() {
	for i := range s.ends {
		s.ends[len(s.ends)-1-i]()
	}
}

func TestOpen_looksAtTheInvariantsWhenTheTestEnds(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		do   func(t *testing.T, d *db.DB)
		want string
	}{
		"sound":     {func(*testing.T, *db.DB) {}, ""},
		"broken":    {breakIt, "counter broken: "},
		"on demand": {func(t *testing.T, d *db.DB) { breakIt(t, d); testkit.Corrupted(d) }, ""},
		"closed":    {func(t *testing.T, d *db.DB) { breakIt(t, d); _ = d.Close() }, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &stage{TB: t}
			d := testkit.OpenConfig(s, db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "s.db")})
			c.do(t, d)
			s.end()
			if told := strings.Join(s.told, "\n"); (told == "") != (c.want == "") || !strings.Contains(told, c.want) {
				t.Errorf("told %q, want %q", told, c.want)
			}
		})
	}
}

func breakIt(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Exec("INSERT INTO lead_deltas (id, kind, leads) VALUES (3, 'all', 1)").Error
	})
	if err != nil {
		t.Fatal(err)
	}
}
