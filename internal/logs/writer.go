package logs

import (
	"fmt"
	"io"
	"sync"
	"time"

	"sunlead/internal/clock"
)

const (
	// bufferMax is how many bytes wait for a reader before lines are lost.
	bufferMax = 1 << 20
	// bufferKept is how much memory is kept between floods.
	bufferKept = 64 << 10
)

// writer is an io.Writer that never waits: a line that finds no room is lost and counted.
type writer struct {
	out  io.Writer
	lost func(lines int)
	wake chan struct{} // one is enough
	done chan struct{}

	mu     sync.Mutex
	full   []byte // whole lines that wait
	missed int    // lines lost since the last ones written
	ended  bool
}

func newWriter(out io.Writer, lost func(int)) *writer {
	w := &writer{out: out, lost: lost, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.loop()
	return w
}

// Write takes one line. It always succeeds.
func (w *writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return len(line), nil
	}
	if len(w.full)+len(line) > bufferMax {
		w.missed++
		w.lost(1)
		return len(line), nil
	}
	w.full = append(w.full, line...)
	select {
	case w.wake <- struct{}{}:
	default:
	}
	return len(line), nil
}

// loop writes what waits, all of it at once, until close.
func (w *writer) loop() {
	defer close(w.done)
	var spare []byte
	for range w.wake {
		lines := w.take(spare)
		_, _ = w.out.Write(lines) // a log that cannot be written has nobody to be told to
		if spare = lines[:0]; cap(spare) > bufferKept {
			spare = nil
		}
	}
	_, _ = w.out.Write(w.take(nil))
}

// take swaps the buffers. After a loss the first line says so.
func (w *writer) take(spare []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := w.full
	w.full = spare
	if w.missed > 0 {
		now := clock.System().Now().Format(time.RFC3339Nano)
		lines = append(lines, fmt.Sprintf(`{"time":%q,"level":"WARN","msg":"lines lost, nobody read them","lines":%d}`+"\n", now, w.missed)...)
		w.missed = 0
	}
	return lines
}

// close ends the loop when it has written what is left, or leaves it behind after wait.
func (w *writer) close(wait time.Duration) {
	w.mu.Lock()
	if !w.ended {
		w.ended = true
		close(w.wake)
	}
	w.mu.Unlock()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-w.done:
	case <-t.C:
	}
}
