// Command bench measures the real programs on this machine, and the raw limits of the same machine beside
// them, in one run: ratios can be compared, absolute figures cannot.
//
//	go run ./internal/testkit/cmd/bench [-parts raw,submit,…] [-on MariaDB] [-rows 100000,1000000] [-for 5s] [-out FILE]
//
// Everything is private and on loopback: a MariaDB and a Redis with the files of deploy/, data on disk (not in
// memory, or a commit would cost nothing), built binaries as processes. The client shares the cores.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options is what a run measures.
type options struct {
	parts []string
	on    []string // names of engines
	rows  []int
	span  time.Duration
	out   string
}

// part is one section of the table.
type part struct {
	name string
	run  func(b *bench, ctx context.Context) error
}

var parts = []part{
	{"start", (*bench).start},
	{"raw", (*bench).raw},
	{"submit", (*bench).submit},
	{"open", (*bench).open},
	{"routed", (*bench).routed},
	{"burst", (*bench).burst},
	{"pages", (*bench).pages},
	{"public", (*bench).public},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	o := options{}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	all := make([]string, len(parts))
	for i, p := range parts {
		all[i] = p.name
	}
	names := f.String("parts", strings.Join(all, ","), "what to measure")
	rows := f.String("rows", "100000,1000000", "sizes of the ledger for the pages")
	on := f.String("on", "SQLite,MariaDB", "the engines")
	f.DurationVar(&o.span, "for", 5*time.Second, "length of one measurement")
	f.StringVar(&o.out, "out", "", "write the table there, too")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.parts, o.on = strings.Split(*names, ","), strings.Split(*on, ",")
	for _, name := range o.parts {
		if !slices.Contains(all, name) {
			return o, fmt.Errorf("no part is called %q; there are %v", name, all)
		}
	}
	for _, n := range strings.Split(*rows, ",") {
		size, err := strconv.Atoi(n)
		if err != nil {
			return o, fmt.Errorf("-rows: %w", err)
		}
		o.rows = append(o.rows, size)
	}
	return o, nil
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 && args[0] == "-bare" {
		return answerBare(ctx, args)
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	var w io.Writer = os.Stdout
	if o.out != "" {
		file, err := os.Create(o.out)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		w = io.MultiWriter(os.Stdout, file)
	}
	b, err := newBench(ctx, o, w)
	if err != nil {
		return err
	}
	defer b.close()
	for _, p := range parts {
		if !slices.Contains(o.parts, p.name) {
			continue
		}
		if err := p.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.title("Memory of `serve`", "after", "")
	for _, line := range b.peaks {
		after, figures, _ := strings.Cut(line, ": ")
		b.line(after, figures)
	}
	return nil
}
