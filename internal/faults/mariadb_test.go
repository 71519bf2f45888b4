package faults

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

// busyWithin is within what somebody must be told that the database does not answer; the second is this machine's.
const busyWithin = 3*time.Second + time.Second

func TestMariaDB(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	t.Run("killedUnderLoad", mariadbKilled)
	t.Run("hangs", mariadbHangs)
	t.Run("readOnly", mariadbReadOnly)
	t.Run("cutAroundCommit", commitsCut)
}

// FI-14: MariaDB is killed under load and comes back. Meanwhile people are told so in time, with their text.
func mariadbKilled(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateMariaDB(t)
	s := newSite(t, plan{maria: server, webs: 2, workers: 1})
	people := s.crowd(6, 10*time.Millisecond, dice(t, 9))
	for range 2 {
		s.goesOn(10)
		server.Kill()
		s.untilBusy(10)
		if err := server.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
	s.toldInTime()
}

// FI-14: MariaDB keeps its connections and says nothing. Nobody waits for it.
func mariadbHangs(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateMariaDB(t)
	s := newSite(t, plan{maria: server, webs: 2, workers: 1})
	people := s.crowd(6, 10*time.Millisecond, dice(t, 10))
	s.goesOn(10)
	freeze(server, syscall.SIGSTOP)
	t.Cleanup(func() { freeze(server, syscall.SIGCONT) })
	s.untilBusy(12)
	freeze(server, syscall.SIGCONT)
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
	s.toldInTime()
}

// FI-17: MariaDB takes no writes, as a replica does that somebody failed over to. The administrator's account is above that.
func mariadbReadOnly(t *testing.T) {
	t.Parallel()
	server := testkit.PrivateMariaDB(t)
	s := newSite(t, plan{maria: server, user: "programs", webs: 2, workers: 1})
	admin := newRival(t, s.dsn)
	people := s.crowd(6, 10*time.Millisecond, dice(t, 16))
	s.goesOn(10)
	admin.exec("SET GLOBAL read_only = 1")
	s.untilBusy(10)
	admin.exec("SET GLOBAL read_only = 0")
	s.goesOn(10)
	people.leave()
	t.Logf("drained in %s", s.drain())
	s.verify()
	s.toldInTime()
}

func freeze(server *testkit.Server, sig syscall.Signal) {
	if pid := server.Pid(); pid != 0 {
		_ = syscall.Kill(pid, sig)
	}
}

// untilBusy waits until n more people were answered 503.
func (s *site) untilBusy(n int) {
	s.t.Helper()
	was := s.people.snapshot().busy
	until(s.t, patience, "people to be told", func() bool { return s.people.snapshot().busy >= was+n })
}

func (s *site) toldInTime() {
	s.t.Helper()
	if p := s.people.snapshot(); p.busy == 0 || p.slow503 > busyWithin || p.slowest > busyWithin {
		s.t.Errorf("told too late: %s", p)
	}
}

// FI-16: connections end exactly before COMMIT, instead of its answer, and so that the database hears of it when
// the program has asked already; FI-15: and anywhere else.
func commitsCut(t *testing.T) {
	t.Parallel()
	s := newSite(t, plan{proxied: true, webs: 2, workers: 2})
	rng := dice(t, 11)
	people := s.crowd(6, 10*time.Millisecond, rng)
	for range 40 {
		s.cutSome(rng)
		s.goesOn(2)
		if rng.IntN(5) == 0 {
			s.proxy.breakAll()
		}
	}
	s.proxy.heal()
	people.leave()
	t.Logf("%d COMMITs cut; drained in %s", s.proxy.cuts.Load(), s.drain())
	s.verify()
	if s.proxy.cuts.Load() < 20 {
		t.Error("hardly anything was cut")
	}
}

func (s *site) cutSome(rng *rand.Rand) {
	s.proxy.cutCommits(cutBefore+cut(rng.IntN(3)), 1+rng.IntN(4))
}
