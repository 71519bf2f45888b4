package job

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// unfolded is how many changes of numbers are not folded yet.
func (b *bed) unfolded() int64 {
	b.t.Helper()
	var n int64
	b.ok(b.db.Gorm(b.t.Context()).Table("lead_deltas").Count(&n).Error)
	return n
}

func TestFold_twoWorkersAndARepeatCountOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w, other := b.worker(nowhere), b.worker(nowhere)
		const many = 5
		for range many {
			b.submit()
		}
		b.drain(w)
		count := func(when string) {
			n, err := b.lead.Count(t.Context(), b.staff["cityleader"], lead.Filter{State: lead.Assigned})
			if b.ok(err); n != many {
				t.Errorf("%s: %d leads counted, want %d", when, n, many)
			}
		}
		count("before")
		if b.unfolded() == 0 {
			t.Error("nothing waits to be folded")
		}
		var all sync.WaitGroup
		for _, f := range []*chore{w.chores[0], other.chores[0]} {
			all.Go(func() { f.runOnce(t.Context()) })
		}
		all.Wait()
		w.chores[0].runOnce(t.Context())
		count("after")
		if n := b.unfolded(); n != 0 {
			t.Errorf("%d changes still wait", n)
		}
	})
}

func TestFold_outlivesAPanicAndSaysAFailureOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	answers := []func() (int, error){
		func() (int, error) { panic("broken") }, //nolint:forbidigo // it is what is tested
		func() (int, error) { return 0, errors.New("still broken") },
		func() (int, error) { return 3, nil },
		func() (int, error) { return 0, errors.New("broken again") },
	}
	f := &chore{name: "fold counters", log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, answer := range answers {
		f.do = func(context.Context) (int, error) { return answer() }
		f.runOnce(t.Context())
	}
	if n := strings.Count(log.String(), "chore failed"); n != 2 || strings.Contains(log.String(), "still") {
		t.Errorf("logged %d times: %s", n, &log)
	}
}
