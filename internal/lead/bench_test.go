package lead

import (
	"log/slog"
	"testing"

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
