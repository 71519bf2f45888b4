package imports

import (
	"bufio"
	"errors"
	"io"
)

// lines hands out the lines of a text, counted, none longer than LineMax.
type lines struct {
	r    *bufio.Reader
	n    int    // the number of the line handed out last
	back []line // lines given back, the next one last

	fresh, again int // bytes read, and bytes given back
}

type line struct {
	text string
	n    int
	long bool // it was longer, and only its beginning is here
}

func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReaderSize(&oneBreak{r: r}, 64<<10)}
}

// next is the next line without its end; io.EOF after the last.
func (l *lines) next() (line, error) {
	if k := len(l.back); k > 0 {
		x := l.back[k-1]
		l.back = l.back[:k-1]
		return x, nil
	}
	var text []byte
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		l.fresh += len(part)
		if room := LineMax + 1 - len(text); len(part) > room {
			part, long = part[:room], true
		}
		text = append(text, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(text) == 0) {
			return line{}, err
		}
		l.n++
		if k := len(text); k > 0 && text[k-1] == '\n' {
			text = text[:k-1]
		}
		return line{string(text), l.n, long || len(text) > LineMax}, nil
	}
}

// unread gives lines back, to be read again. False when so much was given back already that a file of nothing but
// broken quotes would be read for ever.
func (l *lines) unread(taken []line) bool {
	size := 0
	for _, x := range taken {
		size += len(x.text) + 1
	}
	if l.again += size; l.again > 4*(l.fresh+LineMax) {
		return false
	}
	for i := len(taken) - 1; i >= 0; i-- {
		l.back = append(l.back, taken[i])
	}
	return true
}

// oneBreak makes \r\n, and the lone \r of old programs, one \n.
type oneBreak struct {
	r  io.Reader
	cr bool // the last byte was a \r
}

// Read is part of io.Reader.
func (o *oneBreak) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	out := p[:0]
	for _, c := range p[:n] {
		after := o.cr
		o.cr = c == '\r'
		switch {
		case c == '\n' && after: // its \r was the break
		case c == '\r':
			out = append(out, '\n')
		default:
			out = append(out, c)
		}
	}
	return len(out), err
}
