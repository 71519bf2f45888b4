package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/demo"
	"sunlead/internal/httpd"
	"sunlead/internal/job"
	"sunlead/internal/notify"
	"sunlead/web"
)

// speedMax is eleven days in a second; the ladder's steps can still be told apart.
const speedMax = 1_000_000

type demoOptions struct {
	addr     string
	data     string
	settings string
	speed    int
}

func parseDemo(args []string) (demoOptions, error) {
	var o demoOptions
	f := flag.NewFlagSet("intake demo", flag.ContinueOnError)
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "loopback address to listen on; port 0 takes a free one")
	f.StringVar(&o.data, "data", "", "folder of the data; a new temporary one if empty")
	f.StringVar(&o.settings, "settings", "", "file of settings to try (docs/settings.md); what ships if empty")
	f.IntVar(&o.speed, "speed", 1, "how many times faster the Case clock runs, to watch a lead climb")
	if err := f.Parse(args); err != nil {
		return o, errors.Join(flag.ErrHelp, err)
	}
	if o.speed < 1 || o.speed > speedMax {
		return o, errors.New("-speed takes a number from 1 to 1000000")
	}
	return o, loopbackOnly(o.addr)
}

// loopbackOnly refuses any address that another machine could reach: the passwords are printed.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("the demo listens on loopback only, not on %q", addr)
	}
	return nil
}

func runDemo(ctx context.Context, args []string, out *os.File) error {
	o, err := parseDemo(args)
	if err != nil {
		return err
	}
	if o.data == "" {
		if o.data, err = os.MkdirTemp("", "sunlead-demo-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(o.data) }() // nobody would find it again; -data keeps it
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := prepare(ctx, o.data, log); err != nil {
		return err
	}
	// The port is taken before anything is started, so that a taken one is told at once.
	listener, err := listen(ctx, o.addr)
	if err != nil {
		return err
	}
	return serveDemo(ctx, o, listener, out, log)
}

// prepare plays the fiction into a new data folder. Its files are the owner's alone, whosever the folder is.
func prepare(ctx context.Context, dir string, log *slog.Logger) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := demo.WriteAccounts(dir); err != nil {
		return err
	}
	if err := clearOld(dir); err != nil {
		return err
	}
	file := dbFile(dir)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if err := first(ctx, dir, file, log); err != nil {
			return err
		}
	}
	return os.Chmod(file, 0o600)
}

// first plays beside and then links: the folder holds all of the fiction or none, and of several first starts
// the first to end is everybody's.
func first(ctx context.Context, dir, file string, log *slog.Logger) error {
	f, err := os.CreateTemp(dir, "demo-*.new") // 0600
	if err != nil {
		return err
	}
	defer removeDB(f.Name())
	if err := f.Close(); err != nil {
		return err
	}
	if err := play(ctx, dir, f.Name(), log); err != nil {
		return err
	}
	// Closing the last connection moves the write-ahead log into the file; what is still in one would be lost.
	if info, err := os.Stat(f.Name() + "-wal"); err == nil && info.Size() > 0 {
		return errors.New("the played demo is not whole: its write-ahead log was left over")
	}
	if err := os.Link(f.Name(), file); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func removeDB(file string) {
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(file + end)
	}
}

// leftover is the age at which an unfinished file belongs to a first start that was killed.
const leftover = time.Hour

func clearOld(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "demo-*.new*"))
	if err != nil {
		return err
	}
	now := clock.System().Now()
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && now.Sub(info.ModTime()) > leftover {
			_ = os.Remove(file)
		}
	}
	return nil
}

func play(ctx context.Context, dir, file string, log *slog.Logger) error {
	now := clock.System().Now()
	fake := clock.NewFake(now)
	a, err := app.New(ctx, demoConfig(dir, file, app.Config{Case: fake, Log: log}))
	if err != nil {
		return err
	}
	defer a.Close()
	return demo.Play(ctx, demo.Stage{DB: a.DB, Leads: a.Leads, Org: a.Org, Box: a.Box, Clock: fake}, now)
}

func dbFile(dir string) string { return filepath.Join(dir, "demo.db") }

func demoConfig(dir, file string, c app.Config) app.Config {
	c.Database = db.Config{Dialect: db.SQLite, DSN: file}
	c.Keys, c.MakeKeys, c.Migrate = filepath.Join(dir, "keys"), true, true
	return c
}

func serveDemo(ctx context.Context, o demoOptions, listener net.Listener, out *os.File, log *slog.Logger) error {
	a, err := app.New(ctx, demoConfig(o.data, dbFile(o.data), app.Config{Speed: o.speed, Settings: o.settings, SMS: true, Log: log}))
	if err != nil {
		return err
	}
	defer a.Close()
	queue, err := demo.StartRedis(a.Wall)
	if err != nil {
		return err
	}
	defer queue.Close()
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		return err
	}
	sink := &notify.Sink{} // nobody's phone rings
	worker := job.New(job.Deps{
		DB: a.DB, Box: a.Box, Redis: &redis.UniversalOptions{Addrs: []string{queue.Addr()}}, Lead: a.Leads, Notify: a.Notify,
		Checklist: a.Checklist, Wall: a.Wall, Speed: o.speed, Log: log,
		Texter: sink, Voice: web.Voice(texts),
	})
	a.Box.Nudge = worker.Nudge
	if err := worker.Start(ctx); err != nil {
		return err
	}
	defer worker.Stop()
	h, err := pages(a, func(d *httpd.Deps) { //nolint:contextcheck // handlers take the context of their request
		d.Demo, d.Hotline, d.Queue, d.Sink, d.Public = true, "0991-0000000", worker.Ping, sink, "http://"+listener.Addr().String()
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Sunlead demo: http://%s/\n\n%s\n", listener.Addr(), demo.AccountTable())
	return answer(ctx, listener, h, drainTime)
}
