package lead

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
)

// addsFile adds a file to a lead, as its reporter does later.
func (w *world) addsFile(id int64) error {
	w.t.Helper()
	u, err := w.Evidence.Receive(w.t.Context(), "通知.pdf", strings.NewReader("%PDF-1.7\ntrailer\n%%EOF\n"))
	w.ok(err)
	return w.AddLater(w.t.Context(), id, u)
}

// Files can be added for fifteen days after the end, and not a moment longer.
func TestAddLater_endsAfterTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		l := w.dismissed()
		until := clock.FromMilli(w.due(clockUnrated, clock.FromMilli(l.Ended)))
		w.clock.Set(until)
		w.ok(w.addsFile(l.ID))
		w.clock.Set(until.Add(time.Millisecond))
		if err := w.addsFile(l.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("after the time: %v", err)
		}
	})
}
