package faults

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// tally counts what people experienced.
type tally struct {
	mu       sync.Mutex
	acked    int           // receipts that were read
	left     int           // letters whose sender gave up
	unknown  int           // attempts whose end nobody knows, sent again
	busy     int           // answers 503
	slowest  time.Duration // until any answer
	slow503  time.Duration // until an answer 503
	wrongs   []string      // what must never be answered
	failures []string      // the last few, for a message
	sample   []receipt     // the last few, to be opened
}

func (t *tally) wrong(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.wrongs) < 20 {
		t.wrongs = append(t.wrongs, what)
	}
}

// sampled is how many receipts are opened at /track after each fault.
const sampled = 3

func (t *tally) acknowledged(r receipt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.acked++
	t.sample = append(t.sample, r)
	t.sample = t.sample[max(0, len(t.sample)-sampled):]
}

func (t *tally) abandoned() { t.mu.Lock(); t.left++; t.mu.Unlock() }

func (t *tally) looked(got page)   { t.answered(got) }
func (t *tally) answered(got page) { t.mu.Lock(); t.slowest = max(t.slowest, got.took); t.mu.Unlock() }

// failedPage notes a page that did not come; 503 is the one answer it may be.
func (t *tally) failedPage(what string, got page, err error) {
	if err == nil && got.status != http.StatusServiceUnavailable {
		t.wrong(fmt.Sprintf("%s was answered %d: %.300s", what, got.status, words(got.body)))
	}
	t.note(what, got, err)
}

// unsure notes an attempt that ended without a receipt, and holds a 503 to what it promises.
func (t *tally) unsure(ctx context.Context, e ended, l *letter) {
	if ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	t.unknown++
	t.mu.Unlock()
	t.note("a report", e.page, e.err)
	switch {
	case e.err != nil:
	case e.status != http.StatusServiceUnavailable:
		t.wrong(fmt.Sprintf("a report was answered %d: %.300s", e.status, words(e.body)))
	case e.header.Get("Retry-After") == "":
		t.wrong("503 without Retry-After")
	case !l.waits && !strings.Contains(html.UnescapeString(e.body), l.content.Text): // else it may be the receipt's page
		t.wrong("503 without the text that was typed")
	}
}

func (t *tally) note(what string, got page, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.slowest = max(t.slowest, got.took)
	if err == nil && got.status == http.StatusServiceUnavailable {
		t.busy++
		t.slow503 = max(t.slow503, got.took)
	}
	t.failures = append(t.failures, fmt.Sprintf("%s: %d after %s, %v", what, got.status, got.took.Round(time.Millisecond), err))
	t.failures = t.failures[max(0, len(t.failures)-5):]
}

func (t *tally) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(slices.Clone(t.failures), "; ")
}

// counts are the figures of a tally, to read.
type counts struct {
	acked, left, unknown, busy int
	slowest, slow503           time.Duration
	wrongs                     []string
	sample                     []receipt
}

func (t *tally) snapshot() counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return counts{t.acked, t.left, t.unknown, t.busy, t.slowest, t.slow503, slices.Clone(t.wrongs), slices.Clone(t.sample)}
}

// String is the line of a test.
func (c counts) String() string {
	return fmt.Sprintf("%d receipts, %d gave up; %d attempts of unknown end, %d answers 503; slowest answer %s, slowest 503 %s",
		c.acked, c.left, c.unknown, c.busy, c.slowest.Round(time.Millisecond), c.slow503.Round(time.Millisecond))
}
