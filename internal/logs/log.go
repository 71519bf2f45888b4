package logs

import (
	"io"
	"log/slog"
	"time"

	"sunlead/internal/metrics"
)

// Log is a program's log. Close it last.
type Log struct {
	*slog.Logger
	out   *writer
	limit *limit
}

// Why a line is not there.
const (
	whyFlood   = "flood"   // more than perSecond of its sort in one second
	whyBlocked = "blocked" // nobody read what was written before
)

// Start begins to write JSON lines to out. Set may be nil.
func Start(out io.Writer, set *metrics.Set) *Log {
	lost := set.Counter("sunlead_log_lines_lost_total", "Log lines that were not written.", "why")
	lost.Add(0, whyFlood)
	lost.Add(0, whyBlocked)
	w := newWriter(out, func(n int) { lost.Add(n, whyBlocked) })
	l := newLimit(slog.NewJSONHandler(w, nil), perSecond, func(n int) { lost.Add(n, whyFlood) })
	return &Log{Logger: slog.New(&handler{next: l.next, limit: l}), out: w, limit: l}
}

// closeWait is how long Close waits for somebody who does not read.
const closeWait = time.Second

// Close writes what is left, but waits for nobody who does not read. Lines logged afterwards are lost.
func (l *Log) Close() {
	l.limit.flush()
	l.out.close(closeWait)
}
