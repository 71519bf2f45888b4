package faults

import (
	"context"
	"net/http"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

func TestRedis(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("emptiedAndKilledUnderLoad", redisEmptiedAndKilled)
}

// FI-06, FI-07, FI-08: Redis is emptied again and again, then it is killed, is away while people report, and comes
// back with nothing. Nobody who reports notices.
func redisEmptiedAndKilled(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateRedis(t)
	s := newSite(t, plan{redis: server, webs: 2, workers: 2})
	people := s.crowd(4, 20*time.Millisecond, dice(t, 8))
	for range 8 {
		s.goesOn(10)
		s.flush()
	}
	server.Kill()
	s.goesOn(40)
	s.healthy()
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
	if p := s.people.snapshot(); p.unknown > 0 || p.slowest > 3*time.Second {
		t.Errorf("people noticed: %s", p)
	}
}

// goesOn waits until n more people have a receipt.
func (s *site) goesOn(n int) {
	s.t.Helper()
	was := s.people.snapshot().acked
	until(s.t, patience, "people to report", func() bool { return s.people.snapshot().acked >= was+n })
}

func (s *site) flush() {
	s.t.Helper()
	c := s.redis.Client(s.t)
	defer c.Close()
	if err := c.FlushAll(s.t.Context()).Err(); err != nil {
		s.t.Error(err)
	}
}

// healthy holds /healthz to what the proxy in front is told.
func (s *site) healthy() {
	s.t.Helper()
	for _, w := range s.webs {
		if got, err := ask(context.Background(), browser(false), http.MethodGet, "http://"+w.addr+"/healthz", nil); err != nil || got.status != http.StatusOK {
			s.t.Errorf("/healthz: %d, %v", got.status, err)
		}
	}
}
