package faults

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

const (
	// blockRounds are the rounds after which everything is healed and held against the diaries.
	blockRounds = 40
	// epochRounds are the rounds after which the next installation takes over.
	epochRounds = 200
)

// soak is one run of faults drawn at random, over several installations.
type soak struct {
	*site
	maria, redisServer *testkit.Server
	people             *crowd
	frozen             *slot // a worker that stands still for some rounds
	since              time.Time
	rng                *rand.Rand // of this round
	sum                *figures
}

// figures are what a soak reports in the end.
type figures struct {
	rounds              map[string]int
	acked, unknown      int
	busy, left          int
	slowest, slow503    time.Duration
	drains              []time.Duration
	cuts                int64
	leads, steps, tells int64
}

// TestSoak draws a fault for each round from the seed and the round's number, so that -seed and -from go on with a
// run that stopped.
func TestSoak(t *testing.T) { //nolint:tparallel // one installation after the other
	t.Parallel()
	if !testkit.Full() {
		return
	}
	sum := &figures{rounds: map[string]int{}}
	begun := time.Now()
	last := *fromFlag + *roundsFlag - 1
	for first := *fromFlag; first <= last && !t.Failed(); first += epochRounds {
		t.Run(fmt.Sprintf("rounds %d to %d", first, min(last, first+epochRounds-1)), func(t *testing.T) {
			newSoak(t, sum).epoch(first, min(last, first+epochRounds-1))
		})
	}
	t.Logf("seed %d, %s\n%s", drawn(), time.Since(begun).Round(time.Second), sum)
}

func newSoak(t *testing.T, sum *figures) *soak {
	t.Helper()
	k := &soak{maria: testkit.PrivateMariaDB(t), redisServer: testkit.PrivateRedis(t), sum: sum}
	k.site = newSite(t, plan{maria: k.maria, redis: k.redisServer, proxied: true, webs: 2, workers: 2})
	return k
}

func (k *soak) epoch(first, last int) {
	for from := first; from <= last && !k.t.Failed(); from += blockRounds {
		k.block(from, min(last, from+blockRounds-1))
	}
	if !k.t.Failed() {
		k.night()
	}
	k.addUp()
}

// block runs some rounds with people who report all the time, heals, waits for the work to drain, and looks.
func (k *soak) block(first, last int) {
	k.t.Helper()
	begun := time.Now()
	k.diaries = nil
	k.people = k.crowd(4, 150*time.Millisecond, rand.New(rand.NewPCG(drawn(), uint64(first)<<32)))
	for round := first; round <= last; round++ {
		k.rng = rand.New(rand.NewPCG(drawn(), uint64(round)))
		f := drawFault(k.rng)
		k.sum.rounds[f.name]++
		f.do(k)
		k.proxy.heal()
		k.thawInTime()
		k.goesOn(2)
	}
	k.heal()
	k.people.leave()
	drained := k.drain()
	k.sum.drains = append(k.sum.drains, drained)
	k.verify()
	k.t.Logf("round %d: %s a round, drained in %s", last, (time.Since(begun) / time.Duration(last-first+1)).Round(time.Millisecond), drained.Round(time.Millisecond))
}

// heal leaves nothing broken.
func (k *soak) heal() {
	k.proxy.heal()
	if k.frozen != nil {
		k.frozen.thaw()
		k.frozen = nil
	}
}

// frozenFor is how long a worker stands still: longer than its jobs are held.
const frozenFor = 25 * time.Second

func (k *soak) thawInTime() {
	if k.frozen != nil && time.Since(k.since) > frozenFor {
		k.frozen.thaw()
		k.frozen = nil
	}
}

// nightLength is long enough for two or three steps of each lead's ladder.
const nightLength = 8 * 24 * time.Hour

// night lets days go by, so that the ladder's steps are due, and kills workers in the middle of them.
func (k *soak) night() {
	k.t.Helper()
	k.later(nightLength)
	for _, mark := range []string{"sweep.mid_batch:5", "sweep.after_commit", "job.in_tx:3"} {
		k.workers[0].start(mark)
		if !k.workers[0].endsWithin(10 * time.Second) {
			k.workers[0].kill() // another mark's victim had done it all
		}
	}
	for _, w := range k.workers {
		w.mustStart()
	}
	until(k.t, 5*time.Minute, "every step to be taken", func() bool {
		return k.count("SELECT COUNT(*) FROM leads WHERE open = 1 AND next_step_at > 0 AND next_step_at < ?", k.app.Case.Now().Add(nightLength).UnixMilli()) == 0
	})
	k.sum.drains = append(k.sum.drains, k.drain())
	k.verify()
}

// addUp adds an installation's figures to the sum.
func (k *soak) addUp() {
	p, s := k.site.people.snapshot(), k.sum
	s.acked, s.unknown, s.busy, s.left = s.acked+p.acked, s.unknown+p.unknown, s.busy+p.busy, s.left+p.left
	s.slowest, s.slow503 = max(s.slowest, p.slowest), max(s.slow503, p.slow503)
	s.cuts += k.proxy.cuts.Load()
	s.leads += k.count("SELECT COUNT(*) FROM leads")
	s.steps += k.count("SELECT COUNT(*) FROM lead_steps")
	s.tells += k.count("SELECT COUNT(*) FROM messages")
}

// String is the table at the end.
func (f *figures) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f.rounds)) {
		fmt.Fprintf(&b, "%6d  %s\n", f.rounds[name], name)
	}
	fmt.Fprintf(&b, "%d receipts, %d gave up, %d attempts of unknown end sent again, %d answers 503 (slowest %s, slowest answer %s)\n",
		f.acked, f.left, f.unknown, f.busy, f.slow503.Round(time.Millisecond), f.slowest.Round(time.Millisecond))
	fmt.Fprintf(&b, "%d leads, %d steps of the ladder, %d messages; %d COMMITs cut\n", f.leads, f.steps, f.tells, f.cuts)
	slices.Sort(f.drains)
	if n := len(f.drains); n > 0 {
		fmt.Fprintf(&b, "drained %d times, slowest %s, median %s", n, f.drains[n-1].Round(time.Millisecond), f.drains[n/2].Round(time.Millisecond))
	}
	return b.String()
}
