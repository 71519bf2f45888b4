package outbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// Desk is where an administrator looks at the jobs, and starts dead ones again. It knows no lead.
type Desk struct {
	DB   *db.DB
	Box  *Box
	Case clock.Clock // of the trail
	Wall clock.Clock
}

// Heap is how the jobs of one kind stand.
type Heap struct {
	Kind    Kind
	Waiting int
	Oldest  int64 // Wall ms at which the oldest waiting one was written, 0 for none
	Dead    int
}

// Age is how long the oldest waiting job has waited.
func (h Heap) Age(now time.Time) time.Duration {
	if h.Oldest == 0 {
		return 0
	}
	return max(now.Sub(clock.FromMilli(h.Oldest)), 0)
}

// Heaps returns every kind, also those without a job, in the order of Kinds; then any that this program does
// not know.
func Heaps(ctx context.Context, c db.Conn) ([]Heap, error) {
	var rows []struct {
		Kind   Kind
		Dead   bool
		N      int
		Oldest int64
	}
	err := c.Gorm(ctx).Model(&Row{}).Select("kind, dead, COUNT(*) AS n, MIN(created) AS oldest").Group("kind, dead").Order("kind, dead").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	heaps := make([]Heap, 0, len(Kinds()))
	for _, kind := range Kinds() {
		heaps = append(heaps, Heap{Kind: kind})
	}
	for _, r := range rows {
		i := slices.IndexFunc(heaps, func(h Heap) bool { return h.Kind == r.Kind })
		if i < 0 {
			i, heaps = len(heaps), append(heaps, Heap{Kind: r.Kind})
		}
		if r.Dead {
			heaps[i].Dead = r.N
		} else {
			heaps[i].Waiting, heaps[i].Oldest = r.N, r.Oldest
		}
	}
	return heaps, nil
}

// Dead lists dead jobs, oldest first, behind the key after; next is the key of the following page, 0 at the end.
func (k *Desk) Dead(ctx context.Context, after int64, limit int) (rows []Row, next int64, err error) {
	err = k.DB.Gorm(ctx).Where("dead = 1 AND id > ?", after).Order("id").Limit(limit + 1).Find(&rows).Error
	if err != nil {
		return nil, 0, fmt.Errorf("dead jobs: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	return rows, next, nil
}

// Which names dead jobs: one by its id, or all of a kind.
type Which struct {
	ID   int64
	Kind Kind
}

func (w Which) of(g *gorm.DB) *gorm.DB {
	if w.ID != 0 {
		return g.Model(&Row{}).Where("dead = 1 AND id = ?", w.ID)
	}
	return g.Model(&Row{}).Where("dead = 1 AND kind = ?", db.Code(string(w.Kind)))
}

// Replay makes dead jobs due again, as if they had never been tried, and returns how many. It is written into
// the city's trail in the same transaction. Jobs that somebody replayed meanwhile are none. Administrators only; others are
// Forbidden.
func (k *Desk) Replay(ctx context.Context, a org.Actor, w Which) (int, error) {
	if !a.Can(org.ManageSystem) {
		return 0, errs.New(errs.Forbidden, "error.403.text")
	}
	if (w.ID == 0) == (w.Kind == "") {
		return 0, errs.New(errs.Malformed, "error.400.text")
	}
	var done int64
	var kinds []Kind
	err := k.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		kinds = nil
		if err := w.of(tx.Gorm(ctx)).Distinct().Order("kind").Pluck("kind", &kinds).Error; err != nil {
			return err
		}
		up := w.of(tx.Gorm(ctx)).Updates(map[string]any{"dead": false, "attempts": 0, "offer_at": clock.Milli(k.Wall.Now())})
		if done = up.RowsAffected; up.Error != nil || done == 0 {
			return up.Error
		}
		return org.TellCity(ctx, tx, k.replayed(a, w, done))
	})
	if err != nil {
		return 0, fmt.Errorf("replay jobs: %w", err)
	}
	if k.Box.Nudge != nil {
		for _, kind := range kinds {
			k.Box.Nudge(kind)
		}
	}
	return int(done), nil
}

func (k *Desk) replayed(a org.Actor, w Which, n int64) trail.Event {
	data := map[string]any{"jobs": n}
	if w.ID != 0 {
		data["job"] = w.ID
	} else {
		data["kind"] = w.Kind
	}
	return trail.Event{Kind: "jobs_replayed", Actor: trail.Staff(a.ID), At: clock.Milli(k.Case.Now()), Data: data}
}
