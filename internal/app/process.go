package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os/signal"
	"runtime/debug"
	"syscall"

	"sunlead/internal/db"
	"sunlead/internal/logs"
	"sunlead/internal/metrics"
)

// Process is how a program of an installation is seen from outside: its log and its figures.
type Process struct {
	Log     *slog.Logger
	Metrics *metrics.Set

	lines  *logs.Log
	server *metrics.Server
}

// memoryLimit is where the collector begins to work harder, in bytes: ten thousand parents at once fit below it, and the
// process stays under 512 MB. GOMEMLIMIT in the environment decides instead.
const memoryLimit = 384 << 20

// gcPercent lets a little more garbage wait than Go's 100: a fifth less work for each report, and 64 clients still fit into
// 60 MB.
const gcPercent = 150

// Begin opens the log on out and the figures on an address of their own, "" for none. From here on nobody waits
// for whoever reads the log, and a reader who goes away does not end the program. It changes what is process-wide,
// so it is called once, by cmd. Close last.
func Begin(ctx context.Context, figures string, out io.Writer) (*Process, error) {
	signal.Ignore(syscall.SIGPIPE)
	debug.SetGCPercent(gcPercent)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 { // nobody decided yet
		debug.SetMemoryLimit(memoryLimit)
	}
	set := metrics.New()
	lines := logs.Start(out, set)
	p := &Process{Log: lines.Logger, Metrics: set, lines: lines}
	slog.SetDefault(p.Log) // lines of libraries have the shape of ours
	if err := db.LogDriver(p.Log); err != nil {
		return nil, err
	}
	server, err := metrics.Serve(ctx, figures, set)
	if err != nil {
		lines.Close()
		return nil, fmt.Errorf("figures: %w", err)
	}
	if p.server = server; server != nil {
		p.Log.InfoContext(ctx, "figures served", slog.String("listen", server.Addr))
	}
	return p, nil
}

// Close ends the figures and writes what is left of the log.
func (p *Process) Close() {
	if err := p.server.Close(); err != nil {
		p.Log.Warn("figures not served", slog.String("error", err.Error()))
	}
	p.lines.Close()
}
