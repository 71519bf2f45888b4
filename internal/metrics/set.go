package metrics

import (
	"context"
	"sync"
)

// labelsMax is how many labels a figure has at most.
const labelsMax = 3

// Set holds the figures of one process. It is safe for concurrent use.
type Set struct {
	mu       sync.Mutex
	families map[string]*family
	asked    []func(context.Context)
	scrape   sync.Mutex // one at a time: a scrape asks, then writes what it was told
}

// New returns a set that holds the figures of the Go runtime.
func New() *Set {
	s := &Set{families: map[string]*family{}}
	s.runtime()
	return s
}

// OnScrape calls f before figures are written, for what is asked rather than counted. ctx ends with the scrape.
func (s *Set) OnScrape(f func(ctx context.Context)) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, f)
}

// Counter makes a figure that only grows; its name ends in _total. The same name again is the same figure.
func (s *Set) Counter(name, help string, labels ...string) Counter {
	return Counter{s.family(&family{name: name, help: help, kind: "counter", labels: labels})}
}

// Gauge makes a figure that goes up and down.
func (s *Set) Gauge(name, help string, labels ...string) Gauge {
	return Gauge{s.family(&family{name: name, help: help, kind: "gauge", labels: labels})}
}

// Histogram makes a distribution over buckets, their upper limits in ascending order.
func (s *Set) Histogram(name, help string, buckets []float64, labels ...string) Histogram {
	return Histogram{s.family(&family{name: name, help: help, kind: "histogram", buckets: buckets, labels: labels})}
}

func (s *Set) family(f *family) *family {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.families[f.name] == nil {
		f.series = map[labels]*series{}
		s.families[f.name] = f
	}
	return s.families[f.name]
}

// Counter only grows.
type Counter struct{ f *family }

// Add counts n more; the labels come in the order of their names.
func (c Counter) Add(n int, labels ...string) {
	c.f.change(labels, func(s *series) { s.value += float64(n) })
}

// Gauge is a level.
type Gauge struct{ f *family }

// Set sets the level.
func (g Gauge) Set(v float64, labels ...string) {
	g.f.change(labels, func(s *series) { s.value = v })
}

// Clear forgets all levels: what could not be asked is not shown, rather than shown as it was.
func (g Gauge) Clear() {
	if g.f == nil {
		return
	}
	g.f.mu.Lock()
	defer g.f.mu.Unlock()
	clear(g.f.series)
}

// Histogram is a distribution.
type Histogram struct{ f *family }

// Observe counts one value.
func (h Histogram) Observe(v float64, labels ...string) {
	h.f.change(labels, func(s *series) { s.observe(h.f.buckets, v) })
}
