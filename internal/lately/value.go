package lately

import (
	"context"
	"sync"
	"time"
)

// patience is how long one reading may take: others wait for it, parents among them. After one that failed nobody tries again
// for as long, so that those who waited do not each wait for one of their own.
const patience = 2 * time.Second

// Value is what was read last. The zero value knows nothing. Safe for concurrent use; do not copy.
type Value[T any] struct {
	mu    sync.Mutex
	now   T
	known bool
	read  time.Time
	sick  error // of the last reading
}

// Get returns what was read last, read anew when that is older than life or lies in the future of now. A reading is for all who
// ask: it goes on when the one who asked first is gone. It is given what was known before, the zero value at first, and fails with
// its error only while nothing is known.
func (v *Value[T]) Get(ctx context.Context, now time.Time, life time.Duration, read func(ctx context.Context, old T) (T, error)) (T, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.sick != nil {
		life = min(life, patience)
	}
	if age := now.Sub(v.read); v.read.IsZero() || age < 0 || age >= life {
		v.read = now
		v.again(ctx, read)
	}
	if !v.known {
		return v.now, v.sick
	}
	return v.now, nil
}

// again reads. The caller holds the lock.
func (v *Value[T]) again(ctx context.Context, read func(context.Context, T) (T, error)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	now, err := read(ctx, v.now)
	if v.sick = err; err == nil {
		v.now, v.known = now, true
	}
}

// Forget makes the next look a reading: this process changed what was read.
func (v *Value[T]) Forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.read = time.Time{}
}
