package lead

import (
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// monday is a quiet working day: no festival for weeks.
var monday = time.Date(2025, 7, 7, 10, 0, 0, 0, clock.Beijing)

const tianshan = int64(650102)

// world is a ledger with staff of every role, on a clock that the test moves.
type world struct {
	*Service
	t     testing.TB
	clock *clock.Fake
	staff map[string]org.Actor

	mainNumber string // of the case that others are merged into
}

// each runs fn in a fresh world on every engine of this run.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) })
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Moves(d, Diagram())
	c := clock.NewFake(monday)
	w := &world{t: t, clock: c, staff: map[string]org.Actor{}}
	w.Service = New(Deps{
		DB: d, Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(), Case: c, Wall: c, Log: slog.New(slog.DiscardHandler),
		Recipient: "cityleader",
	})
	t.Cleanup(w.Drain)
	w.hire()
	return w
}

// hire seats one person of each kind.
func (w *world) hire() {
	people, err := org.New(w.DB, w.Wall)
	if err != nil {
		w.t.Fatal(err)
	}
	seats := []org.Staff{
		{UserName: "handler", UnitID: tianshan, Role: org.Handler},
		{UserName: "handler2", UnitID: tianshan, Role: org.Handler},
		{UserName: "leader", UnitID: tianshan, Role: org.Leader},
		{UserName: "midong", UnitID: 650109, Role: org.Handler},
		{UserName: "city", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "cityleader", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "unnamed", UnitID: org.CityID, Role: org.Handler},
		{UserName: "monitor", UnitID: org.CityID, Role: org.Monitor},
		{UserName: "discipline", UnitID: org.DisciplineID, Role: org.DisciplineOfficer},
		{UserName: "admin", UnitID: org.CityID, Role: org.Admin},
		{UserName: "operator", UnitID: org.CityID, Role: org.Operator},
	}
	err = w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, seats)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range seats {
		w.staff[s.UserName] = s.Actor()
	}
}

// report is a plain report about a school of 天山区.
func report() Report {
	r := Report{
		Category: "fee", About: AboutSchool, District: "650102", SchoolName: "示例一小",
		Text: "报名时要求先交三万元共建费才给学位，请核查", Mode: ModePhone, Consent: true,
		Contact: vault.Contact{Phone: "19900001234", Name: "王女士", Hide: true},
	}
	_, _ = rand.Read(r.Key[:])
	return r
}

func (w *world) submit(change ...func(*Report)) Receipt {
	w.t.Helper()
	r := report()
	for _, f := range change {
		f(&r)
	}
	rec, err := w.Submit(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

// route runs the waiting lead.route jobs as the worker does.
func (w *world) route() {
	w.t.Helper()
	rows, err := w.Box.Claim(w.t.Context(), w.DB, outbox.Claim{Kind: outbox.LeadRoute, Token: "test", Limit: 500, Now: w.clock.Now(), Hold: time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	err = w.DB.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		jobs, err := w.Box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return w.RouteNew(ctx, tx, jobs)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// routed submits and routes one report.
func (w *world) routed(change ...func(*Report)) *Lead {
	w.t.Helper()
	rec := w.submit(change...)
	w.route()
	return w.lead(rec.Number)
}

func (w *world) lead(number string) *Lead {
	w.t.Helper()
	l, err := w.byNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// ref names the lead as it stands now.
func (w *world) ref(number string) Ref { return Ref{number, w.lead(number).Version} }

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// proven is an answer with everything closing needs.
func proven() Reply {
	return Reply{
		Found: "经查，该校在报名时收取了与入学挂钩的费用，收条属实。", Result: "责令全额退还，并约谈学校负责人。", Remedy: "如有异议，可在三十日内申请复查。",
		Finding: Proven, Items: []int{14}, Summary: "反映示例一小收取与入学挂钩的费用", Violation: "yes", Subject: "示例一小",
		Conduct: "收取与入学挂钩的“共建费”", Measures: "责令退还，负责人作检查", HandOver: "yes",
	}
}

// answered brings a lead to 已答复.
func (w *world) answered(r Reply) *Lead {
	w.t.Helper()
	ctx, l := w.t.Context(), w.routed()
	h, leader := w.staff["handler"], w.staff["leader"]
	w.clock.Add(time.Minute)
	w.ok(w.Sign(ctx, h, w.ref(l.Number)))
	w.ok(w.Accept(ctx, h, w.ref(l.Number), ByHotline))
	w.ok(w.Contact(ctx, h, w.ref(l.Number), Contacted{"phone", "reached", "已与反映人核实情况"}))
	w.ok(w.DraftReply(ctx, h, w.ref(l.Number), r))
	w.ok(w.Approve(ctx, leader, w.ref(l.Number)))
	return w.lead(l.Number)
}
