package invariants

import (
	"context"
	"fmt"

	"sunlead/internal/db"
)

// letterNumbers counts the numbers of letters: as many different ones as the last, from 1 on.
func letterNumbers(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	type series struct {
		Unit, Year, N, Least, Most, Last int64
		Kind                             string
	}
	p := &page{ctx: ctx, c: c}
	given := map[string]series{}
	name := func(s series) string { return fmt.Sprintf("%s of unit %d in %d", s.Kind, s.Unit, s.Year) }
	for _, s := range read[series](p, "SELECT unit, kind, year, COUNT(DISTINCT serial) AS n, MIN(serial) AS least, MAX(serial) AS most, COUNT(*) AS last"+
		" FROM letters WHERE issued > 0 GROUP BY unit, kind, year ORDER BY unit, kind, year") {
		given[name(s)] = s
	}
	counted := map[string]int64{}
	for _, s := range read[series](p, "SELECT unit, kind, year, last FROM letter_serials ORDER BY unit, kind, year") {
		counted[name(s)] = s.Last
	}
	for key, s := range given {
		if s.Least != 1 || s.N != s.Most || s.N != s.Last || counted[key] != s.Most {
			t.add(key)
		}
	}
	for key, last := range counted {
		if _, known := given[key]; !known && last > 0 {
			t.add(key)
		}
	}
	return p.err
}
