package lead

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// serials gives out the yearly serials of the 登记编号.
type serials struct {
	d  *db.DB
	mu sync.Mutex
	by map[int64]*db.Sequence
}

// serialBlock is how many serials a process takes at once; a crash leaves a gap of at most that.
const serialBlock = 256

func (n *serials) take(ctx context.Context, batch []*submission) ([]string, error) {
	out := make([]string, len(batch))
	for i, q := range batch {
		year := int64(q.at.In(clock.Beijing).Year())
		serial, err := n.year(year).Next(ctx)
		if err != nil {
			return nil, fmt.Errorf("number a report: %w", err)
		}
		out[i] = Number(year, serial)
	}
	return out, nil
}

func (n *serials) year(y int64) *db.Sequence {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.by == nil {
		n.by = map[int64]*db.Sequence{}
	}
	if n.by[y] == nil {
		n.by[y] = n.d.Sequence("lead-"+strconv.FormatInt(y, 10), serialBlock)
	}
	return n.by[y]
}
