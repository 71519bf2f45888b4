package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// result is one measurement.
type result struct {
	clients int
	n       int           // good answers
	bad     int           // anything else
	span    time.Duration // of the whole
	took    []time.Duration
	cpu     []time.Duration // of each measured process
	first   string          // the first bad answer
}

func (r result) rate() float64 { return float64(r.n) / r.span.Seconds() }

// cpuEach is the processor time of one good answer, in milliseconds, of each process and together.
func (r result) cpuEach() string {
	var sum time.Duration
	var parts []string
	for _, used := range r.cpu {
		sum += used
		parts = append(parts, f2(ms(used)/float64(max(r.n, 1))))
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return f2(ms(sum)/float64(max(r.n, 1))) + " = " + strings.Join(parts, " + ")
}

// at returns a percentile in milliseconds; took is sorted by done.
func (r result) at(p float64) float64 {
	if len(r.took) == 0 {
		return 0
	}
	i := min(int(p*float64(len(r.took))), len(r.took)-1)
	return float64(r.took[i].Microseconds()) / 1000
}

// tally gathers the answers of many clients.
type tally struct {
	mu sync.Mutex
	result
}

func (t *tally) add(took []time.Duration, bad int, first string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, took...)
	t.n += len(took)
	t.bad += bad
	if t.first == "" {
		t.first = first
	}
}

// done closes the books; before is what the processes had used when it began.
func (t *tally) done(span time.Duration, before []time.Duration, pids ...int) result {
	slices.Sort(t.took)
	t.span = span
	for i, used := range cpu(pids...) {
		t.cpu = append(t.cpu, used-before[i])
	}
	return t.result
}

// load is what is sent to whom, what a good answer is, and whose processor time is counted.
type load struct {
	addr     string
	requests [][]byte
	want     int // status
	pids     []int
}

// closed lets clients send the requests one after the other, each waiting for its answer, for span.
func (l load) closed(ctx context.Context, clients int, span time.Duration) result {
	t := &tally{result: result{clients: clients}}
	var next atomic.Int64
	var all sync.WaitGroup
	used, begun := cpu(l.pids...), time.Now()
	for range clients {
		all.Go(func() { l.client(ctx, begun.Add(span), &next, t) })
	}
	all.Wait()
	return t.done(time.Since(begun), used, l.pids...)
}

func (l load) client(ctx context.Context, end time.Time, next *atomic.Int64, t *tally) {
	var took []time.Duration
	bad, first := 0, ""
	defer func() { t.add(took, bad, first) }()
	c, err := dial(ctx, l.addr)
	if err != nil {
		bad, first = 1, err.Error()
		return
	}
	defer c.Close()
	for time.Now().Before(end) {
		i := next.Add(1) - 1
		if int(i) >= len(l.requests) {
			return
		}
		at := time.Now()
		a, err := c.ask(l.requests[i])
		if err != nil && !errors.Is(err, errClosed) || a.status != l.want {
			bad++
			first = describe(a, err)
			if err != nil {
				return
			}
			continue
		}
		took = append(took, time.Since(at))
	}
}

func describe(a answer, err error) string {
	if err != nil {
		return err.Error()
	}
	return "status " + itoa(a.status)
}

// open sends l.requests at a fixed rate whether answers come or not, over many connections; the time of an
// answer counts from when its request was due, so waiting in line is not hidden.
func (l load) open(ctx context.Context, rate int, span time.Duration) result {
	const conns = 128
	t := &tally{result: result{clients: rate}}
	due := make(chan int, len(l.requests))
	var all sync.WaitGroup
	used, begun := cpu(l.pids...), time.Now()
	every := time.Second / time.Duration(rate)
	for range conns {
		all.Go(func() {
			var took []time.Duration
			bad, first := 0, ""
			defer func() { t.add(took, bad, first) }()
			c, err := dial(ctx, l.addr)
			if err != nil {
				bad, first = 1, err.Error()
				return
			}
			defer c.Close()
			for i := range due {
				at := begun.Add(time.Duration(i) * every)
				a, err := c.ask(l.requests[i])
				if err != nil || a.status != l.want {
					bad++
					first = describe(a, err)
					if err != nil {
						return
					}
					continue
				}
				took = append(took, time.Since(at))
			}
		})
	}
	n := min(len(l.requests), int(span.Seconds()*float64(rate)))
	for i := range n {
		if late := time.Until(begun.Add(time.Duration(i) * every)); late > 0 {
			wait(ctx, late)
		}
		due <- i
	}
	close(due)
	all.Wait()
	return t.done(time.Since(begun), used, l.pids...)
}
