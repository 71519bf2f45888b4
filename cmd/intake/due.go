package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/deadline"
	"sunlead/web"
)

const dueUsage = "usage: intake due -from 2025-06-05T18:00 -rule 3wd [-pause 2025-06-11T10:00/2025-06-12T12:00]… [-settings FILE]\n" +
	"  -rule   3wd working days, 60d calendar days, 24h clock hours, or a rule by its id, such as answer"

// runDue prints when a limit ends, and why: the date, then a line for each day on the way. It asks no database.
func runDue(_ context.Context, args []string, out *os.File) error {
	q, err := readDue(args)
	if err != nil {
		return err
	}
	texts, err := web.LoadTexts(web.TextFiles)
	if err != nil {
		return err
	}
	printDue(out, texts[web.SourceLang], deadline.Due(q.calendar, q.rule, q.from, q.pauses...))
	return nil
}

// dueQuestion is what is asked of the calendar.
type dueQuestion struct {
	calendar deadline.Calendar
	rule     deadline.Rule
	from     time.Time
	pauses   []deadline.Pause
}

func readDue(args []string) (dueQuestion, error) {
	q := dueQuestion{}
	f := flag.NewFlagSet("intake due", flag.ContinueOnError)
	f.Usage = func() { fmt.Fprintln(f.Output(), dueUsage) }
	from := f.String("from", "", "")
	rule := f.String("rule", "", "")
	file := f.String("settings", "", "")
	f.Func("pause", "", func(s string) error {
		p, err := readPause(s)
		q.pauses = append(q.pauses, p)
		return err
	})
	if err := f.Parse(args); err != nil {
		return q, errors.Join(flag.ErrHelp, err)
	}
	if f.NArg() > 0 || *from == "" || *rule == "" {
		f.Usage()
		return q, flag.ErrHelp
	}
	calendar, rules, err := app.Dates(*file)
	if err != nil {
		return q, err
	}
	q.calendar = calendar
	if q.rule, err = readRule(*rule, rules); err != nil {
		return q, err
	}
	q.rule.Waits = q.rule.Waits || q.rule.ID == "" && q.rule.Unit != deadline.CalendarDays // a limit of days of the law does not
	q.from, err = readInstant(*from)
	return q, err
}

// typedUnits are the ends of a rule as it is typed.
var typedUnits = map[string]deadline.Unit{"wd": deadline.WorkingDays, "d": deadline.CalendarDays, "h": deadline.Hours}

var typedRule = regexp.MustCompile(`^([1-9]\d{0,3})(wd|d|h)$`)

func readRule(s string, rules deadline.Rules) (deadline.Rule, error) {
	if r, ok := rules.ByID(s); ok {
		return r, nil
	}
	m := typedRule.FindStringSubmatch(s)
	if m == nil {
		return deadline.Rule{}, fmt.Errorf("-rule %q: want 3wd, 60d, 24h or the id of a rule", s)
	}
	n, err := strconv.Atoi(m[1])
	return deadline.Rule{Unit: typedUnits[m[2]], N: n}, err
}

// instants are the ways to write one; without a zone it is Beijing time.
var instants = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339}

func readInstant(s string) (time.Time, error) {
	for _, layout := range instants {
		if t, err := time.ParseInLocation(layout, s, deadline.Beijing); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no instant like 2025-06-05T18:00", s)
}

func readPause(s string) (deadline.Pause, error) {
	from, to, _ := strings.Cut(s, "/")
	begin, err := readInstant(from)
	if err != nil {
		return deadline.Pause{}, err
	}
	end, err := readInstant(to)
	if err == nil && !begin.Before(end) {
		err = fmt.Errorf("%q ends before it begins", s)
	}
	return deadline.Pause{From: begin, To: end}, err
}

func printDue(out io.Writer, texts *web.Texts, r deadline.Result) {
	fmt.Fprintln(out, r)
	for _, d := range r.Days {
		nth := ""
		if d.Counted > 0 {
			nth = texts.T("case.clock.nth", "n", d.Counted)
		}
		line := fmt.Sprintf("%s %s  %s  %s", d.Date(), texts.T("case.weekday."+d.Weekday()), texts.T(d.Reason), nth)
		fmt.Fprintln(out, strings.TrimRight(line, " "))
	}
	if r.Provisional {
		fmt.Fprintln(out, texts.T("case.clock.provisional"))
	}
}
