package lead

import (
	"log/slog"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

// BenchmarkSubmit is one acknowledged report: check, seal, group commit, receipt; 32 clients at once.
//
//	go test ./internal/lead -run '^$' -bench Submit
func BenchmarkSubmit(b *testing.B) {
	for _, dialect := range testkit.Dialects() {
		b.Run(string(dialect), func(b *testing.B) {
			ring, err := vault.LoadRing(b.TempDir(), true)
			if err != nil {
				b.Fatal(err)
			}
			s := New(Deps{
				DB: testkit.OpenDialect(b, dialect), Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(),
				Case: clock.System(), Wall: clock.System(), Log: slog.New(slog.DiscardHandler),
			})
			b.Cleanup(s.Drain)
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Submit(b.Context(), report()); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkFollow is the answer of a main case with 100 merged leads: the leader's consent, and until everybody has an
// answer of their own. A transaction takes FollowMax of them.
//
//	go test ./internal/lead -run '^$' -bench Follow -benchtime 10x
func BenchmarkFollow(b *testing.B) {
	for _, dialect := range testkit.Dialects() {
		b.Run(string(dialect), func(b *testing.B) {
			w := newWorld(b, testkit.OpenDialect(b, dialect))
			var consent, answers time.Duration
			for range b.N {
				b.StopTimer()
				main := w.withChildren(100)
				b.StartTimer()
				start := time.Now()
				w.ok(w.Approve(b.Context(), w.staff["leader"], w.ref(main)))
				consent += time.Since(start)
				if n := w.follow(); n != 100 {
					b.Fatalf("%d followed", n)
				}
				answers += time.Since(start)
			}
			b.ReportMetric(float64(consent.Microseconds())/1000/float64(b.N), "consent-ms")
			b.ReportMetric(float64(answers.Microseconds())/1000/float64(b.N), "answers-ms")
		})
	}
}

// withChildren is a case under review with leads merged into it.
func (w *world) withChildren(n int) string {
	w.t.Helper()
	h, main := w.staff["handler"], w.working().Number
	var numbers []string
	for range n {
		numbers = append(numbers, w.submit().Number)
	}
	w.route()
	for _, number := range numbers {
		w.ok(w.Merge(w.t.Context(), h, w.ref(number), main))
	}
	w.ok(w.DraftReply(w.t.Context(), h, w.ref(main), proven()))
	return main
}
