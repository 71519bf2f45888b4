package lately

import (
	"context"
	"errors"
	"testing"
	"time"
)

var errSick = errors.New("the database does not answer")

// library counts its readings; while it is sick it answers none.
type library struct {
	readings int
	sick     bool
	gone     bool // the reading saw that the one who asked is gone
}

func (l *library) read(ctx context.Context, old int) (int, error) {
	l.readings++
	l.gone = l.gone || ctx.Err() != nil
	if _, limited := ctx.Deadline(); !limited || l.sick {
		return 0, errSick
	}
	return old + 1, nil
}

// One reading serves all for its life; what this process changed is read at once, and so it is when the clock was set back.
func TestValue_isReadNowAndThen(t *testing.T) {
	t.Parallel()
	var v Value[int]
	l, start := &library{}, time.Unix(1e9, 0)
	for i, step := range []struct {
		at     time.Duration
		forget bool
		want   int
	}{{0, false, 1}, {9 * time.Second, false, 1}, {10 * time.Second, false, 2}, {10 * time.Second, true, 3}, {time.Second, false, 4}} {
		if step.forget {
			v.Forget()
		}
		if got, err := v.Get(t.Context(), start.Add(step.at), 10*time.Second, l.read); got != step.want || err != nil {
			t.Errorf("step %d: %d, %v", i, got, err)
		}
	}
	if l.readings != 4 {
		t.Errorf("%d readings", l.readings)
	}
}

// What was known holds while nobody answers; a failure is told only while nothing is known, and not tried again at once.
func TestValue_oldIsBetterThanNone(t *testing.T) {
	t.Parallel()
	var v Value[int]
	l, now := &library{sick: true}, time.Unix(1e9, 0)
	get := func(after time.Duration) (int, error) {
		now = now.Add(after)
		return v.Get(t.Context(), now, 10*time.Second, l.read)
	}
	for range 3 {
		if _, err := get(0); !errors.Is(err, errSick) {
			t.Fatal("nothing is known and nobody says so")
		}
	}
	if l.readings != 1 {
		t.Errorf("%d readings of a sick library", l.readings)
	}
	l.sick = false
	if n, err := get(patience); n != 1 || err != nil {
		t.Errorf("well again: %d, %v", n, err)
	}
	l.sick = true
	if n, err := get(10 * time.Second); n != 1 || err != nil {
		t.Errorf("sick again: %d, %v", n, err)
	}
}

// Whoever asked first may go; the reading is for the others too.
func TestValue_goesOnWithoutWhoAsked(t *testing.T) {
	t.Parallel()
	var v Value[int]
	l := &library{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := v.Get(ctx, time.Unix(1e9, 0), time.Second, l.read); n != 1 || err != nil || l.gone {
		t.Errorf("%d, %v, gone %v", n, err, l.gone)
	}
}
