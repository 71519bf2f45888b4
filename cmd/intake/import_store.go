package main

import (
	"context"
	"slices"
	"sync"

	"sunlead/internal/errs"
)

// result is what became of the rows.
type result struct {
	mu                      sync.Mutex
	added, already, refused int
	lines                   []refusedLine // of the refused, up to refusedMax
	failed                  error
}

type refusedLine struct {
	n    int
	text string
}

// sentences are the refused lines in the file's order, not in that of the commits.
func (out *result) sentences() []string {
	slices.SortFunc(out.lines, func(a, b refusedLine) int { return a.n - b.n })
	all := make([]string, len(out.lines))
	for i, l := range out.lines {
		all[i] = l.text
	}
	return all
}

// refusedMax bounds the list at the end.
const refusedMax = 1_000

// store sends the rows through Import, many at once, so that they share commits.
func (m *leadImport) store(ctx context.Context, rows int) error {
	var out result
	p := m.progress(rows)
	queue, running := make(chan func(), importInFlight), sync.WaitGroup{}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range importInFlight {
		running.Go(func() {
			for do := range queue {
				do()
			}
		})
	}
	err := m.each(ctx, &columnSet{}, func(r *leadReader, e entry) error {
		queue <- func() {
			if out.take(m.one(ctx, r, e)) {
				stop()
			}
			p.step()
		}
		return nil
	})
	close(queue)
	running.Wait()
	p.end()
	m.tellLines("import.bad", out.sentences(), out.refused-len(out.lines))
	m.say("import.done", "added", out.added, "already", out.already, "refused", out.refused)
	switch {
	case out.failed != nil:
		m.say("import.stopped")
		return out.failed
	case ctx.Err() != nil:
		return m.fail("import.stopped")
	default:
		return err
	}
}

// outcome is what became of one row.
type outcome struct {
	added, already bool
	line           refusedLine // why it was refused; the text is empty for a good row
	err            error       // why nothing more can be stored
}

func (m *leadImport) one(ctx context.Context, r *leadReader, e entry) outcome {
	if e.refused != "" {
		return outcome{line: m.refusedLine(&e, e.refused)}
	}
	if e.repeat {
		return outcome{already: true}
	}
	_, added, err := m.app.Leads.Import(context.WithoutCancel(ctx), e.report, e.origin) // what is begun is ended
	switch {
	case errs.Is(err, errs.Conflict), errs.Is(err, errs.Invalid):
		return outcome{line: m.refusedLine(&e, r.refusal(&e, err))}
	case err != nil:
		return outcome{err: err}
	default:
		return outcome{added: added, already: !added}
	}
}

func (m *leadImport) refusedLine(e *entry, why string) refusedLine {
	return refusedLine{e.line, m.texts.T("import.bad_line", "line", e.line, "why", why)}
}

// take adds a row's outcome; true when the import has to stop.
func (out *result) take(o outcome) bool {
	out.mu.Lock()
	defer out.mu.Unlock()
	switch {
	case o.err != nil:
		if out.failed == nil {
			out.failed = o.err
		}
		return true
	case o.line.text != "":
		if out.refused++; len(out.lines) < refusedMax {
			out.lines = append(out.lines, o.line)
		}
	case o.added:
		out.added++
	case o.already:
		out.already++
	}
	return false
}
