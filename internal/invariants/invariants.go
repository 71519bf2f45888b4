package invariants

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/deadline"
)

// Options is what the database alone does not say. The zero value checks with what ships and leaves out what needs
// more.
type Options struct {
	Moves    [][3]string       // legal moves as from, move, to (lead.Diagram); none: legality is left out
	Calendar deadline.Calendar // in force; the zero value is the one that ships
	Now      time.Time         // Wall; zero: nobody asks how long jobs wait
	Wait     time.Duration     // how long a job may wait untried before Now; 0 is a minute
	Skew     time.Duration     // how far the clocks of two machines may differ
	Quick    bool              // without the questions that are asked of each lead
	Only     []string          // ids of the only invariants to ask for; none: all
	Alone    bool              // the database of one room's test: rows may be there without their lead
}

// Finding is one broken invariant.
type Finding struct {
	ID        string
	Sentence  string
	Offenders []string // numbers or ids, at most 20
	Count     int      // how many there are
}

// shown is how many offenders a finding names.
const shown = 20

// Invariant is one line of the table.
type Invariant struct {
	ID   string
	Says string

	lead  func(e *env, f *file) bool // true when the lead breaks it
	left  bool                       // whatever was left without its lead breaks it
	whole func(ctx context.Context, c db.Conn, e *env, t *tally) error
	on    func(o *Options) bool // nil: always
}

// tally collects the offenders of one invariant.
type tally struct {
	named []string
	count int
}

func (t *tally) add(id string) {
	if t.count++; len(t.named) < shown {
		t.named = append(t.named, id)
	}
}

// env is what a check carries from page to page.
type env struct {
	*Options
	legal     map[[3]string]bool
	kinds     map[int64]string             // of units, by id
	calendars map[string]deadline.Calendar // those that are known, by version
}

// Table returns every invariant, in the order in which Check reports them.
func Table() []Invariant {
	var all []Invariant
	for _, part := range [][]Invariant{reports, owners, jobs, walls, times, climbs, letters, moves, merges, returns, handOvers, files, publications, history, numbers, counters} {
		all = append(all, part...)
	}
	return all
}

// Applies reports whether Check asks for the invariant under these options.
func (v Invariant) Applies(o Options) bool {
	if len(o.Only) > 0 && !slices.Contains(o.Only, v.ID) {
		return false
	}
	return (v.on == nil || v.on(&o)) && (v.whole != nil || !o.Quick)
}

// Database is what can be read one moment at a time: *db.DB.
type Database interface {
	Snapshot(ctx context.Context, f func(ctx context.Context, c db.Conn) error) error
}

// Check runs the table over the database and returns what is broken, nothing when all is well. It may run beside a
// live service. The error is the database's.
func Check(ctx context.Context, d Database, o Options) ([]Finding, error) {
	e := newEnv(&o)
	if err := d.Snapshot(ctx, e.readUnits); err != nil {
		return nil, err
	}
	table := Table()
	tallies := make([]tally, len(table))
	for i := range table {
		if table[i].whole == nil || !table[i].Applies(o) {
			continue
		}
		err := d.Snapshot(ctx, func(ctx context.Context, c db.Conn) error { return table[i].whole(ctx, c, e, &tallies[i]) })
		if err != nil {
			return nil, err
		}
	}
	if err := e.walk(ctx, d, func(f *file) { judge(e, table, tallies, f) }); err != nil {
		return nil, err
	}
	return findings(table, tallies), nil
}

func newEnv(o *Options) *env {
	shipped := deadline.Shipped()
	if o.Calendar.Version == "" {
		o.Calendar = shipped
	}
	if o.Wait == 0 {
		o.Wait = time.Minute
	}
	e := &env{
		Options: o, legal: map[[3]string]bool{}, kinds: map[int64]string{},
		calendars: map[string]deadline.Calendar{shipped.Version: shipped, o.Calendar.Version: o.Calendar},
	}
	for _, m := range o.Moves {
		e.legal[m] = true
	}
	return e
}

// judge asks every question about one lead; of what has no lead, only why it is there.
func judge(e *env, table []Invariant, tallies []tally, f *file) {
	for i, v := range table {
		if v.Applies(*e.Options) && v.broken(e, f) {
			tallies[i].add(f.name())
		}
	}
}

func (v Invariant) broken(e *env, f *file) bool {
	if f.row == nil {
		return v.left
	}
	return v.lead != nil && v.lead(e, f)
}

func findings(table []Invariant, tallies []tally) []Finding {
	var out []Finding
	for i, t := range tallies {
		if t.count > 0 {
			out = append(out, Finding{table[i].ID, table[i].Says, t.named, t.count})
		}
	}
	return out
}
