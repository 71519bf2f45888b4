package job

import (
	"context"
	"slices"
	"sync"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

func (w *Worker) choreOf(name string) *chore {
	return w.chores[slices.IndexFunc(w.chores, func(c *chore) bool { return c.name == name })]
}

// Two workers delete a contact once, tell of it once, and have nothing to do the next time.
func TestForget_twoWorkersAndARepeatDeleteOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		b.lead.Retention = func(context.Context) int { return 2 }
		w := b.worker(nowhere)
		number := b.submit()
		b.drain(w)
		b.ok(b.lead.Withdraw(t.Context(), b.open("cityleader", number).ID, "已经解决"))
		b.cases.Set(monday.AddDate(2, 0, 1))
		var all sync.WaitGroup
		for range 3 {
			other := b.worker(nowhere)
			all.Go(func() { other.choreOf("delete contacts").runOnce(t.Context()) })
		}
		all.Wait()
		c := b.open("cityleader", number)
		contact, err := b.lead.Ring.OpenContact(t.Context(), d, c.ID)
		if b.ok(err); b.times(number, "forgotten") != 1 || !contact.Empty() || c.State != lead.Closed {
			t.Errorf("told %d times, left %v, %s", b.times(number, "forgotten"), contact, c.State)
		}
	})
}
