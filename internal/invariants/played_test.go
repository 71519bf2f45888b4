package invariants_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/demo"
	"sunlead/internal/invariants"
	"sunlead/internal/job"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) {
	job.LogRedis(slog.New(slog.DiscardHandler))
	testkit.Main(m)
}

// played is an installation on which everything has happened: the demo's stories, a contact that was read, an
// export, and all jobs done.
type played struct {
	*app.App
	t       *testing.T
	dialect db.Dialect
}

func config(t *testing.T, dialect db.Dialect) db.Config {
	t.Helper()
	if dialect == db.MySQL {
		return db.Config{Dialect: dialect, DSN: testkit.MySQL(t)}
	}
	return db.Config{Dialect: dialect, DSN: t.TempDir() + "/played.db"}
}

func play(t *testing.T, dialect db.Dialect) *played {
	t.Helper()
	now := time.Date(2026, 11, 23, 14, 0, 0, 0, clock.Beijing)
	fake := clock.NewFake(now)
	a, err := app.New(t.Context(), app.Config{
		Database: config(t, dialect), Keys: t.TempDir(), MakeKeys: true, Migrate: true, Case: fake, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	testkit.CheckAfter(t, a.DB)
	testkit.Moves(a.DB, lead.Diagram())
	p := &played{a, t, dialect}
	p.ok(demo.Play(t.Context(), demo.Stage{DB: a.DB, Leads: a.Leads, Org: a.Org, Box: a.Box, Clock: fake}, now))
	p.more()
	p.work()
	return p
}

func (p *played) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// more is what the stories leave out.
func (p *played) more() {
	p.t.Helper()
	a := p.actor("shayibake-handler")
	page, err := p.Leads.List(p.t.Context(), a, lead.Filter{State: lead.InProgress})
	p.ok(err)
	if len(page.Leads) == 0 {
		p.t.Fatal("nobody is working")
	}
	_, err = p.Leads.Reveal(p.t.Context(), a, page.Leads[0].Number, "verify", "需要电话核实情况")
	p.ok(err)
	p.together()
	p.letters()
	p.objections()
	p.ok(p.Leads.NoteExport(p.t.Context(), a, "ledger", 3))
	p.ladder()
	p.restricted()
	p.walledLate()
}

// restricted is what one person alone knows of, asked for by another and agreed to by a third.
func (p *played) restricted() {
	p.t.Helper()
	ctx, number, h, leader := p.t.Context(), p.fresh(), p.actor("city-handler"), p.actor("city-leader")
	p.ok(p.Leads.Sign(ctx, p.actor("shayibake-handler"), p.ref(h, number)))
	p.ok(p.Leads.DraftReply(ctx, p.actor("shayibake-handler"), p.ref(h, number), provenReply()))
	p.Leads.Recipient = "city-handler"
	p.ok(p.Leads.Restrict(ctx, h, p.ref(h, number), "内容涉及更高级别领导干部，按规定限制知悉"))
	p.ok(p.Leads.GrantRestrict(ctx, leader, p.ref(leader, number)))
}

// ladder lets people speak of the late leads: a talk is called, and one ladder has to wait.
func (p *played) ladder() {
	p.t.Helper()
	ctx, city, leader := p.t.Context(), p.actor("city-leader"), p.actor("tianshan-leader")
	page, err := p.Leads.List(ctx, city, lead.Filter{Category: "test"})
	p.ok(err)
	p.ok(p.Leads.DraftTalk(ctx, city, lead.Ref{Number: page.Leads[0].Number, Version: page.Leads[0].Version}))
	page, err = p.Leads.List(ctx, leader, lead.Filter{Late: true, Category: "zone"})
	p.ok(err)
	ref := lead.Ref{Number: page.Leads[0].Number, Version: page.Leads[0].Version}
	day := p.Leads.Case.Now().In(clock.Beijing).AddDate(0, 0, 9).Format(time.DateOnly)
	p.ok(p.Leads.AskMute(ctx, leader, ref, lead.Pause{Reason: "等待规划部门确认新建小区的对口学校", Until: day}))
	ref.Version++
	p.ok(p.Leads.GrantMute(ctx, city, ref))
}

// together is two reports of one matter that get one answer each.
func (p *played) together() {
	p.t.Helper()
	ctx, handler, leader := p.t.Context(), p.actor("tianshan-handler"), p.actor("tianshan-leader")
	main, number := p.submit(), p.submit()
	route(ctx, p.t, p.App)
	ref := func(number string) lead.Ref {
		c, err := p.Leads.Get(ctx, handler, number)
		p.ok(err)
		return lead.Ref{Number: number, Version: c.Version}
	}
	p.ok(p.Leads.Sign(ctx, handler, ref(main)))
	p.ok(p.Leads.Merge(ctx, handler, ref(number), main))
	p.ok(p.Leads.DraftReply(ctx, handler, ref(main), provenReply()))
	p.ok(p.Leads.Approve(ctx, leader, ref(main)))
}

// fresh is a report in a district, just given to it: the one that objects here.
func (p *played) fresh() string {
	p.t.Helper()
	r := lead.Report{
		Category: "fee", About: lead.AboutSchool, District: "650103", SchoolName: "示例一小", Text: "报名时要求先交三万元共建费才给学位，请核查", Mode: lead.ModeAnonymous,
		Consent: true,
	}
	_, _ = rand.Read(r.Key[:])
	rec, err := p.Leads.Submit(p.t.Context(), r)
	p.ok(err)
	route(p.t.Context(), p.t, p.App)
	return rec.Number
}

func (p *played) ref(a org.Actor, number string) lead.Ref {
	p.t.Helper()
	c, err := p.Leads.Get(p.t.Context(), a, number)
	p.ok(err)
	return lead.Ref{Number: number, Version: c.Version}
}

// letters are two about one lead, one of them answered; somebody steps aside from it.
func (p *played) letters() {
	p.t.Helper()
	ctx, number := p.t.Context(), p.fresh()
	h, leader := p.actor("shayibake-handler"), p.actor("shayibake-leader")
	p.ok(p.Leads.Sign(ctx, h, p.ref(h, number)))
	for range 2 {
		p.ok(p.Leads.DraftTransfer(ctx, h, p.ref(h, number), lead.Transfer{Body: "corps", Name: "示例师教育局", Ask: "请协助核实招生范围并函告结果"}))
		p.ok(p.Leads.Approve(ctx, leader, p.ref(leader, number)))
	}
	p.ok(p.Leads.NoteReceipt(ctx, h, p.ref(h, number), lead.BodyAnswer{Day: "2026-11-23", Text: "已收到"}))
	p.ok(p.Leads.Recuse(ctx, h, p.ref(h, number), lead.Recusal{Ground: "relative", Text: "孩子在该校就读"}))
}

func (p *played) object(who, number string, to int64) {
	p.t.Helper()
	a := p.actor(who)
	p.ok(p.Leads.Return(p.t.Context(), a, p.ref(a, number), lead.Return{Reason: "not_here", To: to, Basis: "该校不在我区的划片范围内"}))
}

// objections are one that waits, one that was refused, and two to one lead.
func (p *played) objections() {
	p.t.Helper()
	ctx, city := p.t.Context(), p.actor("city-leader")
	p.object("shayibake-handler", p.fresh(), 650102)
	refused := p.fresh()
	p.object("shayibake-handler", refused, 650102)
	p.ok(p.Leads.Decide(ctx, city, p.ref(city, refused), lead.Verdict{Agree: "no", Why: "学校属你区管理"}))
	twice := p.fresh()
	p.object("shayibake-handler", twice, 650102)
	p.ok(p.Leads.Decide(ctx, city, p.ref(city, twice), lead.Verdict{Agree: "yes", Unit: 650102}))
	p.object("tianshan-handler", twice, 650103)
	p.ok(p.Leads.Decide(ctx, city, p.ref(city, twice), lead.Verdict{Agree: "yes", Unit: 650103, Co: 650102}))
}

func (p *played) actor(name string) org.Actor {
	p.t.Helper()
	var s org.Staff
	p.ok(p.DB.Gorm(p.t.Context()).Table("staff").Where("user_name = ?", name).Take(&s).Error)
	return s.Actor()
}

// work runs a worker until nothing waits.
func (p *played) work() {
	p.t.Helper()
	r := testkit.NewRedis(p.t)
	w := job.New(job.Deps{
		DB: p.DB, Box: p.Box, Redis: &redis.UniversalOptions{Addrs: []string{r.Addr}, DB: r.DB}, Lead: p.Leads, Notify: p.Notify,
		Checklist: p.Checklist, Wall: p.Wall, Log: slog.New(slog.DiscardHandler),
	})
	p.ok(w.Start(p.t.Context()))
	defer w.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if waiting, _, err := outbox.Waiting(p.t.Context(), p.DB); err != nil || waiting == 0 {
			p.ok(err)
			return
		}
	}
}

// one is a value that a query finds.
func (p *played) one(sql string, args ...any) (n int64) {
	p.t.Helper()
	p.ok(p.DB.Gorm(p.t.Context()).Raw(sql, args...).Scan(&n).Error)
	if n == 0 {
		p.t.Fatalf("nothing was played for %s", sql)
	}
	return n
}

func (p *played) number(id int64) (number string) {
	p.t.Helper()
	p.ok(p.DB.Gorm(p.t.Context()).Raw("SELECT number FROM leads WHERE id = ?", id).Scan(&number).Error)
	return number
}

// inside is a transaction seen as a database: a check of what is about to be undone.
type inside struct{ db.Tx }

// Snapshot reads what the transaction has made of the database.
func (i inside) Snapshot(ctx context.Context, f func(ctx context.Context, c db.Conn) error) error {
	return f(ctx, i.Tx)
}

var errUndo = errors.New("undone")

// corrupt runs statements, checks, and undoes them.
func (p *played) corrupt(t *testing.T, o invariants.Options, statements ...string) []invariants.Finding {
	t.Helper()
	var found []invariants.Finding
	err := p.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		for _, s := range statements {
			done := tx.Gorm(ctx).Exec(s)
			if done.Error != nil {
				return done.Error
			}
		}
		if found, err = invariants.Check(ctx, inside{tx}, o); err == nil {
			err = errUndo
		}
		return err
	})
	if !errors.Is(err, errUndo) {
		t.Fatal(err)
	}
	return found
}

// walledLate is a registered case of which it turns out after the closing that it accuses the bureau.
func (p *played) walledLate() {
	p.t.Helper()
	ctx, number, h := p.t.Context(), p.fresh(), p.actor("shayibake-handler")
	p.ok(p.Leads.Sign(ctx, h, p.ref(h, number)))
	p.ok(p.Leads.DraftReply(ctx, h, p.ref(h, number), provenReply()))
	p.ok(p.Leads.Approve(ctx, p.actor("shayibake-leader"), p.ref(h, number)))
	p.ok(p.Leads.Close(ctx, h, p.ref(h, number), ""))
	p.work()
	city := p.actor("city-handler")
	p.ok(p.Leads.ChangeRespondent(ctx, city, p.ref(city, number), lead.Respondent{
		About: lead.AboutDistrict, Nature: lead.NatureConduct, District: "650103", Why: "办结后查明是区教育局工作人员收的钱",
	}))
}
