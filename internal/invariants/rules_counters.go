package invariants

import (
	"context"
	"fmt"
	"math"
	"strings"

	"sunlead/internal/db"
)

// counters: the numbers of every page are those of the ledger itself.
var counters = []Invariant{{
	ID: "counter", Says: "what is folded and the changes since are together what the ledger counts",
	whole: countAnew,
}}

// count is one number and all that it is about; migration 0003 tells of each kind.
type count struct {
	Kind                                                                                       string
	PrintNo, OwnerUnit, CoUnit, TerritoryUnit, WallUnit, Suspicious, Routed, Open, Due, SortAt int64
	State, Category                                                                            string
	Campaign, Leads                                                                            int64
}

const (
	countPlace   = "owner_unit, co_unit, territory_unit, wall_unit, suspicious, open, campaign"
	countColumns = "kind, print_no, routed, state, category, due, sort_at, " + countPlace
)

// counted is each kind of number, counted on a part of the ledger; what a kind does not count by is 0 or empty.
var counted = []string{
	"SELECT 'all' AS kind, 0 AS print_no, SENT AS routed, state, category, ASKED AS due, 0 AS sort_at, PLACE, COUNT(*) AS leads" +
		" FROM leads WHERE id > ? AND id <= ? GROUP BY PLACE, SENT, state, category, ASKED",
	"SELECT 'due' AS kind, 0 AS print_no, SENT AS routed, '' AS state, LANE AS category, due, sort_at, PLACE, COUNT(*) AS leads" +
		" FROM leads WHERE id > ? AND id <= ? AND open = 1 AND state NOT IN ('replied', 'merged') AND NOT (state = 'waiting_reporter' AND due = 0) GROUP BY PLACE, SENT, LANE, due, sort_at",
	"SELECT 'item' AS kind, print_no, SENT AS routed, state, '' AS category, ASKED AS due, 0 AS sort_at, PLACE, COUNT(*) AS leads" +
		" FROM leads JOIN lead_items ON lead_items.lead_id = leads.id WHERE id > ? AND id <= ? GROUP BY PLACE, SENT, state, ASKED, print_no",
}

// ASKED tells leads that were late before their reporter was asked from those that rest; LANE the red one from the rest.
var countWords = strings.NewReplacer("PLACE", countPlace, "SENT", "CASE WHEN routed > 0 THEN 1 ELSE 0 END",
	"ASKED", "CASE WHEN state = 'waiting_reporter' THEN due ELSE 0 END",
	"LANE", "CASE WHEN category = 'noseat' THEN category ELSE '' END")

// countPart is how many leads are counted by one statement, so that none runs into a time limit.
const countPart = 20_000

// countAnew counts in one moment, part by part, and takes off what the counters say.
func countAnew(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	diff := map[count]int64{}
	add := func(rows []count, sign int64) {
		for _, r := range rows {
			n := sign * r.Leads
			r.Leads = 0
			diff[r] += n
		}
	}
	for after := int64(math.MinInt64); after < math.MaxInt64 && p.err == nil; {
		last := p.partEnd(after)
		for _, sql := range counted {
			add(read[count](p, countWords.Replace(sql), after, last), 1)
		}
		after = last
	}
	for _, table := range []string{"lead_counts", "lead_deltas"} {
		add(read[count](p, "SELECT "+countColumns+", SUM(leads) AS leads FROM "+table+" GROUP BY "+countColumns), -1)
	}
	for key, n := range diff {
		if n != 0 {
			t.add(key.name(n))
		}
	}
	return p.err
}

// partEnd is the id up to which the next part of the ledger goes.
func (p *page) partEnd(after int64) int64 {
	for _, id := range read[int64](p, "SELECT id FROM leads WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?", after, countPart-1) {
		return id
	}
	return math.MaxInt64
}

// name tells by how much a number is too small, below zero too large.
func (k count) name(n int64) string {
	return fmt.Sprintf("%s %d %s %s of unit %d: %+d", k.Kind, k.PrintNo, k.State, k.Category, k.OwnerUnit, n)
}
