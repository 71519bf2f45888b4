package faults

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

// takenOver is within what a killed or frozen worker's jobs must be done by another one: what was claimed is held
// for 20 s, then offered again.
const takenOver = 30 * time.Second

func TestWorker(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("killedAtEveryMark", workersKilledAtEveryMark)
	t.Run("frozenAndWokenUp", workersFrozen)
	t.Run("panicAndEndlessJob", workersPoisoned)
}

// FI-03, FI-05, FI-45: workers die at every place where a crash would hurt while another one lives; then, fourteen
// days later, workers die in the middle of the ladder's steps.
func workersKilledAtEveryMark(t *testing.T) {
	t.Parallel()
	marks := append(everyMark("relay."), everyMark("job.")...)
	s := newSite(t, plan{webs: 1, workers: 1 + len(marks)})
	rng := dice(t, 5)
	s.arm(s.workers[1:], marks, func() int { return 1 + rng.IntN(3) })
	people := s.crowd(4, 20*time.Millisecond, rng)
	s.allDie(s.workers[1:], marks)
	people.leave()
	t.Logf("after kills at %v the other worker was done in %s", marks, s.within(takenOver))
	s.verify()

	s.later(14 * 24 * time.Hour)
	steps := append(everyMark("sweep."), "job.in_tx", "relay.after_offer")
	s.arm(s.workers[1:1+len(steps)], steps, func() int { return 1 })
	s.workers[0].mustStart()
	people = s.crowd(2, 50*time.Millisecond, rng) // or the others may take every job before one comes to job.in_tx
	s.allDie(s.workers[1:1+len(steps)], steps)
	people.leave()
	until(t, patience, "every step to be taken", func() bool {
		return s.count("SELECT COUNT(*) FROM leads WHERE open = 1 AND next_step_at > 0 AND next_step_at < ?", s.app.Case.Now().UnixMilli()) == 0
	})
	t.Logf("after kills at %v the other worker was done in %s", steps, s.within(takenOver))
	s.verify()
	if n := s.count("SELECT COUNT(*) FROM lead_steps"); n < s.count("SELECT COUNT(*) FROM leads WHERE due > 0") {
		t.Errorf("only %d steps were taken", n)
	}
}

// arm starts one worker for each mark, to die there.
func (s *site) arm(workers []*slot, marks []string, hit func() int) {
	s.t.Helper()
	for i, mark := range marks {
		workers[i].kill()
		workers[i].start(mark + ":" + strconv.Itoa(hit()))
	}
}

func (s *site) allDie(workers []*slot, marks []string) {
	s.t.Helper()
	for i, mark := range marks {
		if !workers[i].endsWithin(patience) {
			s.t.Fatalf("no worker came to %s", mark)
		}
	}
}

// within is drain with a tighter bound.
func (s *site) within(d time.Duration) time.Duration {
	s.t.Helper()
	took := s.drain()
	if took > d {
		s.t.Errorf("it took %s, more than %s", took, d)
	}
	return took
}

// later stops everything, lets the Case clock run ahead as an installation that was switched off would find it, and
// starts the web servers.
func (s *site) later(d time.Duration) {
	s.t.Helper()
	for _, x := range append(s.webs[:len(s.webs):len(s.webs)], s.workers...) {
		x.kill()
	}
	s.skipTo(s.app.Case.Now().Add(d))
	for _, x := range s.webs {
		x.mustStart()
	}
}

// FI-04: workers stand still for longer than their jobs are held, one of them in an open transaction, and wake up
// when another one has long done the work.
func workersFrozen(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 1, workers: 3})
	marks := []string{"job.in_tx:1:stop", "job.before_effect:1:stop"}
	for i, mark := range marks {
		s.workers[i].kill()
		s.workers[i].start(mark)
	}
	people := s.crowd(4, 20*time.Millisecond, dice(t, 6))
	until(t, patience, "both workers to stand still", func() bool { return s.workers[0].frozen() && s.workers[1].frozen() })
	people.leave()
	t.Logf("with two frozen workers the third was done in %s", s.drain())
	for _, x := range s.workers[:2] {
		from := x.logged()
		x.thaw()
		until(t, patience, "the frozen worker to find out", func() bool { return x.logged() > from || !x.frozen() })
		x.stop() // it finishes what it believes to have in hand
	}
	s.drain()
	s.verify()
}

// FI-35, on the real program: a job that panics and one that hears no timeout hold up nobody and are done in the
// end. What always fails dies visibly: job.TestRun_onePoisonRowHoldsUpNobodyAndDiesVisibly; without its value in the
// log: job.TestRun_panicIsAFailureThatKeepsItsValueToItself.
func workersPoisoned(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{webs: 1, workers: 3})
	for i, mark := range []string{"job.in_tx:2:panic", "job.in_tx:1:sleep=40s"} {
		s.workers[i].kill()
		s.workers[i].start(mark)
	}
	people := s.crowd(4, 20*time.Millisecond, dice(t, 7))
	until(t, patience, "both jobs to go wrong", func() bool {
		return marked(s.workers[0]) && marked(s.workers[1])
	})
	people.leave()
	t.Logf("with a panic and an endless job all was done in %s", s.drain())
	s.verify()
	if !s.workers[0].alive() || !s.workers[1].alive() {
		t.Error("a worker ended")
	}
}

// marked reports whether the process came to its mark.
func marked(x *slot) bool { return strings.Contains(x.since(0), "failpoint job.in_tx") }
