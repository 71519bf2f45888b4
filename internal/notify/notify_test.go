package notify_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const tianshan, midong int64 = 650102, 650109

type office struct {
	db     *db.DB
	clock  *clock.Fake
	notify *notify.Service
	actors map[string]org.Actor
}

// staffed is one of every seat a message can be for.
func staffed() []org.Staff {
	return []org.Staff{
		{UserName: "t.handler", UnitID: tianshan, Role: org.Handler, Named: true}, // named by mistake: still a district's
		{UserName: "t.leader", UnitID: tianshan, Role: org.Leader},
		{UserName: "m.leader", UnitID: midong, Role: org.Leader},
		{UserName: "c.handler", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "c.clerk", UnitID: org.CityID, Role: org.Handler},
		{UserName: "c.leader", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "c.monitor", UnitID: org.CityID, Role: org.Monitor, Named: true}, // named by mistake: still the 专班
		{UserName: "ji", UnitID: org.DisciplineID, Role: org.DisciplineOfficer},
		{UserName: "gone", UnitID: tianshan, Role: org.Handler, Disabled: true},
	}
}

func open(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{db: d, clock: clock.NewFake(time.Date(2025, 6, 5, 2, 0, 0, 0, time.UTC)), actors: map[string]org.Actor{}}
	o.notify = &notify.Service{DB: d, Case: o.clock, Log: slog.New(slog.DiscardHandler)}
	people, err := org.New(d, o.clock)
	if err != nil {
		t.Fatal(err)
	}
	o.tx(t, func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, staffed())
	})
	all, err := people.AllStaff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		o.actors[s.UserName] = s.Actor()
	}
	return o
}

func (o *office) tx(t *testing.T, f func(ctx context.Context, tx db.Tx) error) {
	t.Helper()
	if err := o.db.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func (o *office) deliver(t *testing.T, messages ...notify.Message) {
	t.Helper()
	o.tx(t, func(ctx context.Context, tx db.Tx) error { return o.notify.Deliver(ctx, tx, messages) })
}

// told returns user → how many messages, without those who have none.
func (o *office) told(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for user, a := range o.actors {
		p, err := o.notify.Inbox(t.Context(), a, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(p.Entries); n > 0 {
			out[user] = n
		}
	}
	return out
}

func TestDeliver_reachesWhoItIsForAndNobodyTheWallStandsAgainst(t *testing.T) {
	t.Parallel()
	everyRole := []org.Role{org.Handler, org.Leader, org.Monitor, org.DisciplineOfficer}
	cases := []struct {
		name string
		m    notify.Message
		want map[string]int
	}{
		{"handler", notify.Message{Unit: tianshan, Roles: []org.Role{org.Handler}}, map[string]int{"t.handler": 1}},
		{"unstaffed role goes to the leader", notify.Message{Unit: midong, Roles: []org.Role{org.Handler}}, map[string]int{"m.leader": 1}},
		{"two roles of one person", notify.Message{Unit: midong, Roles: []org.Role{org.Handler, org.Leader}}, map[string]int{"m.leader": 1}},
		{
			"city",
			notify.Message{Unit: org.CityID, Roles: everyRole[:3]},
			map[string]int{"c.handler": 1, "c.clerk": 1, "c.leader": 1, "c.monitor": 1},
		},
		{
			"about a district",
			notify.Message{Unit: org.CityID, Roles: everyRole, Wall: tianshan},
			map[string]int{"c.handler": 1, "c.leader": 1},
		},
		{"about a district, to itself", notify.Message{Unit: tianshan, Roles: everyRole, Wall: tianshan}, map[string]int{}},
		{"about a district, to another", notify.Message{Unit: midong, Roles: everyRole, Wall: tianshan}, map[string]int{}},
		{"about some district", notify.Message{Unit: tianshan, Roles: everyRole, Wall: -1}, map[string]int{}},
		{"about the city, to the city", notify.Message{Unit: org.CityID, Roles: everyRole, Wall: org.CityID}, map[string]int{}},
		{"about the city", notify.Message{Unit: org.DisciplineID, Roles: everyRole, Wall: org.CityID}, map[string]int{"ji": 1}},
	}
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for _, c := range cases {
			o.tx(t, func(ctx context.Context, tx db.Tx) error { return tx.Gorm(ctx).Exec("DELETE FROM messages").Error })
			c.m.Key, c.m.Number = "message.assigned", "2025-000001-7"
			o.deliver(t, c.m)
			if diff := cmp.Diff(c.want, o.told(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

// Named people of the city were asked to look at a report that waits; they put it behind the city's own wall. From then
// on nobody of the city finds it, also not in the inbox they have already.
func TestInbox_aWallAgainstTheCityHidesWhatItsNamedPeopleWereTold(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		const number = "2025-000001-7"
		o.deliver(t, notify.Message{Key: "message.dispatch", Number: number, Unit: org.CityID, Roles: []org.Role{org.Handler, org.Leader}, Wall: -1})
		if diff := cmp.Diff(map[string]int{"c.handler": 1, "c.leader": 1}, o.told(t)); diff != "" {
			t.Fatalf("while it waits (-want +got):\n%s", diff)
		}
		o.tx(t, func(ctx context.Context, tx db.Tx) error { return o.notify.Wall(ctx, tx, number, org.CityID) })
		if diff := cmp.Diff(map[string]int{}, o.told(t)); diff != "" {
			t.Errorf("behind the city's wall (-want +got):\n%s", diff)
		}
	})
}

func TestInbox_hidesWalledMessagesFromWhoIsNoLongerNamed(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.deliver(t, notify.Message{Key: "message.assigned", Unit: org.CityID, Roles: []org.Role{org.Leader}, Wall: tianshan})
		a := o.actors["c.leader"]
		if n, err := o.notify.Unseen(t.Context(), a); n != 1 || err != nil {
			t.Fatalf("named: %d, %v", n, err)
		}
		a.Named = false
		if n, err := o.notify.Unseen(t.Context(), a); n != 0 || err != nil {
			t.Errorf("unseen: %d, %v", n, err)
		}
		if p, err := o.notify.Inbox(t.Context(), a, 0, 0); len(p.Entries) != 0 || err != nil {
			t.Errorf("inbox: %v, %v", p, err)
		}
	})
}

func TestInbox_pagesByKeyNewestFirstWithArguments(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for _, number := range []string{"a", "b", "c"} {
			o.deliver(t, notify.Message{
				Key: "message.step.urge", Number: number, Unit: tianshan, Roles: []org.Role{org.Leader},
				Args: map[string]any{"unit": tianshan, "steps": "remind"}, At: 7,
			})
		}
		a := o.actors["t.leader"]
		first, err := o.notify.Inbox(t.Context(), a, 0, 2)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := o.notify.Inbox(t.Context(), a, first.Next(), 2)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"c", "b"}, numbers(first)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"a"}, numbers(rest)); diff != "" || rest.Next() != 0 {
			t.Error(diff, rest.Next())
		}
		want := map[string]any{"unit": tianshan, "steps": "remind"}
		if e := rest.Entries[0]; cmp.Diff(want, e.Args) != "" || e.At != 7 || e.Kind != "message.step.urge" {
			t.Errorf("entry %+v", e)
		}
	})
}

func numbers(p notify.Page) (out []string) {
	for _, e := range p.Entries {
		out = append(out, e.Number)
	}
	return out
}

func TestMarkSeen_touchesOnlyTheActorsOwn(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.deliver(t, notify.Message{Key: "message.dispatch", Unit: org.CityID, Roles: []org.Role{org.Leader, org.Monitor}})
		if err := o.notify.MarkSeen(t.Context(), o.actors["c.leader"]); err != nil {
			t.Fatal(err)
		}
		for user, want := range map[string]int{"c.leader": 0, "c.monitor": 1} {
			if n, err := o.notify.Unseen(t.Context(), o.actors[user]); n != want || err != nil {
				t.Errorf("%s: %d, %v", user, n, err)
			}
		}
		if n, err := o.notify.Unseen(t.Context(), org.Actor{}); n != 0 || err != nil {
			t.Errorf("nobody: %d, %v", n, err)
		}
	})
}

func TestNotices_areTheNoticesToTheDisciplineBody(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		to := notify.Message{Unit: org.DisciplineID, Roles: []org.Role{org.DisciplineOfficer}, Number: "n", Key: notify.KeyNotice}
		other := to
		other.Key, other.Number = "message.assigned", "o"
		o.deliver(t, to, other)
		p, err := o.notify.Notices(t.Context(), o.actors["ji"], 0, 0)
		if diff := cmp.Diff([]string{"n"}, numbers(p)); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if p, err := o.notify.Notices(t.Context(), o.actors["c.leader"], 0, 0); len(p.Entries) != 0 || err != nil {
			t.Errorf("the city reads %v, %v", p, err)
		}
	})
}
