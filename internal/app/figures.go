package app

import (
	"context"
	"sync"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/metrics"
	"sunlead/internal/outbox"
)

const (
	// askedFor is how long an answer of the database is shown again: scraping often costs nothing more.
	askedFor = 5 * time.Second
	// askTimeout bounds the questions of one scrape.
	askTimeout = 2 * time.Second
)

// watch asks the database and the queue when figures are scraped.
type watch struct {
	app                       *App
	speed                     time.Duration
	queue                     func(context.Context) error
	waiting, oldest, dead     metrics.Gauge
	databaseUp, queueUp       metrics.Gauge
	stepWaits, workers, swept metrics.Gauge

	mu    sync.Mutex
	asked time.Time
}

// Watch shows in the figures what the database and the queue say. Every process does it, so that a stopped worker
// takes no figure along; queries over several processes take the maximum.
func (a *App) Watch(queue func(context.Context) error) {
	m := a.Metrics
	w := &watch{
		app: a, queue: queue, speed: a.speed,
		waiting:    m.Gauge("sunlead_outbox_waiting", "Jobs that wait or run.", "kind"),
		oldest:     m.Gauge("sunlead_outbox_oldest_seconds", "Age of the oldest waiting job, 0 for none.", "kind"),
		dead:       m.Gauge("sunlead_outbox_dead", "Jobs that only a person can start again.", "kind"),
		databaseUp: m.Gauge("sunlead_database_up", "1 when the database answered."),
		queueUp:    m.Gauge("sunlead_queue_up", "1 when Redis answered."),
		stepWaits:  m.Gauge("sunlead_step_waits_seconds", "How long the step of the ladder that is due longest waits, in real time."),
		workers:    m.Gauge("sunlead_workers", "Workers that spoke within the last minute."),
		swept:      m.Gauge("sunlead_sweep_age_seconds", "Since when no worker has looked at the ladder."),
	}
	m.OnScrape(w.ask)
}

// ask fills the gauges; what could not be asked is not shown.
func (w *watch) ask(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.app.Wall.Now()
	if now.Sub(w.asked) < askedFor {
		return
	}
	w.asked = now
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	w.queueUp.Set(up(w.queue(ctx)))
	for _, g := range []metrics.Gauge{w.waiting, w.oldest, w.dead, w.stepWaits, w.workers, w.swept} {
		g.Clear()
	}
	w.databaseUp.Set(up(w.askDatabase(ctx, now)))
}

func up(err error) float64 {
	if err != nil {
		return 0
	}
	return 1
}

func (w *watch) askDatabase(ctx context.Context, now time.Time) error {
	heaps, err := outbox.Heaps(ctx, w.app.DB)
	if err != nil {
		return err
	}
	for _, h := range heaps {
		w.waiting.Set(float64(h.Waiting), string(h.Kind))
		w.oldest.Set(h.Age(now).Seconds(), string(h.Kind))
		w.dead.Set(float64(h.Dead), string(h.Kind))
	}
	if err := w.askWorkers(ctx, now); err != nil {
		return err
	}
	wait, err := w.app.StepWaits(ctx)
	if err == nil {
		w.stepWaits.Set(wait.Seconds())
	}
	return err
}

func (w *watch) askWorkers(ctx context.Context, now time.Time) error {
	list, err := outbox.Workers(ctx, w.app.DB)
	if err != nil {
		return err
	}
	alive, swept := 0, int64(0)
	for _, one := range list {
		if !one.Lost(now) {
			alive++
		}
		swept = max(swept, one.Swept)
	}
	w.workers.Set(float64(alive))
	if swept != 0 {
		w.swept.Set(now.Sub(clock.FromMilli(swept)).Seconds())
	}
	return nil
}

// StepWaits is how long, in real time, the step of the ladder that is due longest waits: while a worker works, a
// second at most.
func (a *App) StepWaits(ctx context.Context) (time.Duration, error) {
	now := a.Case.Now()
	at, is, err := a.Leads.NextStepAt(ctx, now)
	if err != nil || !is {
		return 0, err
	}
	return now.Sub(at) / a.speed, nil
}
