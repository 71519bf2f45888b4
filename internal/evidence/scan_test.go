package evidence

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

// clam answers as clamd does, by what it was sent.
func clam(t *testing.T, network, address string) Scanner {
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
			go listenTo(c)
		}
	}()
	return Scanner{network, l.Addr().String()}
}

func listenTo(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	if command, _ := r.ReadString(0); command != "zINSTREAM\x00" {
		return
	}
	var all []byte
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(r, part); err != nil {
			return
		}
		if all = append(all, part...); len(all) > 1<<20 {
			_, _ = io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
			return
		}
	}
	switch {
	case bytes.Contains(all, []byte("EICAR")):
		_, _ = io.WriteString(c, "stream: Eicar-Signature FOUND\x00")
	case bytes.Contains(all, []byte("mumble")):
		_, _ = io.WriteString(c, "stream: mumble ERROR\x00")
	default:
		_, _ = io.WriteString(c, "stream: OK\x00")
	}
}

func pdfWith(text string) []byte { return bytes.Replace(pdf, []byte("canary-author"), []byte(text), 1) }

// scanned is what a file shows after the job that came with it.
func (b *bed) scanned(f File) (Scan, error) {
	b.t.Helper()
	v, err := b.Look(b.t.Context(), ScanJob{f.ID})
	if err == nil {
		b.ok(b.DB.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error { return b.Judge(ctx, tx, []Verdict{v}) }))
	}
	now, gone := b.One(b.t.Context(), b.DB, 7, f.ID)
	b.ok(gone)
	return now.Scan, err
}

func TestLook_asksTheScanner(t *testing.T) {
	t.Parallel()
	for _, s := range []Scanner{clam(t, "tcp", "127.0.0.1:0"), clam(t, "unix", filepath.Join(t.TempDir(), "s"))} {
		b := newBed(t, testkit.Open(t))
		b.Scanner = s
		for text, want := range map[string]Scan{"harmless": Clean, "EICAR": Blocked, strings.Repeat("long", 400_000): Unscanned} {
			f := b.kept("a.pdf", pdfWith(text))
			if f.Scan != Pending || len(b.Jobs(7, []int64{f.ID})) != 1 {
				t.Fatalf("%s comes as %s", text[:4], f.Scan)
			}
			if got, err := b.scanned(f); got != want || err != nil {
				t.Errorf("%s by %s: %s, %v; want %s", text[:4], s.Network, got, err, want)
			}
			if again, err := b.scanned(f); again != want || err != nil {
				t.Errorf("the same job again: %s, %v", again, err)
			}
		}
	}
}

// While the scanner is away, or mumbles, a file waits; nobody takes it for clean.
func TestLook_waitsForTheScanner(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	b.Scanner = Scanner{"unix", filepath.Join(t.TempDir(), "nobody")}
	f := b.kept("a.pdf", pdf)
	if got, err := b.scanned(f); got != Pending || !errs.Is(err, errs.Unavailable) {
		t.Errorf("nobody answers: %s, %v", got, err)
	}
	b.Scanner = clam(t, "tcp", "127.0.0.1:0")
	odd := b.kept("b.pdf", pdfWith("mumble"))
	if got, err := b.scanned(odd); got != Pending || !errs.Is(err, errs.Unavailable) {
		t.Errorf("an answer that says nothing: %s, %v", got, err)
	}
	if got, err := b.scanned(f); got != Clean || err != nil {
		t.Errorf("when it is back: %s, %v", got, err)
	}
	b.Scanner = Scanner{}
	if g := b.kept("c.pdf", pdf); g.Scan != Unscanned || b.Jobs(7, []int64{g.ID}) != nil {
		t.Errorf("with no scanner a file comes as %s", g.Scan)
	}
}
