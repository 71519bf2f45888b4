package job

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/metrics"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// deps are those of a worker with figures.
func (b *bed) deps(set *metrics.Set) Deps {
	return Deps{
		DB: b.db, Box: b.box, Redis: options(testkit.NewRedis(b.t)), Lead: b.lead, Notify: b.notify, Checklist: b.checklist,
		Wall: b.wall, Log: slog.New(slog.DiscardHandler), Metrics: set,
	}
}

func (b *bed) figures(set *metrics.Set) map[string]float64 {
	b.t.Helper()
	var text bytes.Buffer
	b.ok(set.Write(b.t.Context(), &text))
	return testkit.ParseFigures(b.t, text.String())
}

func (b *bed) workers() []outbox.Worker {
	b.t.Helper()
	list, err := outbox.Workers(b.t.Context(), b.db)
	b.ok(err)
	return list
}

func TestPulse_workerSpeaksUntilItStops(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := New(b.deps(nil))
		w.pulse.every = 10 * time.Millisecond
		b.ok(w.Start(t.Context()))
		eventually(t, "the worker's row", func() bool {
			list := b.workers()
			return len(list) == 1 && list[0].ID == w.pulse.me.ID && list[0].Swept == clock.Milli(monday)
		})
		b.wall.Add(time.Second)
		eventually(t, "the next sign of life", func() bool { return b.workers()[0].Seen == clock.Milli(monday.Add(time.Second)) })
		b.ok(w.Ping(t.Context()))
		w.Stop()
		if list := b.workers(); len(list) != 0 {
			t.Errorf("a stopped worker leaves %+v", list)
		}
	})
}

func TestPulse_latenessIsRealTimeAndIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	set := metrics.New()
	deps := b.deps(set)
	deps.Speed = 5000
	p := newPulse(deps)
	p.took(2 * 5000 * time.Second)
	p.took(5000 * time.Second)
	if got := p.now().Late; got != 2000 {
		t.Errorf("the worst lateness is %d ms", got)
	}
	f := b.figures(set)
	if f["sunlead_sweep_late_last_seconds"] != 1 || f["sunlead_sweep_late_seconds_count"] != 2 || f["sunlead_sweep_late_seconds_sum"] != 3 {
		t.Errorf("figures %v", f)
	}
	b.wall.Add(lately + time.Second)
	if got := p.now().Late; got != 0 {
		t.Errorf("after ten minutes it is still %d ms", got)
	}
}

// A sweep that fails is none: its age must grow.
func TestPulse_failedSweepIsNoSweep(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	p := newPulse(b.deps(nil))
	answer := error(nil)
	s := &sweep{
		pulse: p, nudge: func(outbox.Kind) {}, log: slog.New(slog.DiscardHandler),
		escalate: func(context.Context, func(time.Duration)) (int, error) { return 0, answer },
	}
	s.runOnce(t.Context())
	first := p.now().Swept
	b.wall.Add(time.Minute)
	answer = errors.New("lost")
	s.runOnce(t.Context())
	if got := p.now().Swept; first != clock.Milli(monday) || got != first {
		t.Errorf("swept at %d, then %d", first, got)
	}
}

func TestFigures_countJobsAndTheWayOfAReport(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	set := metrics.New()
	w := New(b.deps(set))
	t.Cleanup(w.Stop)
	b.submit()
	b.wall.Add(80 * time.Millisecond)
	w.runner.run(t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
	w.runner.handlers[outbox.ItemCount] = func(context.Context, db.Tx, []outbox.Row) error {
		return errs.New(errs.Invalid, "error.fields")
	}
	b.add(outbox.Job{Kind: outbox.ItemCount})
	w.runner.run(t.Context(), outbox.ItemCount, b.waiting(outbox.ItemCount))
	f := b.figures(set)
	for name, want := range map[string]float64{
		`sunlead_jobs_total{kind="lead.route",outcome="done"}`:  1,
		`sunlead_jobs_total{kind="lead.route",outcome="again"}`: 0,
		`sunlead_jobs_total{kind="item.count",outcome="dead"}`:  1,
		"sunlead_submit_to_routed_seconds_count":                1,
		"sunlead_submit_to_routed_seconds_sum":                  .08,
	} {
		if got, is := f[name]; !is || got != want {
			t.Errorf("%s is %v (%v), want %v", name, got, is, want)
		}
	}
}
