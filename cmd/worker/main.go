// Command worker runs the jobs that the web servers leave in the database: it routes new leads, tells people,
// feeds the register, and takes the steps of the ladder. Any number may run beside each other.
//
// It reads the variables INTAKE_…; see docs/operate.md and docs/jobs.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/job"
	"sunlead/internal/notify"
	"sunlead/internal/trail"
	"sunlead/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := refuseArguments(os.Args[1:])
	if err == nil {
		err = run(ctx)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// refuseArguments: whoever asks for help must not start to work on the live queue.
func refuseArguments(args []string) error {
	if len(args) > 0 {
		return errors.New("takes no arguments; it reads the variables INTAKE_…, see docs/operate.md")
	}
	return nil
}

// run works until the context ends, then finishes what it has in hand.
func run(ctx context.Context) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	p, err := app.Begin(ctx, c.Metrics, os.Stderr)
	if err != nil {
		return err
	}
	defer p.Close()
	return work(ctx, c, p)
}

func work(ctx context.Context, c config.Config, p *app.Process) error {
	log := p.Log
	log.LogAttrs(ctx, slog.LevelInfo, "configuration", c.Show()...)
	c.Warn(ctx, log)
	options, err := job.ParseRedis(c.RedisURL)
	if err != nil {
		return err
	}
	house := app.FromConfig(c, log)
	house.Metrics = p.Metrics
	a, err := app.New(ctx, house)
	if err != nil {
		return err
	}
	defer a.Close()
	job.LogRedis(log)
	if err := job.CheckRedis(ctx, options, log); err != nil {
		return err
	}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		return err
	}
	w := job.New(job.Deps{
		DB: a.DB, Box: a.Box, Lead: a.Leads, Notify: a.Notify, Checklist: a.Checklist, Wall: a.Wall, Log: log,
		Redis: options, Metrics: p.Metrics, Anchor: (&trail.Anchors{Path: c.Anchors, Wall: a.Wall, Log: log}).Write,
		Texter: texter(c.SMS), Voice: voice(texts, a),
	})
	a.Box.Nudge = w.Nudge
	a.Watch(w.Ping)
	if err := w.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	w.Stop()
	return nil
}

// voice speaks Chinese, and Uyghur once it is open.
func voice(texts map[string]*web.Texts, a *app.App) web.Voice {
	v := web.Voice{web.SourceLang: texts[web.SourceLang]}
	if app.SpeaksUyghur(a.Settings, a.Log) {
		v["ug"] = texts["ug"]
	}
	return v
}

// texter is the way short messages go; nil when there is none.
func texter(c config.SMS) notify.Texter {
	if !c.On() {
		return nil
	}
	return notify.NewGateway(c)
}
