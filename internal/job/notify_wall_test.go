package job

import (
	"context"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// held makes a report wait at city dispatch for a named person.
func held(r *lead.Report) { r.Text = "学校说要找教育局的人打招呼才能进，还要送礼" }

// join adds people without a name among those who may open walled leads.
func (b *bed) join(staff ...org.Staff) {
	b.t.Helper()
	people, err := org.New(b.db, b.wall)
	b.ok(err)
	b.ok(b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error { return people.PutStaff(ctx, tx, staff) }))
	for _, s := range staff {
		b.staff[s.UserName] = s.Actor()
	}
}

// hearNothing: who may not open the lead was not told of it either.
func (b *bed) hearNothing(number string, who ...string) {
	b.t.Helper()
	for _, name := range who {
		if _, err := b.lead.Get(b.t.Context(), b.staff[name], number); err == nil {
			b.t.Errorf("%s may open the lead", name)
		}
		for _, e := range b.inbox(name) {
			b.t.Errorf("%s was told %s of %s", name, e.Kind, e.Number)
		}
	}
}

// A lead that may be about a bureau's people waits for a named person while its clocks run. The ladder speaks of it to
// named people only.
func TestNotify_theLadderOfAHeldLeadReachesNamedPeopleOnly(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		b.join(org.Staff{UserName: "plain", UnitID: org.CityID, Role: org.Handler}, org.Staff{UserName: "plainleader", UnitID: org.CityID, Role: org.Leader})
		number := b.submit(held)
		b.drain(w)
		for range 12 {
			b.cases.Add(24 * time.Hour)
			_, err := b.lead.Escalate(t.Context())
			b.ok(err)
			b.drain(w)
		}
		b.hearNothing(number, "plain", "plainleader", "monitor", "handler")
		if n := len(b.inbox("cityleader")); n < 4 {
			t.Errorf("a named leader has %d messages of a lead that is long overdue", n)
		}
	})
}

// A message that waits while the wall goes up comes behind it, also one that was for named people before.
func TestNotify_whatWaitsComesBehindTheWallThatWentUp(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		number := b.submit(held)
		w.runner.run(t.Context(), outbox.LeadRoute, b.waiting(outbox.LeadRoute))
		c := b.open("cityleader", number)
		b.cases.Add(time.Minute)
		b.ok(b.lead.Dispatch(t.Context(), b.staff["cityleader"], lead.Ref{Number: number, Version: c.Version}, lead.Dispatch{Unit: org.CityID, Wall: true}))
		for _, kind := range []outbox.Kind{outbox.NotifyWall, outbox.NotifySend} {
			w.runner.run(t.Context(), kind, b.waiting(kind))
		}
		b.hearNothing(number, "cityhandler", "cityleader", "monitor")
		if len(b.inbox("ji")) == 0 {
			t.Error("nobody was told of the lead")
		}
	})
}

// Who stepped aside has no message about the lead any more, and is told nothing that waits; whoever is left is told.
func TestNotify_whoSteppedAsideHearsNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		number := b.submit()
		b.drain(w)
		if len(b.inbox("handler")) == 0 {
			t.Fatal("the handler was not told of the lead")
		}
		c := b.open("handler", number)
		b.cases.Add(time.Minute)
		b.ok(b.lead.Recuse(t.Context(), b.staff["handler"], lead.Ref{Number: number, Version: c.Version}, lead.Recusal{Ground: "relative"}))
		b.drain(w)
		b.hearNothing(number, "handler")
		if n := len(b.inbox("leader")); n != 1 {
			t.Errorf("the leader, who alone is left, has %d messages", n)
		}
		before := len(b.inbox("cityleader"))
		c = b.open("leader", number)
		b.ok(b.lead.Recuse(t.Context(), b.staff["leader"], lead.Ref{Number: number, Version: c.Version}, lead.Recusal{Ground: "interest"}))
		for range 2 {
			b.drain(w)
		}
		b.hearNothing(number, "handler", "leader")
		if n := len(b.inbox("cityleader")) - before; n != 1 {
			t.Errorf("the city's leader has %d messages when nobody of the unit is left", n)
		}
	})
}

// A task that a lost database left in the queue names ids that are other jobs after the restore.
func TestRun_aTaskOfAnotherKindTakesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		b := newBed(t, d)
		w := b.worker(nowhere)
		number := b.submit()
		w.runner.run(t.Context(), outbox.NotifySend, b.waiting(outbox.LeadRoute))
		if len(b.waiting(outbox.LeadRoute)) != 1 {
			t.Fatal("the report's lead.route is gone")
		}
		b.drain(w)
		if len(b.inbox("handler")) != 1 {
			t.Errorf("%s was not routed", number)
		}
	})
}
