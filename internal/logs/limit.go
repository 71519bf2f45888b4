package logs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// perSecond is how many lines of one sort are written in one second.
const perSecond = 100

// sort is what lines have in common: the message and, where there is one, the attribute kind. Both stand in the
// code, so there are few.
type sort struct{ message, kind string }

// limit cuts floods. It goes by the time of the lines.
type limit struct {
	next slog.Handler
	log  *slog.Logger // past the limit
	most int
	left func(lines int)

	mu     sync.Mutex
	second time.Time
	seen   map[sort]int
}

func newLimit(next slog.Handler, most int, left func(int)) *limit {
	return &limit{next: next, log: slog.New(next), most: most, left: left, seen: map[sort]int{}}
}

// pass reports whether a line of the sort is written now. What a second left out is told of in the next one.
func (l *limit) pass(of sort, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if second := at.Truncate(time.Second); !second.Equal(l.second) {
		l.tell()
		l.second = second
	}
	l.seen[of]++
	if l.seen[of] <= l.most {
		return true
	}
	l.left(1)
	return false
}

// flush tells of what was left out last.
func (l *limit) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tell()
}

// tell writes one line for each sort that was cut. The caller holds the lock.
func (l *limit) tell() {
	for of, n := range l.seen {
		if n <= l.most {
			continue
		}
		l.log.Warn("lines left out", slog.String("of", of.message), slog.String("kind", of.kind), slog.Int("lines", n-l.most))
	}
	clear(l.seen)
}

// handler is slog's view of a limit; loggers with attributes share one.
type handler struct {
	next  slog.Handler
	limit *limit
}

// Enabled is part of slog.Handler.
func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle is part of slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if !h.limit.pass(sort{r.Message, kindOf(&r)}, r.Time) {
		return nil
	}
	return h.next.Handle(ctx, r)
}

// WithAttrs is part of slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.next.WithAttrs(attrs), h.limit}
}

// WithGroup is part of slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.next.WithGroup(name), h.limit}
}

func kindOf(r *slog.Record) string {
	kind := ""
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "kind" {
			kind = a.Value.String()
		}
		return kind == ""
	})
	return kind
}
