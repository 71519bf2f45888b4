// Command worker runs the jobs that the web servers leave in the database: it routes new leads, tells people,
// feeds the register, and takes the steps of the ladder. Any number may run beside each other.
//
// It reads the variables INTAKE_…; see docs/operate.md and docs/jobs.md.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/job"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// run works until the context ends, then finishes what it has in hand.
func run(ctx context.Context, log *slog.Logger) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	log.LogAttrs(ctx, slog.LevelInfo, "configuration", c.Show()...)
	options, err := job.ParseRedis(c.RedisURL)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.FromConfig(c, log))
	if err != nil {
		return err
	}
	defer a.Close()
	job.LogRedis(log)
	w := job.New(job.Deps{
		DB: a.DB, Box: a.Box, Lead: a.Leads, Notify: a.Notify, Checklist: a.Checklist, Wall: a.Wall, Log: log,
		Redis: options,
	})
	a.Box.Nudge = w.Nudge
	if err := w.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	w.Stop()
	return nil
}
