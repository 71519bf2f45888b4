// Command intake is the web server: parents report, staff work the ledger.
//
//	intake serve      the web server of an installation (also without a word)
//	intake demo       everything in one process, on fiction, on loopback
//	intake import     brings a file of leads or of schools in
//	intake migrate    brings the database's schema up to date
//	intake keys       makes the key ring, once
//	intake invite     gives somebody a new invitation when no administrator can
//	intake due        says when a limit ends, and why
//	intake verify     finds the first place where the history was changed
//	intake check      holds the database against what must always be true of it
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// commands is what the first argument may be.
var commands = map[string]func(ctx context.Context, args []string, out *os.File) error{
	"serve":   runServe,
	"demo":    runDemo,
	"migrate": runMigrate,
	"import":  runImport,
	"keys":    runKeys,
	"invite":  runInvite,
	"due":     runDue,
	"check":   runCheck,
	"verify":  runVerify,
}

const usage = `usage:
  intake [serve]      the web server; reads the variables INTAKE_…, see docs/operate.md
  intake demo         [-addr 127.0.0.1:8080] [-data DIR] [-speed N]
  intake migrate      brings the database's schema up to date
  intake import       leads [-yes] [-map FIELD=COLUMN,…] [-source WORD] FILE   .jsonl, .csv, .xlsx; see docs/import.md
  intake import       schools [-yes] [-map FIELD=COLUMN,…] FILE.csv
  intake import       calendar [-yes] FILE.csv   one year's holidays and office hours
  intake keys         makes the key ring, once
  intake invite       USER   takes USER's password away and prints a new invitation, when no administrator can sign in
  intake due          -from 2025-06-05T18:00 -rule 3wd   says when a limit ends, day by day
  intake verify       [-anchors FILE] | -receipt NUMBER -proof CODE   finds the first place where the history was changed
  intake check        [-quick]  holds the database against what must always be true of it; exits 1 when it is not`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		args = []string{"serve"}
	}
	if commands[args[0]] == nil {
		fmt.Fprintln(os.Stderr, usage)
		return 2
	}
	err := commands[args[0]](ctx, args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 2
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "intake:", err)
		return 1
	}
	return 0
}
