package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/vault"
)

// Options say how large a ledger and of which time. N leads are received evenly from Start on until End, which is the
// Case clock's now; both days must lie in the calendar that ships. In round figures 96 % are ended, 2 % are late, the
// rest is on its way; walled, held, assisted leads and violations are among them.
type Options struct {
	N          int
	Start, End time.Time
	Seed       uint64 // of the choices
}

// chunk is how many leads one transaction writes; a lead is about twenty rows.
const chunk = 2000

// Leads writes the ledger into a migrated database in which nobody else writes, and counts it. Units and staff are
// left alone: put them in before, so that histories speak of people who exist.
func Leads(ctx context.Context, d *db.DB, ring *vault.Ring, o Options) error {
	w := &writer{
		d: d, ring: ring, o: o, ids: d.Sequence("id", 100_000), serials: map[int]*db.Sequence{}, cal: deadline.Shipped(),
		dues: map[dueKey]int64{}, rand: rand.New(rand.NewPCG(o.Seed, 2025)),
	}
	if err := w.meetStaff(ctx); err != nil {
		return err
	}
	if err := w.run(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := db.Insert(ctx, tx, w.itemCounts()); err != nil {
			return err
		}
		return lead.Recount(ctx, tx)
	})
}

// writer makes leads in one goroutine and stores them in others.
type writer struct {
	d       *db.DB
	ring    *vault.Ring
	o       Options
	ids     *db.Sequence
	serials map[int]*db.Sequence
	cal     deadline.Calendar
	rand    *rand.Rand
	dues    map[dueKey]int64
	staff   map[int64][2]int64 // of a unit: who writes, who decides
	proven  map[itemCount]int64
}

func (w *writer) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan *batch, 2)
	var writers sync.WaitGroup
	for range map[db.Dialect]int{db.SQLite: 1, db.MySQL: 2}[w.d.Dialect] {
		writers.Go(func() {
			for b := range batches {
				if err := w.d.InTx(ctx, b.insert); err != nil {
					stop(err)
				}
			}
		})
	}
	w.make(ctx, batches, stop)
	close(batches)
	writers.Wait()
	return context.Cause(ctx)
}

func (w *writer) make(ctx context.Context, batches chan<- *batch, stop context.CancelCauseFunc) {
	span := w.o.End.Sub(w.o.Start)
	for from := 0; from < w.o.N && ctx.Err() == nil; from += chunk {
		b := &batch{}
		for i := from; i < min(from+chunk, w.o.N); i++ {
			at := w.o.Start.Add(time.Duration(float64(span) * float64(i) / float64(w.o.N)))
			if err := w.lead(ctx, b, at); err != nil {
				stop(err)
				return
			}
		}
		select {
		case batches <- b:
		case <-ctx.Done():
		}
	}
}

// meetStaff finds a handler and a leader of each unit; a unit without them gets the numbers of nobody.
func (w *writer) meetStaff(ctx context.Context) error {
	w.staff, w.proven = map[int64][2]int64{}, map[itemCount]int64{}
	for _, u := range org.Units() {
		w.staff[u.ID] = [2]int64{9_000_001, 9_000_002}
	}
	var people []org.Staff
	if err := w.d.Gorm(ctx).Order("id").Find(&people).Error; err != nil {
		return fmt.Errorf("seed: read staff: %w", err)
	}
	for _, s := range people {
		pair := w.staff[s.UnitID]
		switch s.Role { //nolint:exhaustive // the others neither write nor decide
		case org.Handler:
			pair[0] = s.ID
		case org.Leader:
			pair[1] = s.ID
		}
		w.staff[s.UnitID] = pair
	}
	return nil
}

// number is the next 登记编号 of the year.
func (w *writer) number(ctx context.Context, at time.Time) (string, error) {
	year := at.In(clock.Beijing).Year()
	if w.serials[year] == nil {
		w.serials[year] = w.d.Sequence(fmt.Sprintf("lead-%d", year), 1000)
	}
	n, err := w.serials[year].Next(ctx)
	return lead.Number(int64(year), n), err
}

type dueKey struct{ rule, day string }

// due is the end of a rule's time from an instant: all that depends on is the day, which is worked out once.
func (w *writer) due(rule string, from time.Time) int64 {
	key := dueKey{rule, from.In(clock.Beijing).Format(time.DateOnly)}
	if w.dues[key] == 0 {
		r, _ := deadline.RuleByID(rule)
		w.dues[key] = clock.Milli(deadline.Due(w.cal, r, from).At)
	}
	return w.dues[key]
}
