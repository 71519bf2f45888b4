// Command worker runs the jobs that the web servers leave in the database: it routes new leads, tells people,
// feeds the register, and takes the steps of the ladder. Any number may run beside each other.
//
// It reads INTAKE_DATABASE_URL, INTAKE_REDIS_URL and INTAKE_KEYS; see docs/jobs.md.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/db"
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
	options, err := redis.ParseURL(c.RedisURL)
	if err != nil {
		return fmt.Errorf("INTAKE_REDIS_URL is not an address: redis://host:port/0")
	}
	a, err := app.New(ctx, app.Config{
		Database: db.Config{Dialect: db.Dialect(c.Database.Dialect), DSN: c.Database.DSN}, Keys: c.Keys, Log: log,
	})
	if err != nil {
		return err
	}
	defer a.Close()
	job.LogRedis(log)
	w := job.New(job.Deps{
		DB: a.DB, Box: a.Box, Lead: a.Leads, Notify: a.Notify, Checklist: a.Checklist, Wall: a.Wall, Log: log,
		Redis: &redis.UniversalOptions{Addrs: []string{options.Addr}, DB: options.DB, Username: options.Username, Password: options.Password},
	})
	a.Box.Nudge = w.Nudge
	if err := w.Start(ctx); err != nil {
		return err
	}
	log.InfoContext(ctx, "worker started")
	<-ctx.Done()
	w.Stop()
	return nil
}
