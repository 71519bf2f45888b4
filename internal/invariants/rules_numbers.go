package invariants

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/db"
)

// numbers: no id and no 登记编号 is ever given twice.
var numbers = []Invariant{
	{
		ID: "number", Says: "a lead's number is its year, a serial that was given out, and the right check digit",
		lead: func(_ *env, f *file) bool { return !f.numbered() },
	},
	{
		ID: "number-unique", Says: "no two leads have the same number",
		whole: twins,
	},
	{
		ID: "sequence", Says: "the sequence of ids is above every id in use",
		whole: sequenceAbove,
	},
}

// numbered reads 2026-000128-7.
func (f *file) numbered() bool {
	parts := strings.Split(f.Number, "-")
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) < 6 || len(parts[2]) != 1 {
		return false
	}
	serial, err := strconv.ParseInt(parts[1], 10, 64)
	year := strconv.Itoa(at(f.Received).In(beijing).Year())
	return err == nil && checks(strings.Join(parts, "")) && parts[0] == year && strconv.FormatInt(f.Campaign, 10) == year &&
		serial > 0 && serial < f.serials
}

var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// checks is ISO 7064 MOD 11,10 over decimal digits, the check digit last.
func checks(digits string) bool {
	p := 10
	for i, r := range digits {
		if r < '0' || r > '9' {
			return false
		}
		s := (p + int(r-'0')) % 10
		if i == len(digits)-1 {
			return s == 1
		}
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return false
}

// twins walks the numbers in the order of their index, part by part, so that no statement runs into a time limit.
func twins(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	for after, more := "", true; more; {
		numbers := read[struct {
			Number string
			N      int64
		}](p, "SELECT number, COUNT(*) AS n FROM leads WHERE number > ? GROUP BY number ORDER BY number LIMIT ?", after, countPart)
		for _, r := range numbers {
			if after = r.Number; r.N > 1 {
				t.add(r.Number)
			}
		}
		more = len(numbers) == countPart
	}
	return p.err
}

// idTables are those whose ids come from the one sequence.
var idTables = []string{"publications", "leads", "lead_drafts", "lead_notes", "outbox", "messages", "violations", "lead_deltas", "letters", "hand_overs", "hand_over_reveals"}

func sequenceAbove(ctx context.Context, c db.Conn, e *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	next := int64(0)
	for _, s := range read[sequence](p, "SELECT name, next FROM sequences WHERE name = 'id'") {
		next = s.Next
	}
	for _, table := range idTables {
		for _, id := range read[int64](p, "SELECT id FROM "+table+" ORDER BY id DESC LIMIT 1") {
			if id >= next && !e.Alone {
				t.add(table + " " + strconv.FormatInt(id, 10))
			}
		}
	}
	return p.err
}
