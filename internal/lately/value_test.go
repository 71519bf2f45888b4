package lately

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
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
	}{{0, false, 1}, {9 * time.Second, false, 1}, {10 * time.Second, false, 2}, {10 * time.Second, true, 3}, {-time.Hour, false, 4}} {
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

// Whoever asked first may go; the reading is for the others too, and nobody waits longer than they want.
func TestValue_goesOnWithoutWhoAsked(t *testing.T) {
	t.Parallel()
	var v Value[int]
	began, answer := make(chan struct{}), make(chan struct{})
	slow := func(ctx context.Context, _ int) (int, error) {
		close(began)
		<-answer
		return 7, ctx.Err()
	}
	first, leave := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := v.Get(first, time.Unix(1e9, 0), time.Second, slow)
		gone <- err
	}()
	<-began
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who left waits for the reading: %v", err)
	}
	if _, err := v.Get(first, time.Unix(1e9, 0), time.Second, slow); !errors.Is(err, context.Canceled) {
		t.Errorf("who is gone begins a reading: %v", err)
	}
	close(answer)
	if n, err := v.Get(t.Context(), time.Unix(1e9, 0), time.Second, slow); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// While it is read anew, what was known holds for everybody else, unless this process changed it: then they wait for a reading that
// began afterwards.
func TestValue_holdsWhileItIsRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, holdsWhileItIsRead)
}

func holdsWhileItIsRead(t *testing.T) {
	t.Helper()
	var v Value[int]
	var readings atomic.Int64
	began, answer := make(chan struct{}), make(chan struct{})
	get := func(at int64) int {
		n, err := v.Get(t.Context(), time.Unix(at, 0), time.Second, func(context.Context, int) (int, error) {
			n := int(readings.Add(1))
			if n == 2 {
				close(began)
				<-answer
			}
			return n, nil
		})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	got := make(chan int, 4)
	get(1e9)
	go func() { got <- get(1e9 + 1) }()
	<-began
	if n := get(1e9 + 1); n != 1 {
		t.Errorf("%d, while it is read", n)
	}
	v.Forget()
	for range 3 {
		go func() { got <- get(1e9 + 1) }()
	}
	synctest.Wait()
	if len(got) > 0 {
		t.Errorf("%d, before it was read again", <-got)
	}
	close(answer)
	for range 4 { // who asked before, too: what is there then is of after the change
		if n := <-got; n != 3 || readings.Load() != 3 {
			t.Errorf("%d after %d readings: it was changed meanwhile", n, readings.Load())
		}
	}
}

// A reading that panics is one that failed.
func TestValue_survivesAPanic(t *testing.T) {
	t.Parallel()
	var v Value[int]
	panics := true
	get := func(at int64) (int, error) {
		return v.Get(t.Context(), time.Unix(at, 0), time.Second, func(context.Context, int) (int, error) {
			if panics {
				return []int{}[at%1e9], nil
			}
			return 1, nil
		})
	}
	if _, err := get(1e9); err == nil || strings.Contains(err.Error(), "out of range") {
		t.Errorf("%v", err)
	}
	panics = false
	if n, err := get(1e9 + 2); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
