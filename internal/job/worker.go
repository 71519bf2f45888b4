package job

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/metrics"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
	"sunlead/internal/trail"
)

// Deps is what a worker needs.
type Deps struct {
	DB        *db.DB
	Box       *outbox.Box
	Redis     *redis.UniversalOptions // one address, Sentinel or Cluster
	Lead      *lead.Service
	Notify    *notify.Service
	Checklist *checklist.Service
	Wall      clock.Clock // holds, retries
	Speed     int         // of the Case clock, to tell how late a step was; 0 is 1
	Log       *slog.Logger
	Metrics   *metrics.Set
	Anchor    func(context.Context, trail.Seal) error // told where the sealed trail ends; nil for nobody

	Texter notify.Texter // sends short messages; nil when there is no gateway, and they wait
	Voice  Voice         // their sentences
}

// Worker is the relay, the queue's server and the sweep of one process. Any number of workers may run beside
// each other, on one database and one Redis.
type Worker struct {
	log    *slog.Logger
	client redis.UniversalClient
	server *asynq.Server
	relay  *relay
	runner *runner
	sweep  *sweep
	chores []*chore
	pulse  *pulse

	mu      sync.Mutex
	started bool
	stopped bool
	cancel  context.CancelFunc
	loops   sync.WaitGroup
}

// New makes a worker and connects to nothing yet. Whoever writes jobs in the same process gives its Nudge to
// outbox.Box.Nudge before the first job.
func New(d Deps) *Worker {
	client := redis.NewUniversalClient(settled(d.Redis))
	w := &Worker{log: d.Log, client: client, server: newServer(client, d.Log)}
	w.runner = &runner{db: d.DB, box: d.Box, wall: d.Wall, log: d.Log, handlers: handlers(d), figures: newFigures(d.Metrics)}
	w.relay = newRelay(d, &queue{client: asynq.NewClientFromRedisClient(client), ping: client})
	o := &outsider{db: d.DB, box: d.Box, wall: d.Wall, log: d.Log, figures: w.runner.figures}
	w.relay.outside = map[outbox.Kind]func(context.Context) (int, error){}
	for kind, e := range errands(d) {
		w.relay.outside[kind] = o.next(kind, e)
	}
	if d.Texter == nil {
		delete(w.relay.bells, outbox.SMSSend) // they wait for a worker that has a way
	}
	w.pulse = newPulse(d)
	w.sweep = &sweep{escalate: d.Lead.EscalateTelling, pulse: w.pulse, nudge: w.relay.nudge, log: d.Log, every: sweepEvery}
	w.chores = []*chore{
		{do: d.Lead.Fold, name: "fold counters", log: d.Log, every: foldEvery},
		{do: (&trail.Sealer{DB: d.DB, Anchor: d.Anchor}).Seal, name: "seal the trail", log: d.Log, every: sealEvery},
		{do: d.Lead.Evidence.Sweep, name: "sweep evidence", log: d.Log, every: evidenceEvery},
		{do: d.Lead.Forget, name: "delete contacts", log: d.Log, every: forgetEvery},
		{do: w.telling(d.Lead.RemindHandOvers), name: "remind of hand-overs", log: d.Log, every: remindEvery},
	}
	return w
}

// handlers says who does each kind of job.
func handlers(d Deps) map[outbox.Kind]Handler {
	return map[outbox.Kind]Handler{
		outbox.LeadRoute:       leadRoute(d.Lead),
		outbox.NotifySend:      notifySend(d.Lead, d.Notify),
		outbox.NotifyWall:      notifyWall(d.Lead, d.Notify, d.Checklist),
		outbox.NotifyRecuse:    notifyRecuse(d.Notify),
		outbox.ViolationRecord: violationRecord(d.Lead, d.Checklist),
		outbox.ItemCount:       itemCount(d.Lead, d.Checklist),
		outbox.LeadFollow:      leadFollow(d.Lead),
		outbox.LeadRecode:      leadRecode(d.Lead),
	}
}

// errands says who does what waits for somebody outside.
func errands(d Deps) map[outbox.Kind]errand {
	all := map[outbox.Kind]errand{
		outbox.EvidenceScan: {do: evidenceScan(d), timeout: scanTimeout, hold: scanHold, unsure: attemptsMax, unreached: scanUnreached},
	}
	if d.Texter != nil {
		all[outbox.SMSSend] = errand{do: smsSend(d), timeout: smsTimeout, hold: smsHold, unsure: smsTries, unreached: smsUnreached}
	}
	return all
}

// Nudge tells the relay that a job of the kind waits. It never blocks.
func (w *Worker) Nudge(kind outbox.Kind) { w.relay.nudge(kind) }

// Ping asks whether Redis answers.
func (w *Worker) Ping(ctx context.Context) error { return ping(ctx, w.client) }

// Start begins to work and returns at once, whether Redis answers or not. The work ends with Stop; a done ctx
// already ends the relay and the sweep. A worker starts once.
func (w *Worker) Start(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.started || w.stopped {
		return errors.New("start worker: it was started before")
	}
	if err := w.server.Start(mux(w.runner)); err != nil {
		return err
	}
	w.started = true
	ctx, w.cancel = context.WithCancel(ctx)
	for kind := range w.relay.bells {
		w.loops.Go(func() { w.relay.loop(ctx, kind) })
	}
	w.loops.Go(func() { w.sweep.loop(ctx) })
	for _, c := range w.chores {
		w.loops.Go(func() { c.loop(ctx) })
	}
	w.loops.Go(func() { w.pulse.loop(ctx) })
	w.loops.Go(func() { listen(ctx, w.client, w.relay.nudge) })
	w.log.InfoContext(ctx, "worker started")
	return nil
}

// Stop takes nothing new, lets running jobs finish, and returns when all is quiet. What was claimed and not
// done is offered again by whoever runs next. Stopping twice, or before Start, is fine.
func (w *Worker) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	w.stopped = true
	if w.started {
		w.cancel()
		w.loops.Wait()
		w.server.Shutdown()
	}
	if err := w.client.Close(); err != nil {
		w.log.Warn("queue connection not closed", slog.String("error", err.Error()))
	}
	w.log.Info("worker stopped")
}
