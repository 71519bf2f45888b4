package trail_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// pen writes entries into streams as the house does.
type pen struct {
	t     *testing.T
	d     *db.DB
	heads map[string]trail.Head
}

func newPen(t *testing.T, d *db.DB) *pen {
	t.Helper()
	testkit.Corrupted(d) // entries of streams that belong to nobody, and what is planted among them
	return &pen{t, d, map[string]trail.Head{}}
}

func (p *pen) write(stream string, n int) {
	p.t.Helper()
	err := p.d.InTx(p.t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		head := p.heads[stream]
		for range n {
			if head, err = trail.Append(ctx, tx, stream, head, trail.Event{Kind: "signed", Actor: trail.Staff(7), At: 1751857200000}); err != nil {
				return err
			}
		}
		p.heads[stream] = head
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *pen) seal(want int) {
	p.t.Helper()
	n, err := (&trail.Sealer{DB: p.d}).Seal(p.t.Context())
	if n != want || err != nil {
		p.t.Fatalf("sealed %d, want %d: %v", n, want, err)
	}
}

func (p *pen) exec(statements ...string) {
	p.t.Helper()
	err := p.d.InTx(p.t.Context(), func(ctx context.Context, tx db.Tx) error {
		for _, s := range statements {
			if err := tx.Gorm(ctx).Exec(s).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *pen) verify(anchors ...trail.Anchor) (trail.Seal, error) {
	p.t.Helper()
	return trail.Verify(p.t.Context(), p.d, anchors...)
}

func (p *pen) sealed() trail.Seal {
	p.t.Helper()
	last, err := p.verify()
	if err != nil {
		p.t.Fatal(err)
	}
	return last
}

// A golden vector: a chain is checked for decades, so the hashed bytes never change unseen.
func TestSeal_goldenVector(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		p := newPen(t, d)
		p.write("lead/42", 2)
		p.seal(2)
		const want = "3db3cf1bf695cfd5ae834930b8701464e318f385073fd8d646a7861a35baa874"
		if last := p.sealed(); last.Seq != 2 || hex.EncodeToString(last.Hash) != want {
			t.Errorf("seal %d is %x, want %s", last.Seq, last.Hash, want)
		}
	})
}

func TestSeal_eachEntryOnceWhoeverSeals(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		p := newPen(t, d)
		if last := p.sealed(); last.Seq != 0 {
			t.Errorf("an empty trail ends at %d", last.Seq)
		}
		const streams, each = 30, 40
		var all sync.WaitGroup
		for range 3 { // three workers at once, while entries are written
			all.Go(func() {
				for range 20 {
					if _, err := (&trail.Sealer{DB: d}).Seal(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range streams {
			p.write("lead/"+string(rune('a'+i)), each)
		}
		all.Wait()
		if _, err := (&trail.Sealer{DB: d}).Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if last := p.sealed(); last.Seq != streams*each {
			t.Errorf("%d seals of %d entries", last.Seq, streams*each)
		}
		p.seal(0)
		s, found, err := trail.SealOf(t.Context(), d, "lead/c", 5)
		if !found || s.Entry != 5 || err != nil {
			t.Errorf("seal of an entry: %+v, %v, %v", s, found, err)
		}
		if _, found, err := trail.SealOf(t.Context(), d, "lead/c", each+1); found || err != nil {
			t.Errorf("an entry that is not there has a seal: %v", err)
		}
	})
}

func TestSeal_tellsWhereTheChainEnds(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	p := newPen(t, d)
	var told []int64
	fail := errors.New("disk full")
	s := &trail.Sealer{DB: d, Anchor: func(_ context.Context, s trail.Seal) error {
		told = append(told, s.Seq)
		return fail
	}}
	p.write("lead/1", 3)
	if n, err := s.Seal(t.Context()); n != 3 || !errors.Is(err, fail) {
		t.Errorf("sealed %d, %v", n, err)
	}
	if n, err := s.Seal(t.Context()); n != 0 || err != nil {
		t.Errorf("nothing waits: %d, %v", n, err)
	}
	if len(told) != 1 || told[0] != 3 {
		t.Errorf("told %v", told)
	}
}

// Whatever somebody with all rights does to the history is found, and the first place of it is named.
func TestVerify_namesTheFirstBadPlace(t *testing.T) {
	t.Parallel()
	plants := map[string]struct {
		do   []string
		want string
	}{
		"edited":                {[]string{"UPDATE trail SET actor = 'staff:8' WHERE stream = 'lead/1' AND seq = 2"}, "seal 2 (lead/1, entry 2): the entry was changed"},
		"edited, hash and all":  {[]string{"UPDATE trail SET hash = (SELECT hash FROM (SELECT hash FROM trail WHERE stream = 'lead/2' AND seq = 1) AS x) WHERE stream = 'lead/1' AND seq = 2"}, "seal 2 (lead/1, entry 2): the entry was changed"},
		"deleted":               {[]string{"DELETE FROM trail WHERE stream = 'lead/2' AND seq = 1"}, "seal 5 (lead/2, entry 1): the entry was taken away"},
		"deleted with its seal": {[]string{"DELETE FROM trail WHERE stream = 'lead/1' AND seq = 3", "DELETE FROM seals WHERE stream = 'lead/1' AND entry = 3"}, "seal 3: the link is missing"},
		"two seals changed places": {[]string{
			"UPDATE seals SET entry = 99 WHERE seq = 2", "UPDATE seals SET entry = 2 WHERE seq = 3", "UPDATE seals SET entry = 3 WHERE seq = 2",
		}, "seal 2 (lead/1, entry 3): another entry stands here, or they stand in another order"},
		"a stream under another name": {[]string{"UPDATE trail SET stream = 'lead/9' WHERE stream = 'lead/2'"}, "seal 5 (lead/2, entry 1): the entry was taken away"},
		"a seal made up":              {[]string{"UPDATE seals SET hash = (SELECT hash FROM trail WHERE stream = 'lead/1' AND seq = 1) WHERE seq = 4"}, "seal 4 (lead/1, entry 4): another entry stands here"},
		"cut off":                     {[]string{"DELETE FROM seals WHERE seq > 6", "DELETE FROM trail WHERE stream = 'lead/2' AND seq > 2"}, "seal 7: cut off: the chain went on to 8"},
		"cut off, head and all": {[]string{
			"DELETE FROM seals WHERE seq > 6", "DELETE FROM trail WHERE stream = 'lead/2' AND seq > 2",
			"UPDATE seal_heads SET seq = 6, hash = (SELECT hash FROM seals WHERE seq = 6)",
		}, "seal 7: cut off: an anchor outside of the database knows seal 8"},
		"head changed": {[]string{"UPDATE seal_heads SET hash = (SELECT hash FROM seals WHERE seq = 1)"}, "seal 8: the head of the chain says otherwise"},
	}
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		p := newPen(t, d)
		p.write("lead/1", 4)
		p.write("lead/2", 4)
		p.seal(8)
		last := p.sealed()
		anchor := trail.Anchor{Seq: last.Seq, Hash: hex.EncodeToString(last.Hash)}
		if _, err := p.verify(anchor); err != nil {
			t.Fatal(err)
		}
		for name, plant := range plants {
			p.restore()
			p.exec(plant.do...)
			_, err := p.verify(anchor)
			var broken *trail.Broken
			if !errors.As(err, &broken) || !strings.HasPrefix(err.Error(), plant.want) {
				t.Errorf("%s: %v, want %s", name, err, plant.want)
			}
		}
		p.restore()
		anchor.Hash = strings.Repeat("0", 64)
		if _, err := p.verify(anchor); err == nil || !strings.Contains(err.Error(), "written anew") {
			t.Errorf("another chain than the anchor's: %v", err)
		}
	})
}

// restore writes the eight entries of two streams and their seals anew.
func (p *pen) restore() {
	p.t.Helper()
	p.exec("DELETE FROM trail", "DELETE FROM unsealed", "DELETE FROM seals", "UPDATE seal_heads SET seq = 0, hash = ''")
	p.heads = map[string]trail.Head{}
	p.write("lead/1", 4)
	p.write("lead/2", 4)
	p.seal(8)
}

// An anchor is written at most once an hour, on a line of its own, and can be read back; a file with anything else in it
// is refused with the line.
func TestAnchors_areWrittenHourlyAndReadBack(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	wall := clock.NewFake(time.Date(2026, 7, 3, 8, 0, 0, 0, time.UTC))
	a := &trail.Anchors{Path: filepath.Join(t.TempDir(), "anchors.jsonl"), Wall: wall, Log: slog.New(slog.NewTextHandler(&log, nil))}
	for i := range int64(5) {
		if err := a.Write(t.Context(), trail.Seal{Seq: i + 1, Hash: bytes.Repeat([]byte{byte(i)}, 32)}); err != nil {
			t.Fatal(err)
		}
		wall.Add(30 * time.Minute)
	}
	text, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := trail.ReadAnchors(bytes.NewReader(text))
	if err != nil || len(read) != 3 || read[0].Seq != 1 || read[1].Seq != 3 || read[2].Hash != strings.Repeat("04", 32) || read[1].At != "2026-07-03T09:00:00Z" {
		t.Errorf("read %+v, %v", read, err)
	}
	if n := strings.Count(log.String(), "trail sealed"); n != 3 {
		t.Errorf("logged %d times", n)
	}
	for _, bad := range []string{"x", `{"seal":0,"hash":"` + strings.Repeat("0", 64) + `"}`, `{"seal":1,"hash":"00"}`, "{}"} {
		if _, err := trail.ReadAnchors(strings.NewReader(string(text) + "\n" + bad)); err == nil || !strings.Contains(err.Error(), "line 5") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	a.Path = t.TempDir() // a folder: the failure is told, and the next end tries again
	wall.Add(time.Hour)
	if err := a.Write(t.Context(), trail.Seal{Seq: 9, Hash: make([]byte, 32)}); err == nil {
		t.Error("written into a folder")
	}
}
