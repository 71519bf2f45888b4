package job

import (
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/metrics"
	"sunlead/internal/outbox"
)

// How a job ended.
const (
	outcomeDone  = "done"
	outcomeAgain = "again" // failed, and is tried again
	outcomeDead  = "dead"
)

// routedBuckets divide the way of a report from its commit to its routing, in seconds; the goal is 0.1.
var routedBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30, 300}

// figures are what a worker counts of its jobs.
type figures struct {
	jobs   metrics.Counter
	routed metrics.Histogram
}

func newFigures(s *metrics.Set) figures {
	f := figures{
		jobs:   s.Counter("sunlead_jobs_total", "Jobs by how a run of them ended.", "kind", "outcome"),
		routed: s.Histogram("sunlead_submit_to_routed_seconds", "From the commit of a report to the commit of its routing.", routedBuckets),
	}
	for _, kind := range outbox.Kinds() {
		for _, outcome := range []string{outcomeDone, outcomeAgain, outcomeDead} {
			f.jobs.Add(0, string(kind), outcome)
		}
	}
	return f
}

func (f figures) done(kind outbox.Kind, rows []outbox.Row, now time.Time) {
	f.jobs.Add(len(rows), string(kind), outcomeDone)
	if kind != outbox.LeadRoute {
		return
	}
	for _, r := range rows {
		f.routed.Observe(now.Sub(clock.FromMilli(r.Created)).Seconds())
	}
}

func (f figures) failed(kind outbox.Kind, dead bool) {
	outcome := outcomeAgain
	if dead {
		outcome = outcomeDead
	}
	f.jobs.Add(1, string(kind), outcome)
}
