package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"os"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/httpd"
	"sunlead/internal/job"
)

// runServe is the web server of an installation. It changes no schema and makes no keys: `migrate` and `keys` do.
func runServe(ctx context.Context, args []string, _ *os.File) error {
	log, c, err := configured(ctx, "serve", args)
	if err != nil {
		return err
	}
	// The port is taken before anything is started, so that a taken one is told at once.
	listener, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	return serve(ctx, c, listener, log)
}

func serve(ctx context.Context, c config.Config, listener net.Listener, log *slog.Logger) error {
	options, err := job.ParseRedis(c.RedisURL)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.FromConfig(c, log))
	if err != nil {
		return err
	}
	defer a.Close() // after the last request: answers what is queued
	job.LogRedis(log)
	bell := job.NewBell(options, log)
	defer bell.Stop()
	a.Box.Nudge = bell.Ring
	h, err := pages(a, func(d *httpd.Deps) { d.Secure = c.Secure() })
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "web server started", slog.String("listen", listener.Addr().String()))
	err = answer(ctx, listener, h)
	log.InfoContext(ctx, "web server stopped")
	return err
}

// configured reads the configuration of a command that takes no arguments and logs it without secrets.
func configured(ctx context.Context, name string, args []string) (*slog.Logger, config.Config, error) {
	if err := noArguments(name, args); err != nil {
		return nil, config.Config{}, err
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	c, err := config.Load(os.Environ())
	if err != nil {
		return nil, c, err
	}
	log.LogAttrs(ctx, slog.LevelInfo, "configuration", c.Show()...)
	return log, c, nil
}

func noArguments(name string, args []string) error {
	f := flag.NewFlagSet("intake "+name, flag.ContinueOnError)
	if err := f.Parse(args); err != nil {
		return errors.Join(flag.ErrHelp, err)
	}
	if f.NArg() > 0 {
		return errors.New("intake " + name + " takes no arguments; it reads the variables INTAKE_…, see docs/operate.md")
	}
	return nil
}
