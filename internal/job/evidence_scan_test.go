package job

import (
	"context"
	"maps"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// withFiles sends a report with a file for each of the texts.
func (b *bed) withFiles(texts ...string) (number string) {
	b.t.Helper()
	var files []lead.File
	for _, text := range texts {
		u, err := b.lead.Evidence.Receive(b.t.Context(), "通知.pdf", strings.NewReader("%PDF-1.7\n"+text+"\n%%EOF\n"))
		b.ok(err)
		b.ok(b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error { return b.lead.Evidence.Finish(ctx, tx, u) }))
		files = append(files, lead.File{ID: u.ID, Kind: u.Kind, Size: u.Size, Hash: u.Hash})
	}
	return b.submit(func(r *lead.Report) { r.Files = files })
}

// scans are how many files of a lead show what.
func (b *bed) scans(number string) map[evidence.Scan]int {
	b.t.Helper()
	found := map[evidence.Scan]int{}
	for _, f := range b.open("cityleader", number).Files {
		found[f.Scan]++
	}
	return found
}

// oneEach is a file of each verdict.
var oneEach = map[evidence.Scan]int{evidence.Clean: 1, evidence.Blocked: 1, evidence.Unscanned: 1}

// Each file is looked at by a job of its own, and what was found is written once, however often and by how many the job is
// run; while the scanner is away the files wait, and the jobs stay alive.
func TestEvidenceScan_writesEachVerdictOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		b.lead.Evidence.Scanner = evidence.Scanner{Network: "unix", Address: filepath.Join(t.TempDir(), "nobody")}
		number, w := b.withFiles("harmless", "EICAR", strings.Repeat("long", 400_000)), b.worker(nowhere)
		ids := b.waiting(outbox.EvidenceScan)
		scan := func() { b.ok(w.relay.runOnce(t.Context(), outbox.EvidenceScan, false)) }
		for range 2 * smsUnreached { // as often as would leave a message to a person
			scan()
			b.wall.Add(outsideMost + time.Second)
		}
		if got := b.scans(number); len(ids) != 3 || got[evidence.Pending] != 3 || len(b.waiting(outbox.EvidenceScan)) != 3 {
			t.Fatalf("%d jobs, nobody answered: %v, %d wait", len(ids), got, len(b.waiting(outbox.EvidenceScan)))
		}
		b.lead.Evidence.Scanner = evidence.Scanner{Network: "tcp", Address: testkit.ClamAV(t, "tcp", "127.0.0.1:0")}
		var all sync.WaitGroup
		for range 3 {
			all.Go(scan)
		}
		all.Wait()
		scan()
		if diff := cmp.Diff(oneEach, b.scans(number)); diff != "" || len(b.waiting(outbox.EvidenceScan)) != 0 {
			t.Errorf("%d jobs wait; %s", len(b.waiting(outbox.EvidenceScan)), diff)
		}
	})
}

// The same through a started worker and its queue.
func TestEvidenceScan_throughTheQueue(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	b.lead.Evidence.Scanner = evidence.Scanner{Network: "unix", Address: testkit.ClamAV(t, "unix", filepath.Join(t.TempDir(), "s"))}
	b.working(options(testkit.NewRedis(t)))
	number := b.withFiles("harmless", "EICAR", strings.Repeat("long", 400_000))
	eventually(t, "a verdict on each file", func() bool { return maps.Equal(b.scans(number), oneEach) })
}

// A scanner that takes a file and never answers holds up files, and nothing else.
func TestEvidenceScan_aScannerThatHangsHoldsUpNoReport(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	deaf, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	b.ok(err)
	t.Cleanup(func() { _ = deaf.Close() })
	b.lead.Evidence.Scanner = evidence.Scanner{Network: "tcp", Address: deaf.Addr().String()}
	b.working(options(testkit.NewRedis(t)))
	for range concurrency + 2 {
		b.withFiles("harmless")
	}
	taken, err := deaf.Accept() // a file is with the scanner
	b.ok(err)
	t.Cleanup(func() { _ = taken.Close() })
	begun, number := time.Now(), b.submit()
	eventually(t, "a report is routed", func() bool { return b.state(number) == lead.Assigned })
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("routed after %s", took)
	}
}
