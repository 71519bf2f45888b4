package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/httpd"
	"sunlead/internal/job"
	"sunlead/internal/org"
)

// runServe is the web server of an installation. It changes no schema and makes no keys: `migrate` and `keys` do.
func runServe(ctx context.Context, args []string, out *os.File) error {
	c, err := configuration("serve", args)
	if err != nil {
		return err
	}
	p, err := app.Begin(ctx, c.Metrics, os.Stderr)
	if err != nil {
		return err
	}
	defer p.Close()
	p.Log.LogAttrs(ctx, slog.LevelInfo, "configuration", c.Show()...)
	c.Warn(ctx, p.Log)
	// The port is taken before anything is started, so that a taken one is told at once.
	listener, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	return serve(ctx, c, listener, p, out)
}

func serve(ctx context.Context, c config.Config, listener net.Listener, p *app.Process, out io.Writer) error {
	log := p.Log
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
	defer a.Close() // after the last request: answers what is queued
	if err := tellToken(ctx, a.Org, c.Public, out); err != nil {
		return err
	}
	job.LogRedis(log)
	bell := job.NewBell(options, log) //nolint:contextcheck // it rings until Stop, also while the server drains
	defer bell.Stop()
	a.Box.Nudge = bell.Ring
	a.Watch(bell.Ping)
	h, err := pages(a, func(d *httpd.Deps) { d.Secure, d.Public, d.Queue = c.Secure(), c.Public, bell.Ping }) //nolint:contextcheck // handlers take the context of their request
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what parsing the pages left over is not ours to keep
	log.InfoContext(ctx, "web server started", slog.String("listen", listener.Addr().String()))
	err = answer(ctx, listener, h, drainTime)
	log.InfoContext(ctx, "web server stopped")
	return err
}

// tellToken prints the way in while there is no account: the one secret that is meant to be read.
func tellToken(ctx context.Context, people *org.Service, public string, out io.Writer) error {
	in, ok, err := people.SetupToken(ctx)
	if ok && err == nil {
		_, err = fmt.Fprintf(out, "First start, no account yet. Within 24 hours open %s/setup and enter this setup token: %s\n",
			strings.TrimSuffix(public, "/"), in.Code)
	}
	return err
}

// configured reads the configuration of a command that takes no arguments and logs it without secrets.
func configured(ctx context.Context, name string, args []string) (*slog.Logger, config.Config, error) {
	c, err := configuration(name, args)
	if err != nil {
		return nil, c, err
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	log.LogAttrs(ctx, slog.LevelInfo, "configuration", c.Show()...)
	return log, c, nil
}

func configuration(name string, args []string) (config.Config, error) {
	if err := noArguments(name, args); err != nil {
		return config.Config{}, err
	}
	return config.Load(os.Environ())
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
