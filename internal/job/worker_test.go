package job

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

func TestWorker_routesTellsAndLetsClimb(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		b.working(options(testkit.NewRedis(t)))
		number := b.submit()
		eventually(t, "routed", func() bool { return b.state(number) == lead.Assigned })
		eventually(t, "the handler is told", func() bool { return len(b.inbox("handler")) == 1 })
		b.cases.Add(30 * 24 * time.Hour)
		eventually(t, "notice to the discipline body", func() bool { return len(b.inbox("ji")) == 1 })
	})
}

func TestWorker_routesByTheNudgeAlone(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	w := b.worker(options(testkit.NewRedis(t)))
	w.relay.tick = time.Hour
	b.tell(w.Nudge)
	b.ok(w.Start(t.Context()))
	for range 3 {
		number := b.submit()
		eventually(t, "routed", func() bool { return b.state(number) == lead.Assigned })
	}
}

func TestWorker_walledReportReachesNamedCityStaffOnly(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		b.working(options(testkit.NewRedis(t)))
		b.submit(func(r *lead.Report) { r.Category, r.About, r.Nature = "staff", lead.AboutDistrict, lead.NatureConduct })
		b.submit(func(r *lead.Report) { r.Category, r.About, r.Nature = "staff", lead.AboutCity, lead.NatureConduct })
		eventually(t, "city handler", func() bool { return len(b.inbox("cityhandler")) == 1 })
		eventually(t, "discipline body", func() bool { return len(b.inbox("ji")) == 1 })
		for _, who := range []string{"handler", "leader", "monitor"} {
			if got := b.inbox(who); len(got) != 0 {
				t.Errorf("%s was told: %v", who, got)
			}
		}
	})
}

func TestWorker_twoOfThemHaveOneEffect(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		o := options(testkit.NewRedis(t))
		b.working(o)
		b.working(o)
		var numbers []string
		for range 20 {
			numbers = append(numbers, b.submit())
		}
		eventually(t, "all told", func() bool { return len(b.inbox("handler")) >= len(numbers) })
		eventually(t, "nothing waits", func() bool {
			waiting, _, err := outbox.Waiting(t.Context(), d)
			return err == nil && waiting == 0
		})
		if n := len(b.inbox("handler")); n != len(numbers) {
			t.Errorf("%d messages for %d leads", n, len(numbers))
		}
		for _, number := range numbers {
			if n := b.times(number, "routed"); n != 1 {
				t.Errorf("routed %d times", n)
			}
		}
	})
}

// breakable is a Redis that a test may take away.
type breakable struct {
	addr  string
	kill  func()
	start func() error
}

func breakables(t *testing.T) map[string]func(t *testing.T) breakable {
	t.Helper()
	kinds := map[string]func(t *testing.T) breakable{
		"embedded": func(t *testing.T) breakable {
			t.Helper()
			m := miniredis.RunT(t)
			return breakable{m.Addr(), m.Close, m.Restart}
		},
	}
	if testkit.Full() {
		kinds["real"] = func(t *testing.T) breakable {
			t.Helper()
			s := testkit.PrivateRedis(t)
			return breakable{s.Addr, s.Kill, func() error { return s.Start(context.WithoutCancel(t.Context())) }}
		}
	}
	return kinds
}

func TestWorker_unreachableRedisOnlyDelays(t *testing.T) {
	t.Parallel()
	for name, get := range breakables(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBed(t, testkit.Open(t))
			r := get(t)
			r.kill()
			w := b.working(options(testkit.Redis{Addr: r.addr})) // starts without
			first := b.submit()
			eventually(t, "an offer that failed", func() bool {
				row := b.row(b.waiting(outbox.LeadRoute)[0])
				return row.Epoch > 0 && row.OfferAt <= b.wall.Now().UnixMilli()
			})
			b.ok(r.start())
			eventually(t, "routed when it is back", func() bool { return b.state(first) == lead.Assigned })
			r.kill()
			second := b.submit()
			b.ok(r.start())
			w.Nudge(outbox.LeadRoute)
			eventually(t, "routed after the second break", func() bool {
				b.wall.Add(time.Second) // a task that went down with Redis waits for the hold
				return b.state(second) == lead.Assigned
			})
		})
	}
}

func TestWorker_stopsWithoutRedis(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	w := b.working(nowhere)
	b.submit()
	w.Stop()
	if n := len(b.waiting(outbox.LeadRoute)); n != 1 {
		t.Errorf("%d jobs wait, want 1", n)
	}
}

func TestWorker_startsOnceAndStopsAsOftenAsAsked(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	o := options(testkit.NewRedis(t))
	w := b.worker(o)
	b.ok(w.Start(t.Context()))
	if w.Start(t.Context()) == nil {
		t.Error("started twice")
	}
	w.Stop()
	w.Stop()
	if w.Start(t.Context()) == nil {
		t.Error("started after Stop")
	}
	b.worker(o).Stop() // never started
}

func TestBell_wakesAnotherProcess(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	o := options(testkit.NewRedis(t))
	w := b.worker(o)
	w.relay.tick = time.Hour
	b.ok(w.Start(t.Context())) // nobody nudges it in process
	bell := NewBell(o, b.notify.Log)
	t.Cleanup(bell.Stop)
	for range 2 {
		number := b.submit()
		eventually(t, "routed", func() bool {
			bell.Ring(outbox.LeadRoute)
			return b.state(number) == lead.Assigned
		})
	}
}

func TestBell_withoutRedisNeverBlocks(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	bell := NewBell(nowhere, b.notify.Log)
	for range 1000 {
		bell.Ring(outbox.NotifySend)
	}
	bell.Stop()
	bell.Stop()
}
