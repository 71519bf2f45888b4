package demo

import (
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"

	"sunlead/internal/clock"
)

// Redis is a Redis inside the process: the demo needs nothing installed, and the queue is never the truth.
type Redis struct {
	server *miniredis.Miniredis
	stop   chan struct{}
	done   sync.WaitGroup
}

// redisTick is how often keys grow older; the embedded server has no clock of its own.
const redisTick = 250 * time.Millisecond

// StartRedis starts it on a free loopback port.
func StartRedis(wall clock.Clock) (*Redis, error) {
	server, err := miniredis.Run()
	if err != nil {
		return nil, err
	}
	r := &Redis{server: server, stop: make(chan struct{})}
	r.done.Go(func() { r.age(wall) })
	return r, nil
}

// Addr is host:port of the server.
func (r *Redis) Addr() string { return r.server.Addr() }

// Close stops it; what it held is rebuilt from the outbox.
func (r *Redis) Close() {
	close(r.stop)
	r.done.Wait()
	r.server.Close()
}

func (r *Redis) age(wall clock.Clock) {
	tick := time.NewTicker(redisTick)
	defer tick.Stop()
	last := wall.Now()
	for {
		select {
		case <-r.stop:
			return
		case <-tick.C:
			now := wall.Now()
			r.server.FastForward(max(now.Sub(last), 0))
			last = now
		}
	}
}
