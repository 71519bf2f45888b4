package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"sunlead/internal/app"
	"sunlead/internal/config"
	"sunlead/internal/imports"
	"sunlead/web"
)

// session is one run of `intake import` with the person in front of it.
type session struct {
	app      *app.App
	texts    *web.Texts
	in       io.Reader
	out      io.Writer
	terminal bool // somebody can be asked, and a line can be written over
	yes      bool
	path     string
	wait     func(ctx context.Context, d time.Duration) error
}

// importOptions is what the command line says.
type importOptions struct {
	what   string
	path   string
	yes    bool
	maps   string
	source string
}

var errUsage = errors.Join(flag.ErrHelp, errors.New("usage"))

func parseImport(args []string) (importOptions, error) {
	var o importOptions
	f := flag.NewFlagSet("intake import", flag.ContinueOnError)
	f.BoolVar(&o.yes, "yes", false, "do not ask")
	f.StringVar(&o.maps, "map", "", "which column is which field: text=content,when=date; field=- leaves it out")
	f.StringVar(&o.source, "source", "", "of leads that do not say where they come from; 上级交办 if empty")
	if len(args) > 0 {
		o.what, args = args[0], args[1:]
	}
	if err := f.Parse(args); err != nil {
		return o, errors.Join(flag.ErrHelp, err)
	}
	if f.NArg() != 1 || !slices.Contains([]string{"leads", "schools", "calendar"}, o.what) || o.what != "leads" && o.source != "" {
		fmt.Fprintln(os.Stderr, usage)
		return o, errUsage
	}
	o.path = f.Arg(0)
	return o, nil
}

// runImport brings a file into the database of an installation. It changes no schema, and may run beside programs
// that serve; the workers find what it stores by themselves, within a second. What it says of a file is cut short and
// masked: other people look at terminals, too.
func runImport(ctx context.Context, args []string, out *os.File) error {
	o, err := parseImport(args)
	if err != nil {
		return err
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.New(ctx, app.FromConfig(c, log))
	if err != nil {
		return err
	}
	defer a.Close()
	s := &session{
		app: a, texts: texts[web.SourceLang], in: os.Stdin, out: out, terminal: isTerminal(os.Stdin) && isTerminal(out), yes: o.yes, path: o.path, wait: pause,
	}
	return s.run(ctx, o)
}

func (s *session) run(ctx context.Context, o importOptions) error {
	switch o.what {
	case "schools":
		return s.importSchools(ctx, o)
	case "calendar":
		return s.importCalendar(ctx, o)
	default:
		return s.importLeads(ctx, o)
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// say writes one sentence.
func (s *session) say(key string, pairs ...any) { fmt.Fprintln(s.out, s.texts.T(key, pairs...)) }

// fail is an error whose sentence is for the operator.
func (s *session) fail(key string, pairs ...any) error { return errors.New(s.texts.T(key, pairs...)) }

// agreed asks, unless the command line said yes.
func (s *session) agreed() error {
	if s.yes {
		return nil
	}
	if !s.terminal {
		return s.fail("import.need_yes")
	}
	fmt.Fprint(s.out, s.texts.T("import.ask"))
	answer, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil || !slices.Contains([]string{"y", "yes", "是", "好"}, strings.ToLower(strings.TrimSpace(answer))) {
		return s.fail("import.left")
	}
	return nil
}

// open opens the file. Of what it cannot read it says how to mend it.
func (s *session) open(m mapping, must string) (*imports.File, error) {
	f, err := imports.Open(s.path, func(names []string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return m.fieldOf(n) == must })
	})
	return f, s.fileError(err, m, must)
}

func (s *session) fileError(err error, m mapping, must string) error {
	switch {
	case errors.Is(err, imports.ErrHeading):
		return s.fail("import.error.heading", "field", s.texts.T("import.field."+must), "words", strings.Join(m.headingsOf(must), "、"), "id", must)
	case errors.Is(err, imports.ErrEncoding):
		return s.fail("import.error.encoding")
	case errors.Is(err, imports.ErrWorkbook):
		return s.fail("import.error.workbook")
	case errors.Is(err, imports.ErrTooLarge):
		return s.fail("import.error.large", "rows", imports.RowsMax)
	default:
		return err
	}
}

// shown is a text of the file as a terminal may have it: one line, no control characters, cut.
func shown(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, web.Shown(strings.Join(strings.Fields(text), " ")))
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
