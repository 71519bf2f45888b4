package clock

import (
	"sync"
	"time"
)

// Clock tells the time: UTC, truncated to milliseconds, which is what both databases keep.
type Clock interface {
	Now() time.Time
}

// Beijing is the zone of every calendar and every page. Urumqi's offices keep Beijing time.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// Milli turns an instant into what the tables hold.
func Milli(t time.Time) int64 { return t.UnixMilli() }

// FromMilli turns what the tables hold into an instant.
func FromMilli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

type system struct{}

// System is the machine's clock.
func System() Clock { return system{} }

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// Case is the ledger's clock: base + (wall − start) × speed, never backwards.
type Case struct {
	wall  Clock
	start time.Time
	base  time.Time
	speed int64

	mu   sync.Mutex
	last time.Time
}

// NewCase starts a Case clock at the later of wall's now and saved, the instant an earlier process had
// reached; speed is 1 in production.
func NewCase(wall Clock, saved time.Time, speed int) *Case {
	now := wall.Now()
	base := now
	if saved.After(base) {
		base = saved
	}
	return &Case{wall: wall, start: now, base: base, speed: int64(max(speed, 1))}
}

// Now returns the Case instant; a wall clock set back holds it still.
func (c *Case) Now() time.Time {
	// In milliseconds: nanoseconds × 100,000 overflow after a day.
	t := FromMilli(Milli(c.base) + c.wall.Now().Sub(c.start).Milliseconds()*c.speed)
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.Before(c.last) {
		return c.last
	}
	c.last = t
	return t
}

// Fake is a clock that a test moves by hand.
type Fake struct {
	mu sync.Mutex
	t  time.Time
}

// NewFake returns a clock standing at t.
func NewFake(t time.Time) *Fake { return &Fake{t: t.UTC().Truncate(time.Millisecond)} }

// Now returns the instant it stands at.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.t
}

// Set moves it to t.
func (f *Fake) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.t = t.UTC().Truncate(time.Millisecond)
}

// Add moves it by d.
func (f *Fake) Add(d time.Duration) { f.Set(f.Now().Add(d)) }
