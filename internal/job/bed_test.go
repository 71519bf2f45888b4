package job

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

func TestMain(m *testing.M) {
	LogRedis(slog.New(slog.DiscardHandler))
	testkit.Main(m)
}

// monday is a quiet working day: no festival for weeks.
var monday = time.Date(2025, 7, 7, 10, 0, 0, 0, clock.Beijing)

const tianshan int64 = 650102

// bed is a whole installation on clocks that stand still until the test moves them.
type bed struct {
	t         *testing.T
	db        *db.DB
	wall      *clock.Fake
	cases     *clock.Fake
	box       *outbox.Box
	lead      *lead.Service
	notify    *notify.Service
	checklist *checklist.Service
	staff     map[string]org.Actor

	mu    sync.Mutex
	heard []func(outbox.Kind) // who is nudged after a commit
}

func newBed(t *testing.T, d *db.DB) *bed {
	t.Helper()
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	b := &bed{t: t, db: d, wall: clock.NewFake(monday), cases: clock.NewFake(monday), staff: map[string]org.Actor{}}
	b.box = &outbox.Box{Nudge: b.nudge}
	testkit.Moves(d, lead.Diagram())
	log := slog.New(slog.DiscardHandler)
	b.lead = lead.New(lead.Deps{DB: d, Ring: ring, Box: b.box, Calendar: deadline.Shipped(), Case: b.cases, Wall: b.wall, Log: log})
	t.Cleanup(b.lead.Drain)
	b.notify = &notify.Service{DB: d, Case: b.cases, Log: log}
	b.checklist = &checklist.Service{DB: d}
	b.hire()
	return b
}

func (b *bed) hire() {
	b.t.Helper()
	people, err := org.New(b.db, b.wall)
	b.ok(err)
	seats := []org.Staff{
		{UserName: "handler", UnitID: tianshan, Role: org.Handler},
		{UserName: "leader", UnitID: tianshan, Role: org.Leader},
		{UserName: "cityhandler", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "cityleader", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "monitor", UnitID: org.CityID, Role: org.Monitor},
		{UserName: "ji", UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true},
	}
	b.ok(b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, seats)
	}))
	for _, s := range seats {
		b.staff[s.UserName] = s.Actor()
	}
}

func (b *bed) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) nudge(k outbox.Kind) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.heard {
		f(k)
	}
}

func (b *bed) tell(f func(outbox.Kind)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, f)
}

func options(r testkit.Redis) *redis.UniversalOptions {
	return &redis.UniversalOptions{Addrs: []string{r.Addr}, DB: r.DB}
}

// worker makes a worker that is not started; it is stopped when the test ends.
func (b *bed) worker(o *redis.UniversalOptions) *Worker {
	b.t.Helper()
	w := New(Deps{
		DB: b.db, Box: b.box, Redis: o, Lead: b.lead, Notify: b.notify, Checklist: b.checklist,
		Wall: b.wall, Log: slog.New(slog.DiscardHandler),
	})
	b.t.Cleanup(w.Stop)
	return w
}

// working starts a worker whose relay hears of every job.
func (b *bed) working(o *redis.UniversalOptions) *Worker {
	b.t.Helper()
	w := b.worker(o)
	b.tell(w.Nudge)
	b.ok(w.Start(b.t.Context()))
	return w
}

func (b *bed) submit(change ...func(*lead.Report)) string {
	b.t.Helper()
	r := lead.Report{
		Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小",
		Text: "报名时要求先交三万元共建费才给学位，请核查", Mode: lead.ModePhone, Consent: true,
		Contact: vault.Contact{Phone: "19900001234", Hide: true},
	}
	_, _ = rand.Read(r.Key[:])
	for _, f := range change {
		f(&r)
	}
	receipt, err := b.lead.Submit(b.t.Context(), r)
	b.ok(err)
	return receipt.Number
}

// waiting returns the ids of the rows of a kind that are not dead.
func (b *bed) waiting(kind outbox.Kind) []int64 {
	b.t.Helper()
	var ids []int64
	b.ok(b.db.Gorm(b.t.Context()).Model(&outbox.Row{}).Where("kind = ? AND dead = 0", kind).Order("id").Pluck("id", &ids).Error)
	return ids
}

func (b *bed) row(id int64) outbox.Row {
	b.t.Helper()
	var row outbox.Row
	b.ok(b.db.Gorm(b.t.Context()).Where("id = ?", id).Take(&row).Error)
	return row
}

func (b *bed) add(jobs ...outbox.Job) {
	b.t.Helper()
	b.ok(b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
		return b.box.Add(ctx, tx, clock.Milli(b.wall.Now()), jobs...)
	}))
}

// drain runs all jobs that wait, and those that they leave, without a queue.
func (b *bed) drain(w *Worker) {
	b.t.Helper()
	for range 5 {
		for _, kind := range outbox.Kinds() {
			if ids := b.waiting(kind); len(ids) > 0 {
				w.runner.run(b.t.Context(), kind, ids)
			}
		}
	}
}

func (b *bed) open(who, number string) *lead.Case {
	b.t.Helper()
	c, err := b.lead.Get(b.t.Context(), b.staff[who], number)
	b.ok(err)
	return c
}

func (b *bed) state(number string) lead.State { return b.open("cityleader", number).State }

// times counts the events of a kind in a lead's trail.
func (b *bed) times(number, kind string) int {
	b.t.Helper()
	n := 0
	for _, e := range b.open("cityleader", number).Timeline {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (b *bed) inbox(who string) []notify.Entry {
	b.t.Helper()
	p, err := b.notify.Inbox(b.t.Context(), b.staff[who], 0, 500)
	b.ok(err)
	return p.Entries
}

func (b *bed) violations() []checklist.Violation {
	b.t.Helper()
	p, err := b.checklist.Violations(b.t.Context(), b.staff["cityleader"], checklist.Filter{})
	b.ok(err)
	return p.Violations
}

func (b *bed) counts() map[int]int {
	b.t.Helper()
	got, err := b.checklist.Counts(b.t.Context(), b.staff["cityleader"], 2025)
	b.ok(err)
	return got
}

// close works a routed lead of the handler's unit to its proven end.
func (b *bed) close(number, handler, leader string, items ...int) {
	b.t.Helper()
	ctx, h := b.t.Context(), b.staff[handler]
	ref := func() lead.Ref { return lead.Ref{Number: number, Version: b.open(handler, number).Version} }
	b.cases.Add(time.Minute)
	b.ok(b.lead.Sign(ctx, h, ref()))
	b.ok(b.lead.Contact(ctx, h, ref(), lead.Contacted{Method: "phone", Result: "reached", Note: "已与反映人核实情况"}))
	b.ok(b.lead.DraftReply(ctx, h, ref(), lead.Reply{
		Found: "经查，该校在报名时收取了与入学挂钩的费用，收条属实。", Result: "责令全额退还，并约谈学校负责人。",
		Remedy: "如有异议，可在三十日内申请复查。", Finding: lead.Proven, Items: items, Summary: "反映示例一小收取与入学挂钩的费用",
		Violation: "yes", Subject: "示例一小", Conduct: "收取与入学挂钩的“共建费”", Measures: "责令退还，负责人作检查", HandOver: "yes",
	}))
	b.ok(b.lead.Approve(ctx, b.staff[leader], ref()))
	b.ok(b.lead.Close(ctx, h, ref(), ""))
}

// unsolved is the reporter's 没有解决.
func (b *bed) unsolved(number string) {
	b.t.Helper()
	b.cases.Add(time.Minute)
	b.ok(b.lead.Rate(b.t.Context(), b.open("cityleader", number).ID, lead.Said{Solved: lead.Unsolved}))
}

// patient is how long a test waits for something that must come.
const patient = 30 * time.Second

// eventually asks until cond holds.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited %s for: %s", patient, what)
		case <-tick.C:
		}
	}
}
