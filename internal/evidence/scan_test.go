package evidence

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

// clam is a scanner that listens there.
func clam(t *testing.T, network, address string) Scanner {
	return Scanner{network, testkit.ClamAV(t, network, address)}
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
