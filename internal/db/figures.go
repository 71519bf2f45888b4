package db

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/go-sql-driver/mysql"

	"sunlead/internal/metrics"
)

// figures are what a DB counts.
type figures struct {
	set     *metrics.Set
	commits metrics.Counter
	retries metrics.Counter
	sizes   metrics.Histogram
}

// sizeBuckets divide the writes of one group commit; the last is all that one takes.
var sizeBuckets = []float64{1, 2, 4, 8, 16, 32, batchMax}

func newFigures(s *metrics.Set) figures {
	f := figures{
		set:     s,
		commits: s.Counter("sunlead_commits_total", "Transactions that were committed."),
		retries: s.Counter("sunlead_commit_retries_total", "Transactions that the database gave up, to be run again."),
		sizes:   s.Histogram("sunlead_group_size", "Reports that queued for one group commit.", sizeBuckets),
	}
	f.commits.Add(0)
	f.retries.Add(0)
	return f
}

// watch shows how many writes wait for a group commit.
func (f figures) watch(length func() int) {
	queue := f.set.Gauge("sunlead_group_queue", "Reports that wait for the next group commit, of 1024.")
	f.set.OnScrape(func(context.Context) { queue.Set(float64(length())) })
}

// LogDriver sends what the MySQL driver says of its connections to log instead of to standard error; its lines
// name addresses and errors, never content. It is process-wide: cmd calls it once, before the first connection.
func LogDriver(log *slog.Logger) error { return mysql.SetLogger(driverLog{log}) }

type driverLog struct{ log *slog.Logger }

// Print is the driver's way to log.
func (l driverLog) Print(words ...any) {
	l.log.Warn("database driver", slog.String("detail", fmt.Sprint(words...)))
}
