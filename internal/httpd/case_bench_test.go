package httpd

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/publish"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
	"sunlead/web"
)

// canaryPhone may stand on one page only.
const canaryPhone = "19900007431"

// caseBench is the whole house over SQLite, without the worker: a test routes by hand.
type caseBench struct {
	*Server
	t     *testing.T
	db    *db.DB
	clock *clock.Fake
	box   *outbox.Box
	reads *atomic.Int64 // statements on the read pool
	keys  byte
}

// benchUnit is 天山区, whose people the tests are about.
var benchUnit = org.DistrictUnit("650102")

// benchStaff is one account of every seat, and the neighbours of the district's.
var benchStaff = []org.Staff{
	{UserName: "operator", Role: org.Operator, UnitID: org.CityID, DisplayName: "坐席甲"},
	{UserName: "handler", Role: org.Handler, UnitID: benchUnit, DisplayName: "承办甲"},
	{UserName: "handler2", Role: org.Handler, UnitID: benchUnit, DisplayName: "承办乙"},
	{UserName: "leader", Role: org.Leader, UnitID: benchUnit, DisplayName: "负责甲"},
	{UserName: "neighbour", Role: org.Handler, UnitID: org.DistrictUnit("650109"), DisplayName: "承办丙"},
	{UserName: "cityhandler", Role: org.Handler, UnitID: org.CityID, DisplayName: "市承办甲", Named: true},
	{UserName: "cityleader", Role: org.Leader, UnitID: org.CityID, DisplayName: "市负责甲", Named: true},
	{UserName: "monitor", Role: org.Monitor, UnitID: org.CityID, DisplayName: "专班甲"},
	{UserName: "discipline", Role: org.DisciplineOfficer, UnitID: org.DisciplineID, DisplayName: "纪检甲"},
	{UserName: "admin", Role: org.Admin, UnitID: org.CityID, DisplayName: "管理甲"},
}

const benchPassword = "correct-horse-5"

var benchHash = sync.OnceValues(func() (string, error) { return org.HashPassword(benchPassword) })

func newCaseBench(t *testing.T) *caseBench {
	t.Helper()
	b := &caseBench{t: t, db: testkit.Open(t), box: &outbox.Box{}, reads: &atomic.Int64{}}
	b.clock = clock.NewFake(time.Date(2026, 7, 3, 8, 20, 0, 0, time.UTC)) // a Friday, 16:20 in Beijing
	texts, err := shippedTexts()
	must(t, err)
	ring, err := vault.LoadRing(t.TempDir(), true)
	must(t, err)
	people, err := org.New(b.db, b.clock)
	must(t, err)
	b.fill(people)
	log := slog.New(slog.DiscardHandler)
	leads := lead.New(lead.Deps{
		DB: b.db, Ring: ring, Box: b.box, Calendar: deadline.Shipped(), Case: b.clock, Wall: b.clock, Log: log, Recipient: "cityleader",
	})
	t.Cleanup(leads.Drain)
	b.Server, err = newServer(Deps{
		Texts: texts[web.SourceLang], Log: log, Wall: b.clock, Sessions: org.NewSessions(b.db, b.clock), Staff: people, Leads: leads,
		Org: people, Checklist: &checklist.Service{DB: b.db}, Publish: &publish.Service{DB: b.db, Case: b.clock, Wall: b.clock}, Notify: &notify.Service{DB: b.db, Case: b.clock, Log: log}, Secret: bytes.Repeat([]byte{7}, 32), Demo: true,
		Jobs: &outbox.Desk{DB: b.db, Box: b.box, Case: b.clock, Wall: b.clock}, Sink: &notify.Sink{},
	}, extra{routes: []route{{post, "/t/in", org.Public, testSignIn, options{Form: fields("id"), Keyless: true}}}})
	must(t, err)
	b.countReads()
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *caseBench) fill(people *org.Service) {
	hash, err := benchHash()
	must(b.t, err)
	staff := append([]org.Staff(nil), benchStaff...)
	for i := range staff {
		staff[i].PasswordHash = hash
	}
	must(b.t, b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, staff)
	}))
}

func (b *caseBench) countReads() {
	count := func(*gorm.DB) { b.reads.Add(1) }
	callbacks := b.db.Gorm(b.t.Context()).Callback()
	must(b.t, callbacks.Query().After("gorm:query").Register("count", count))
	must(b.t, callbacks.Row().After("gorm:row").Register("count", count))
	must(b.t, callbacks.Raw().After("gorm:raw").Register("count", count))
}

// who is the account as the one who asks.
func (b *caseBench) who(user string) org.Actor {
	b.t.Helper()
	all, err := b.Org.AllStaff(b.t.Context())
	must(b.t, err)
	for _, s := range all {
		if s.UserName == user {
			return s.Actor()
		}
	}
	b.t.Fatalf("no account %q", user)
	return org.Actor{}
}

// as is a person at a browser, signed in without the slow comparing of passwords; signin_test.go goes through the
// page.
func (b *caseBench) as(user string) *testkit.Visitor {
	b.t.Helper()
	v := testkit.NewVisitor(b.t, b.Handler())
	wantStatus(b.t, v.Post("/t/in", url.Values{"id": {idText(b.who(user).ID)}}), 200)
	return v
}

// fee is a report on item 14 in 天山区, with a phone.
func (b *caseBench) fee(change ...func(*lead.Report)) lead.Report {
	b.keys++
	r := lead.Report{
		Key: [16]byte{1, b.keys}, Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小",
		Text: "示例一小报名时，工作人员要求先交三万元“共建费”才给学位，只写收条不开票据", Stage: "primary",
		Mode: lead.ModePhone, Consent: true, Contact: vault.Contact{Phone: canaryPhone, Name: "王女士"},
	}
	for _, f := range change {
		f(&r)
	}
	return r
}

// submit stores a report and routes it as the worker does. It returns the 登记编号.
func (b *caseBench) submit(change ...func(*lead.Report)) string {
	b.t.Helper()
	number := b.submitOnly(change...)
	b.route()
	return number
}

func (b *caseBench) submitOnly(change ...func(*lead.Report)) string {
	b.t.Helper()
	receipt, err := b.Leads.Submit(b.t.Context(), b.fee(change...))
	must(b.t, err)
	return receipt.Number
}

func (b *caseBench) route() {
	b.t.Helper()
	rows, err := b.box.Claim(b.t.Context(), b.db, outbox.Claim{Kind: outbox.LeadRoute, Token: "test", Limit: 1000, Now: b.clock.Now(), Hold: time.Minute})
	must(b.t, err)
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	must(b.t, b.db.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
		jobs, err := b.box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return b.Leads.RouteNew(ctx, tx, jobs)
	}))
}

// benchWalled is about misconduct of 天山区's bureau.
func benchWalled(r *lead.Report) {
	r.Category, r.About, r.Nature = "staff", lead.AboutDistrict, lead.NatureConduct
	r.Text = "听说区教育局有人打招呼，把片区外的孩子安排进示例一小，有聊天截图"
}

func benchLost(r *lead.Report) { r.District = org.DistrictUnknown }

func benchIn(code string) func(*lead.Report) {
	return func(r *lead.Report) { r.District = code }
}

// ref is the case as it is now.
func (b *caseBench) ref(user, number string) lead.Ref {
	b.t.Helper()
	cs, err := b.Leads.Get(b.t.Context(), b.who(user), number)
	must(b.t, err)
	return lead.Ref{Number: number, Version: cs.Version}
}

// sign takes a case in hand, behind the pages.
func (b *caseBench) sign(user, number string) {
	b.t.Helper()
	must(b.t, b.Leads.Sign(b.t.Context(), b.who(user), b.ref(user, number)))
}

func goodReply() lead.Reply {
	return lead.Reply{
		Found: "经查阅缴费记录并询问经办人员，示例一小确有收取费用并与学位挂钩的行为。", Result: "责令立即停止收取，全部退还。", Remedy: "可在查询页选择没有解决。",
		Finding: lead.Proven, Items: []int{14}, Summary: "反映示例一小收取共建费，查实。", Violation: answerYes, Subject: "示例一小",
		Conduct: "收取与入学挂钩的共建费", Measures: "责令退还，通报批评", HandOver: answerYes,
	}
}

func (b *caseBench) draft(user, number string) {
	b.t.Helper()
	must(b.t, b.Leads.DraftReply(b.t.Context(), b.who(user), b.ref(user, number), goodReply()))
}

// jobs counts the outbox rows of a kind.
func (b *caseBench) jobs(kind outbox.Kind) int {
	b.t.Helper()
	var n int64
	must(b.t, b.db.Gorm(b.t.Context()).Model(&outbox.Row{}).Where("kind = ?", kind).Count(&n).Error)
	return int(n)
}

func wantStatus(t *testing.T, p *testkit.Page, status int) {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s: status %d, want %d; it says %s", p.URL.Path, p.Status, status, p.Text())
	}
}

func wantText(t *testing.T, p *testkit.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			t.Errorf("%s does not say %q; it says %s", p.URL.Path, text, p.Text())
		}
	}
}

// benchRaw sends one request without following where it leads.
func benchRaw(t *testing.T, v *testkit.Visitor, method, path, body string) *testkit.Page {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	must(t, err)
	if method == post {
		req.Header.Set("Content-Type", formType)
	}
	return v.Do(req)
}
