package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/labstack/echo/v4"
)

// publicPages are what parents open without having typed anything.
var publicPages = []string{"/", "/report/type", "/report/all", "/track", "/before", "/policy", "/clarifications", "/stats", "/privacy", "/accessibility", "/en/", "/en/report/type"}

const publicClients = 32

// public measures the parent's pages against a bare echo handler that answers the same bytes: what of the machine's
// speed is left.
func (b *bench) public(ctx context.Context) error {
	b.title(fmt.Sprintf("Pages of parents, %d clients, beside a bare echo handler with the same bytes", publicClients),
		"engine", "page", "bytes", "pages/s", "÷ bare", "p50 ms", "p99 ms", "p99 ms, bare", "bad")
	for _, e := range b.engines() {
		s, err := b.newSite(ctx, e.dialect, "public_"+string(e.dialect))
		if err != nil {
			return err
		}
		if err := s.up(ctx, false); err != nil {
			return err
		}
		err = b.publicOf(ctx, e.name, s)
		s.down()
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) publicOf(ctx context.Context, engine string, s *site) error {
	for _, path := range publicPages {
		body, err := s.body(ctx, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		bare, err := b.bare(ctx, body)
		if err != nil {
			return err
		}
		ours := s.look(ctx, get(path, ""), publicClients, b.span)
		its := bare.look(ctx, get("/", ""), publicClients, b.span)
		bare.down()
		b.line(engine, "`"+path+"`", itoa(len(body)), f0(ours.rate()), f2(ours.rate()/its.rate()), f2(ours.at(.5)), f2(ours.at(.99)), f2(its.at(.99)), bad(ours)+", "+bad(its))
	}
	return nil
}

// body is a page as it is answered.
func (s *site) body(ctx context.Context, path string) ([]byte, error) {
	c, err := dial(ctx, s.addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	a, err := c.exchange(get(path, ""), true)
	if err == nil && a.status != http.StatusOK {
		err = errors.New(describe(a, nil))
	}
	return slices.Clone(a.body), err
}

// bare starts this program once more, as a process that answers the body and nothing else.
func (b *bench) bare(ctx context.Context, body []byte) (*site, error) {
	file := filepath.Join(b.dir, "bare.html")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(self, "-bare", file, "-listen", addr)}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	s := &site{b: b, name: "bare", addr: addr, serve: p}
	if err := s.answers(ctx); err != nil {
		s.down()
		return nil, err
	}
	return s, nil
}

// answerBare is that process.
func answerBare(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bare", flag.ContinueOnError)
	file, addr := f.String("bare", "", ""), f.String("listen", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	body, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	e := echo.New()
	page := func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderContentLength, itoa(len(body)))
		return c.HTMLBlob(http.StatusOK, body)
	}
	e.GET("/", page)
	e.GET("/healthz", page)
	server := &http.Server{Handler: e}
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
