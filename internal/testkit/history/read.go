package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// operation is all that was tried under one form key.
type operation struct {
	key      string
	receipts map[receipt]bool
	possible map[string]bool // digests that may be stored: of what succeeded or is unknown
	open     bool            // an attempt has no known end
}

type receipt struct{ number, code string }

// reading is how often the contact of a lead was read, for certain and perhaps.
type reading struct{ sure, perhaps int64 }

// diary is what several clients wrote together.
type diary struct {
	submits map[string]*operation
	reveals map[string]*reading
}

// readAll reads diaries. A last line that is cut off was written by a client that died, before it sent anything.
func readAll(files []string) (*diary, error) {
	d := &diary{submits: map[string]*operation{}, reveals: map[string]*reading{}}
	for _, name := range files {
		lines, err := readOne(name)
		if err != nil {
			return nil, err
		}
		ended := map[int64]line{}
		for _, l := range lines {
			if l.Kind != invoked {
				ended[l.N] = l
			}
		}
		for _, l := range lines {
			if l.Kind == invoked {
				d.add(l, ended[l.N])
			}
		}
	}
	return d, nil
}

func readOne(name string) ([]line, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var lines []line
	whole := b[:bytes.LastIndexByte(b, '\n')+1]
	for raw := range bytes.Lines(whole) {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// add counts one attempt and its end; an attempt without an end is unknown.
func (d *diary) add(began, end line) {
	if began.Reveal != "" {
		d.reading(began.Reveal).count(end.Kind)
		return
	}
	op := d.operation(began.Key)
	if end.Kind == failed {
		return
	}
	op.possible[began.Digest] = true
	if end.Kind == succeeded {
		op.receipts[receipt{end.Number, end.Code}] = true
	} else {
		op.open = true
	}
}

func (d *diary) operation(key string) *operation {
	if d.submits[key] == nil {
		d.submits[key] = &operation{key: key, receipts: map[receipt]bool{}, possible: map[string]bool{}}
	}
	return d.submits[key]
}

func (d *diary) reading(number string) *reading {
	if d.reveals[number] == nil {
		d.reveals[number] = &reading{}
	}
	return d.reveals[number]
}

func (r *reading) count(kind string) {
	switch kind {
	case succeeded:
		r.sure++
	case failed:
	default:
		r.perhaps++
	}
}
