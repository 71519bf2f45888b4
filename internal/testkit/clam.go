package testkit

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
)

// clamMost is how much of one file the scanner of the tests takes.
const clamMost = 1 << 20

var errClamFull = errors.New("size limit")

// ClamAV listens as a clamd does until the test ends, and returns where: EICAR in a file is harmful, of one with mumble it says
// nothing clear, one of more than a megabyte is too large for it.
func ClamAV(t testing.TB, network, address string) string {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go clamAnswers(c)
		}
	}()
	return l.Addr().String()
}

func clamAnswers(c net.Conn) {
	defer c.Close()
	content, err := clamReads(bufio.NewReader(c))
	switch {
	case errors.Is(err, errClamFull):
		_, _ = io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
	case err != nil: // whoever asked went away
	case bytes.Contains(content, []byte("EICAR")):
		_, _ = io.WriteString(c, "stream: Eicar-Signature FOUND\x00")
	case bytes.Contains(content, []byte("mumble")):
		_, _ = io.WriteString(c, "stream: mumble ERROR\x00")
	default:
		_, _ = io.WriteString(c, "stream: OK\x00")
	}
}

// clamReads reads one file of INSTREAM: parts with their length before them, an empty one at the end.
func clamReads(r *bufio.Reader) ([]byte, error) {
	if command, err := r.ReadString(0); command != "zINSTREAM\x00" {
		return nil, errors.Join(err, errors.New("another command"))
	}
	var content []byte
	for {
		var n uint32
		if err := binary.Read(r, binary.BigEndian, &n); err != nil || n == 0 {
			return content, err
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		if content = append(content, part...); len(content) > clamMost {
			return nil, errClamFull
		}
	}
}
