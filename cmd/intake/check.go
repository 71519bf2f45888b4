package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/invariants"
	"sunlead/internal/lead"
)

// skew is how far the clocks of two machines may differ before the check speaks of it.
const skew = 5 * time.Minute

// errBroken makes the command end with 1.
var errBroken = errors.New("the database breaks what must always be true of it; see above")

// runCheck holds the database against the invariants and prints one line for each: numbers and ids, never a text. It
// only reads, beside a running service too.
func runCheck(ctx context.Context, args []string, out *os.File) error {
	f := flag.NewFlagSet("intake check", flag.ContinueOnError)
	quick := f.Bool("quick", false, "without the questions that are asked of each lead")
	if err := f.Parse(args); err != nil {
		return errors.Join(flag.ErrHelp, err)
	}
	log, c, err := configured(ctx, "check", f.Args())
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.FromConfig(c, log))
	if err != nil {
		return err
	}
	defer a.Close()
	o := checkOptions(a)
	o.Quick = *quick
	return check(ctx, a, o, out)
}

// checkOptions is what the program knows and the database does not say.
func checkOptions(a *app.App) invariants.Options {
	return invariants.Options{Moves: lead.Diagram(), Calendar: a.Leads.Calendar(), Now: a.Wall.Now(), Skew: skew}
}

func check(ctx context.Context, a *app.App, o invariants.Options, out io.Writer) error {
	found, err := invariants.Check(ctx, a.DB, o)
	if err != nil {
		return err
	}
	broken := map[string]invariants.Finding{}
	for _, f := range found {
		broken[f.ID] = f
	}
	for _, v := range invariants.Table() {
		if v.Applies(o) {
			fmt.Fprintf(out, "%-16s %s\n", v.ID, verdict(broken[v.ID]))
		}
	}
	for _, f := range found {
		fmt.Fprintf(out, "\n%s: it must be true that %s.\n", f.ID, f.Sentence)
	}
	if len(found) > 0 {
		return errBroken
	}
	return nil
}

// verdict is ok, or how many offend and the first of them.
func verdict(f invariants.Finding) string {
	if f.Count == 0 {
		return "ok"
	}
	more := ""
	if f.Count > len(f.Offenders) {
		more = " …"
	}
	return fmt.Sprintf("%d: %s%s", f.Count, strings.Join(f.Offenders, ", "), more)
}
