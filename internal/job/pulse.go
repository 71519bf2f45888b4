package job

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/metrics"
	"sunlead/internal/outbox"
)

const (
	// beatEvery is how often a worker says that it lives.
	beatEvery = 5 * time.Second
	// beatTimeout bounds one such saying, and the goodbye.
	beatTimeout = 3 * time.Second
	// lately is how long a late step is remembered.
	lately = 10 * time.Minute
)

// lateBuckets divide the lateness of the ladder's steps, in seconds; the promise is 30.
var lateBuckets = []float64{.5, 1, 2, 5, 10, 30, 60, 300, 3600}

// pulse tells others that this worker lives and how it keeps to the ladder: in the table workers, and in figures.
type pulse struct {
	db    *db.DB
	wall  clock.Clock
	speed time.Duration
	log   *slog.Logger
	every time.Duration
	last  metrics.Gauge
	lates metrics.Histogram

	mu    sync.Mutex
	me    outbox.Worker
	worst time.Time // when the lateness of me was seen
}

func newPulse(d Deps) *pulse {
	return &pulse{
		db: d.DB, wall: d.Wall, speed: time.Duration(max(d.Speed, 1)), log: d.Log, every: beatEvery,
		last:  d.Metrics.Gauge("sunlead_sweep_late_last_seconds", "How late the last step of the ladder was taken, in real time."),
		lates: d.Metrics.Histogram("sunlead_sweep_late_seconds", "How late steps of the ladder were taken, in real time.", lateBuckets),
		me:    outbox.Worker{ID: rand.Text(), Started: clock.Milli(d.Wall.Now())},
	}
}

// took notes a step of the ladder; late is Case time.
func (p *pulse) took(late time.Duration) {
	late /= p.speed
	p.last.Set(late.Seconds())
	p.lates.Observe(late.Seconds())
	now := p.wall.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if ms := late.Milliseconds(); ms >= p.me.Late || now.Sub(p.worst) > lately {
		p.me.Late, p.worst = ms, now
	}
}

// swept notes a look at the ladder; one that failed is none.
func (p *pulse) swept(err error) {
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.me.Swept = clock.Milli(p.wall.Now())
}

// loop says at once and then every few seconds that the worker lives, and goodbye when ctx is done.
func (p *pulse) loop(ctx context.Context) {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	well := true
	for {
		well = p.tell(ctx, well, p.beat(ctx))
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.leave(ctx)
			return
		}
	}
}

func (p *pulse) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatTimeout)
	defer cancel()
	return outbox.Beat(ctx, p.db, p.now())
}

// now is what the worker says of itself; an old lateness is forgotten.
func (p *pulse) now() outbox.Worker {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.wall.Now()
	if now.Sub(p.worst) > lately {
		p.me.Late = 0
	}
	p.me.Seen = clock.Milli(now)
	return p.me
}

// tell logs the first failure of several.
func (p *pulse) tell(ctx context.Context, well bool, err error) bool {
	if err != nil && well && ctx.Err() == nil {
		p.log.WarnContext(ctx, "sign of life not written", slog.String("error", err.Error()))
	}
	return err == nil
}

func (p *pulse) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), beatTimeout)
	defer cancel()
	if err := outbox.Leave(ctx, p.db, p.me.ID); err != nil {
		p.log.WarnContext(ctx, "sign of life left behind", slog.String("error", err.Error()))
	}
}
