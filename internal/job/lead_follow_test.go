package job

import (
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// merge puts the first of the numbers under the last, both fresh.
func (b *bed) merge(number, main string) {
	b.t.Helper()
	h := b.staff["handler"]
	b.ok(b.lead.Merge(b.t.Context(), h, lead.Ref{Number: number, Version: b.open("handler", number).Version}, main))
}

// mergedAnswered is a lead that was merged into a case that is now answered.
func mergedAnswered(b *bed, w *Worker) string {
	main, number := b.submit(), b.submit()
	w.runner.run(b.t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
	b.merge(number, main)
	b.close(main, "handler", "leader", 14)
	return number
}

// Two main cases, more leads than one transaction takes, and a worker that does whatever waits: everybody is answered,
// once, and the violation is recorded once for each main case.
func TestLeadFollow_answersEverybodyOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		mains := []string{b.submit(), b.submit()}
		var numbers []string
		for range lead.FollowMax + 10 {
			numbers = append(numbers, b.submit())
		}
		w.runner.run(t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
		for i, n := range numbers {
			b.merge(n, mains[i%2])
		}
		b.cases.Add(time.Minute)
		for _, m := range mains {
			b.close(m, "handler", "leader", 14)
		}
		b.drain(w)
		for _, n := range numbers {
			if b.state(n) != lead.Replied || b.times(n, "replied") != 1 {
				t.Errorf("%s is %s, answered %d times", n, b.state(n), b.times(n, "replied"))
			}
		}
		if n := len(b.violations()); n != len(mains) {
			t.Errorf("%d entries in the register", n)
		}
		told := 0
		for _, m := range b.inbox("handler") {
			if m.Kind == "message.replied" {
				told++
			}
		}
		if told != len(mains) {
			t.Errorf("the handler is told %d times that an answer went out", told)
		}
	})
}
