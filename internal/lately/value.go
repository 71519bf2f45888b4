package lately

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// patience is how long one reading may take. After one that failed nobody tries again for as long, so that those who waited do not
// each wait for one of their own.
const patience = 2 * time.Second

// Value is what was read last. The zero value knows nothing. Safe for concurrent use; do not copy.
type Value[T any] struct {
	mu    sync.Mutex
	now   T
	known bool
	read  time.Time     // when the last reading began
	sick  error         // of the last reading
	done  chan struct{} // of the one that goes on
	// changes are those that this process made, seen those that what is known has in it.
	changes, seen int
}

// Get returns what was read last, read anew when that was life before now, or after: clocks are set back. A reading is for all who
// ask: it goes on when the one who asked first is gone, and while it goes on, what was known holds. It is given what was known, the
// zero value at first. Get fails only while nothing is known: with the reading's error, or with that of ctx.
func (v *Value[T]) Get(ctx context.Context, now time.Time, life time.Duration, read func(ctx context.Context, old T) (T, error)) (T, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for v.old(now, life) && ctx.Err() == nil {
		if v.done == nil {
			v.begin(ctx, now, read)
		}
		done := v.done
		v.mu.Unlock()
		select {
		case <-done:
		case <-ctx.Done():
		}
		v.mu.Lock()
	}
	switch {
	case v.known:
		return v.now, nil
	case v.sick != nil:
		return v.now, v.sick
	default:
		return v.now, ctx.Err()
	}
}

// old reports that who asks has to wait for a reading. The caller holds the lock.
func (v *Value[T]) old(now time.Time, life time.Duration) bool {
	changed := v.changes != v.seen
	switch {
	case v.done != nil:
		return changed || !v.known
	case v.sick != nil:
		life = min(life, patience)
	case changed:
		return true
	}
	return v.read.IsZero() || now.Sub(v.read).Abs() >= life
}

// begin begins a reading. The caller holds the lock.
func (v *Value[T]) begin(ctx context.Context, now time.Time, read func(context.Context, T) (T, error)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	done, old, changes := make(chan struct{}), v.now, v.changes
	v.read, v.done = now, done
	go func() {
		defer cancel()
		got, err := safely(ctx, old, read)
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.sick = err; err == nil {
			v.now, v.known, v.seen = got, true, changes
		}
		v.done = nil
		close(done)
	}()
}

// safely is for readings that are nobody's request, where a panic would be the end of the process.
func safely[T any](ctx context.Context, old T, read func(context.Context, T) (T, error)) (got T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a reading panicked: %T", p) // its value may hold what was read
		}
	}()
	return read(ctx, old)
}

// Forget makes the next look a reading: this process changed what was read. One that is under way may have come too early.
func (v *Value[T]) Forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.changes++
	v.sick = nil
}
