package db

import (
	"context"
	"sync"

	"sunlead/internal/errs"
	"sunlead/internal/metrics"
)

// batchMax is how many writes one commit carries at most; queueMax is how many may wait.
const (
	batchMax = 64
	queueMax = 1024
)

// Writer says how a Group's writes are stored and found again. Q is what is asked, R the answer.
type Writer[Q, R any] struct {
	// Key names a write: the same key twice is the same write.
	Key func(Q) string
	// Write stores all of them in one transaction and answers each, in order. A duplicate or a data
	// error makes the Group try each alone.
	Write func(ctx context.Context, batch []Q) ([]R, error)
	// Find looks a write up by its key; it fails with Conflict if what is stored under the key differs.
	Find func(ctx context.Context, q Q) (answer R, found bool, err error)
}

// Group is a group commit: a committer takes what queued while the last commit ran, writes it as one
// transaction and answers after COMMIT. No timer: a lone write goes at once.
type Group[Q, R any] struct {
	w     Writer[Q, R]
	sizes metrics.Histogram
	queue chan *pending[Q, R]
	stop  sync.RWMutex
	ended bool
	done  sync.WaitGroup
}

type pending[Q, R any] struct {
	ctx    context.Context //nolint:containedctx // the asker's values travel with the write; its cancellation does not
	q      Q
	answer chan outcome[R]
}

type outcome[R any] struct {
	r   R
	err error
}

// NewGroup starts the committers: 2 for a server that takes parallel commits, 1 for SQLite.
func NewGroup[Q, R any](d *DB, w Writer[Q, R]) *Group[Q, R] {
	g := &Group[Q, R]{w: w, sizes: d.figures.sizes, queue: make(chan *pending[Q, R], queueMax)}
	d.figures.watch(func() int { return len(g.queue) })
	committers := 2
	if d.Dialect == SQLite {
		committers = 1
	}
	for range committers {
		g.done.Go(g.commitLoop)
	}
	return g
}

// Do queues q and waits for its answer. A full queue is Unavailable at once, and so is an answer that does not come
// before ctx ends. Once queued, the write goes on whatever happens to ctx: who hangs up, or was told to try again,
// may come back with the same key.
func (g *Group[Q, R]) Do(ctx context.Context, q Q) (R, error) {
	p := &pending[Q, R]{ctx: context.WithoutCancel(ctx), q: q, answer: make(chan outcome[R], 1)}
	var none R
	if !g.put(p) {
		return none, errs.New(errs.Unavailable, "error.busy")
	}
	select {
	case o := <-p.answer:
		return o.r, o.err
	case <-ctx.Done():
		return none, errs.Wrap(errs.Unavailable, ctx.Err(), "error.busy")
	}
}

func (g *Group[Q, R]) put(p *pending[Q, R]) bool {
	g.stop.RLock()
	defer g.stop.RUnlock()
	if g.ended {
		return false
	}
	select {
	case g.queue <- p:
		return true
	default:
		return false
	}
}

// Close takes no more writes and returns when the queued ones are answered.
func (g *Group[Q, R]) Close() {
	g.stop.Lock()
	if !g.ended {
		g.ended = true
		close(g.queue)
	}
	g.stop.Unlock()
	g.done.Wait()
}

func (g *Group[Q, R]) commitLoop() {
	for p := range g.queue {
		g.commit(g.gather(p))
	}
}

// gather takes what is queued now; it never waits for more.
func (g *Group[Q, R]) gather(first *pending[Q, R]) []*pending[Q, R] {
	batch := []*pending[Q, R]{first}
	for len(batch) < batchMax {
		select {
		case p, ok := <-g.queue:
			if !ok {
				return batch
			}
			batch = append(batch, p)
		default:
			return batch
		}
	}
	return batch
}

func (g *Group[Q, R]) commit(batch []*pending[Q, R]) {
	g.sizes.Observe(float64(len(batch)))
	first, again := g.split(batch)
	g.writeAll(first)
	for _, p := range again {
		g.single(p)
	}
}

// split sets aside the repeats of a key inside one batch: they are answered from what the first one stored.
func (g *Group[Q, R]) split(batch []*pending[Q, R]) (first, again []*pending[Q, R]) {
	seen := make(map[string]bool, len(batch))
	for _, p := range batch {
		if key := g.w.Key(p.q); seen[key] {
			again = append(again, p)
		} else {
			seen[key] = true
			first = append(first, p)
		}
	}
	return first, again
}

func (g *Group[Q, R]) writeAll(batch []*pending[Q, R]) {
	qs := make([]Q, len(batch))
	for i, p := range batch {
		qs[i] = p.q
	}
	rs, err := g.w.Write(batch[0].ctx, qs)
	if err != nil {
		for _, p := range batch {
			g.single(p)
		}
		return
	}
	for i, p := range batch {
		p.answer <- outcome[R]{r: rs[i]}
	}
}

// single resolves one write: what is already stored under its key is its answer, whoever stored it and
// however its commit ended; otherwise it is written alone. A commit may arrive late: the write that found its key
// taken looks once more.
func (g *Group[Q, R]) single(p *pending[Q, R]) {
	var last error
	for range 3 {
		answered, err := g.find(p)
		if answered {
			return
		}
		if err != nil {
			last = err
			continue
		}
		rs, err := g.w.Write(p.ctx, []Q{p.q})
		if err == nil {
			p.answer <- outcome[R]{r: rs[0]}
			return
		}
		last = err
	}
	if answered, _ := g.find(p); !answered {
		var none R
		p.answer <- outcome[R]{none, last}
	}
}

// find answers p if its write is there.
func (g *Group[Q, R]) find(p *pending[Q, R]) (answered bool, err error) {
	r, found, err := g.w.Find(p.ctx, p.q)
	if found || errs.Is(err, errs.Conflict) {
		p.answer <- outcome[R]{r, err}
		return true, nil
	}
	return false, err
}
