package faults

import (
	"context"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"
)

// fault is one way to break an installation under load. do returns when the worst is over; what it leaves running is
// ended by the block.
type fault struct {
	name   string
	weight int
	do     func(*soak)
}

// allFaults are what a soak draws from.
func allFaults() []fault {
	return []fault{
		{"web server killed at a mark", 10, (*soak).webKilledAtMark},
		{"web server killed", 6, func(k *soak) { k.revive(k.oneOf(k.webs), (*slot).kill) }},
		{"web server stopped", 5, func(k *soak) { k.revive(k.oneOf(k.webs), func(s *slot) { s.stop() }) }},
		{"web server frozen", 4, (*soak).webFrozen},
		{"worker killed at a mark", 10, (*soak).workerKilledAtMark},
		{"worker killed", 5, func(k *soak) { k.revive(k.oneOf(k.workers), (*slot).kill) }},
		{"worker stopped", 4, func(k *soak) { k.revive(k.oneOf(k.workers), func(s *slot) { s.stop() }) }},
		{"worker frozen for 25 s", 2, (*soak).workerFrozen},
		{"Redis emptied", 8, func(k *soak) { k.flush() }},
		{"Redis killed", 5, (*soak).redisKilled},
		{"MariaDB killed", 4, (*soak).mariadbKilled},
		{"MariaDB frozen", 3, (*soak).mariadbFrozen},
		{"COMMITs cut", 14, (*soak).commitsCut},
		{"all connections cut", 6, func(k *soak) { k.proxy.breakAll() }},
		{"network slow", 4, (*soak).networkSlow},
		{"network silent", 4, (*soak).networkSilent},
		{"rows locked by a stranger", 4, (*soak).rowsLocked},
		{"deadlocks", 4, (*soak).deadlocksProvoked},
		{"fifty equal submits", 3, (*soak).fiftyEqual},
		{"phones go away", 5, (*soak).phonesGoAway},
	}
}

func drawFault(rng *rand.Rand) fault {
	all, sum := allFaults(), 0
	for _, f := range all {
		sum += f.weight
	}
	at := rng.IntN(sum)
	for _, f := range all {
		if at -= f.weight; at < 0 {
			return f
		}
	}
	return all[0]
}

func (k *soak) oneOf(slots []*slot) *slot { return slots[k.rng.IntN(len(slots))] }

// moment lets people report for up to most.
func (k *soak) moment(most time.Duration) {
	pause(k.t.Context(), time.Duration(k.rng.Int64N(int64(most)))+1)
}

// revive ends a process somehow and fills its slot again.
func (k *soak) revive(s *slot, end func(*slot)) {
	if s == k.frozen {
		s.thaw()
		k.frozen = nil
	}
	end(s)
	k.moment(300 * time.Millisecond)
	s.mustStart()
}

// killAtMark starts the slot's process anew, to die at a mark; nobody may come there in time, then it is killed.
func (k *soak) killAtMark(s *slot, marks []string, most int) {
	mark := marks[k.rng.IntN(len(marks))] + ":" + itoa(1+k.rng.IntN(most))
	k.revive(s, func(s *slot) {
		s.kill()
		s.start(mark)
		if !s.endsWithin(2 * time.Second) {
			s.kill()
		}
	})
}

func (k *soak) webKilledAtMark() { k.killAtMark(k.oneOf(k.webs), everyMark("submit."), 6) }

func (k *soak) workerKilledAtMark() {
	k.killAtMark(k.oneOf(k.workers), append(everyMark("relay."), everyMark("job.")...), 4)
}

func (k *soak) webFrozen() {
	s := k.oneOf(k.webs)
	s.freeze()
	k.moment(1500 * time.Millisecond)
	s.thaw()
}

func (k *soak) workerFrozen() {
	if k.frozen != nil {
		return // one works on
	}
	k.frozen, k.since = k.oneOf(k.workers), time.Now()
	k.frozen.freeze()
}

func (k *soak) redisKilled() {
	k.redisServer.Kill()
	k.moment(2 * time.Second)
	if err := k.redisServer.Start(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

func (k *soak) mariadbKilled() {
	k.maria.Kill()
	k.moment(time.Second)
	if err := k.maria.Start(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

func (k *soak) mariadbFrozen() {
	freeze(k.maria, syscall.SIGSTOP)
	k.moment(4 * time.Second)
	freeze(k.maria, syscall.SIGCONT)
}

func (k *soak) commitsCut() {
	k.cutSome(k.rng)
	k.moment(time.Second)
}

func (k *soak) networkSlow() {
	k.proxy.delay(time.Duration(1+k.rng.IntN(30)) * time.Millisecond)
	k.moment(2 * time.Second)
}

func (k *soak) networkSilent() {
	k.proxy.hold()
	k.moment(3500 * time.Millisecond)
	if k.rng.IntN(2) == 0 {
		k.proxy.breakAll()
	}
}

// rowsLocked: somebody else, a report or a person with a console, keeps rows for seconds. It takes what is free: a
// frozen worker may hold the others.
func (k *soak) rowsLocked() {
	r := newRival(k.t, k.dsn)
	defer r.db.Close()
	tx := r.begin()
	r.in(tx, "SELECT id FROM outbox ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED")
	if k.rng.IntN(3) == 0 {
		r.in(tx, "SELECT next FROM sequences FOR UPDATE SKIP LOCKED")
	}
	k.moment(6 * time.Second)
	_ = tx.Rollback()
}

func (k *soak) deadlocksProvoked() {
	r := newRival(k.t, k.dsn)
	defer r.db.Close()
	ctx, stop := context.WithCancel(k.t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			r.wrongWayRound(ctx)
		}
	})
	k.moment(time.Second)
	stop()
	wg.Wait()
}

func (k *soak) fiftyEqual() { k.fifty(k.rng) }

func (k *soak) phonesGoAway() {
	for range 4 {
		k.oneGoesAway(k.rng, regions[k.rng.IntN(len(regions))].cut, k.rng.IntN(2) == 0)
	}
}
