package imports

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// separators are what spreadsheets put between cells, in the order they are tried.
const separators = ",;\t"

// table reads CSV. It is our own because one quotation mark that is never closed must cost one row, not the rest of
// the file, and because every fault has its line.
type table struct {
	lines   *lines
	comma   byte
	names   []string
	decoded bool // from another encoding: U+FFFD stands for what was no text
}

// rawRow is a row before it is put under headings.
type rawRow struct {
	line  int
	cells []string
	fault Fault
}

// next is the next row that is not blank.
func (t *table) next() (Row, error) {
	for {
		r, err := t.raw()
		if err != nil {
			return Row{}, err
		}
		if r.fault == "" && strings.TrimSpace(strings.Join(r.cells, "")) == "" {
			continue
		}
		return t.named(r), nil
	}
}

func (t *table) named(r rawRow) Row {
	switch {
	case r.fault != "":
		return Row{Line: r.line, Fault: r.fault}
	case len(r.cells) < len(t.names):
		return Row{Line: r.line, Fault: FaultColumns}
	case t.decoded && strings.ContainsRune(strings.Join(r.cells, ""), '\uFFFD'):
		return Row{Line: r.line, Fault: FaultText}
	default:
		return row(r.line, t.names, r.cells)
	}
}

// raw reads the lines of one row. When they make none, the first is at fault and the others are read again, as rows
// of their own.
func (t *table) raw() (rawRow, error) {
	first, err := t.lines.next()
	if err != nil {
		return rawRow{}, err
	}
	if first.long {
		return rawRow{line: first.n, fault: FaultLong}, nil
	}
	p, size, more := cells{comma: t.comma}, 0, []line(nil)
	for x := first; ; {
		size += len(x.text) + 1
		open, ok := p.feed(x.text)
		if ok && !open {
			return rawRow{line: first.n, cells: p.done}, nil
		}
		if !ok || size > LineMax {
			break
		}
		if x, err = t.lines.next(); errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rawRow{}, err
		}
		more = append(more, x)
		if x.long {
			break
		}
	}
	t.lines.unread(more)
	return rawRow{line: first.n, fault: FaultQuote}, nil
}

// cells takes a row apart, line by line.
type cells struct {
	comma byte
	done  []string
	cell  []byte
	state cellState
}

type cellState int

const (
	atStart cellState = iota
	inPlain           // a quotation mark within is just one
	inQuotes
	afterQuote // the mark ended the cell, or is the first of two
)

// feed takes the next line; open says that the row goes on in the one after it, not ok that it is none.
func (p *cells) feed(text string) (open, ok bool) {
	if p.state == inQuotes {
		p.cell = append(p.cell, '\n')
	}
	for i := range len(text) {
		if !p.step(text[i]) {
			return false, false
		}
	}
	if p.state == inQuotes {
		return true, true
	}
	p.end()
	return false, true
}

func (p *cells) step(c byte) bool {
	switch {
	case p.state == atStart && c == '"':
		p.state = inQuotes
	case p.state == inQuotes && c == '"':
		p.state = afterQuote
	case p.state == afterQuote && c == '"':
		p.cell, p.state = append(p.cell, c), inQuotes
	case p.state != inQuotes && c == p.comma:
		p.end()
	case p.state == afterQuote:
		return false
	default:
		p.cell = append(p.cell, c)
		if p.state == atStart {
			p.state = inPlain
		}
	}
	return true
}

func (p *cells) end() {
	p.done = append(p.done, string(p.cell))
	p.cell, p.state = p.cell[:0], atStart
}

// openCSV finds the separator with which one of the first rows is the heading.
func openCSV(f io.ReadSeeker, isHeading func([]string) bool) (*table, error) {
	for i := range len(separators) {
		r, decoded, err := text(f)
		if err != nil {
			return nil, err
		}
		t := &table{lines: newLines(r), comma: separators[i], decoded: decoded}
		for range headLines {
			raw, err := t.raw()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			if names := headings(raw.cells); isHeading(names) {
				t.names = names
				return t, nil
			}
		}
	}
	return nil, ErrHeading
}

// headings makes the names of columns: what merged cells left empty is numbered, and no two are the same.
func headings(cells []string) []string {
	seen, names := map[string]bool{}, make([]string, len(cells))
	last := 0
	for i, c := range cells {
		name := heading(c)
		if name != "" {
			last = i + 1
		}
		if name == "" || seen[name] {
			name += "#" + strconv.Itoa(i+1)
		}
		seen[name], names[i] = true, name
	}
	return names[:last] // trailing separators name nothing
}
