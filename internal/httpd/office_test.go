package httpd

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

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

// office is the whole site over a real database, with people in every seat and a clock that the test moves.
type office struct {
	*Server
	t     *testing.T
	db    *db.DB
	clock *clock.Fake
	staff map[string]org.Staff
}

const (
	tianshan = int64(650102)
	midong   = int64(650109)
	wallText = "听说区教育局有人打招呼，把片区外的孩子安排进示例九小"
)

func newOffice(t *testing.T) *office {
	t.Helper()
	return newOfficeOn(t, testkit.Open(t))
}

func newOfficeOn(t *testing.T, d *db.DB) *office {
	t.Helper()
	texts, err := shippedTexts()
	if err != nil {
		t.Fatal(err)
	}
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Moves(d, lead.Diagram())
	o := &office{t: t, db: d, clock: clock.NewFake(time.Date(2025, 7, 7, 10, 20, 0, 0, clock.Beijing)), staff: map[string]org.Staff{}}
	people, err := org.New(d, o.clock)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	leads := lead.New(lead.Deps{DB: d, Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(), Case: o.clock, Wall: o.clock, Log: log, Recipient: "cityleader"})
	t.Cleanup(leads.Drain)
	o.Server, err = newServer(Deps{
		Texts: texts[web.SourceLang], Log: log, Wall: o.clock, Sessions: org.NewSessions(d, o.clock), Staff: people, Org: people,
		Leads: leads, Checklist: &checklist.Service{DB: d}, Publish: &publish.Service{DB: d, Case: o.clock, Wall: o.clock}, Notify: &notify.Service{DB: d, Case: o.clock, Log: log},
		Secret: ring.FormSecret(), Demo: true, Sink: &notify.Sink{}, Hotline: "0991-0000000",
		Jobs: &outbox.Desk{DB: d, Box: leads.Box, Case: o.clock, Wall: o.clock},
	}, extra{routes: []route{{post, "/t/in", org.Public, testSignIn, options{Form: fields("id"), Keyless: true}}}})
	if err != nil {
		t.Fatal(err)
	}
	o.hire()
	return o
}

// testSignIn spares the tests the slow comparing of passwords.
func testSignIn(s *Server, c echo.Context) error {
	a, err := s.Staff.ActorByID(c.Request().Context(), idOf(s.form(c).Get("id")))
	if err != nil {
		return err
	}
	if err := s.signIn(c, a); err != nil {
		return err
	}
	return c.String(200, "in")
}

func (o *office) hire() {
	o.t.Helper()
	seats := []org.Staff{
		{UserName: "handler", DisplayName: "天山承办人", UnitID: tianshan, Role: org.Handler},
		{UserName: "leader", DisplayName: "天山负责人", UnitID: tianshan, Role: org.Leader},
		{UserName: "midong", DisplayName: "米东承办人", UnitID: midong, Role: org.Handler},
		{UserName: "city", DisplayName: "市局承办人", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "cityleader", DisplayName: "市局负责人", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "monitor", DisplayName: "市级专班甲", UnitID: org.CityID, Role: org.Monitor},
		{UserName: "discipline", DisplayName: "纪检甲", UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true},
		{UserName: "admin", DisplayName: "管理员甲", UnitID: org.CityID, Role: org.Admin},
		{UserName: "operator", DisplayName: "话务员01", UnitID: org.CityID, Role: org.Operator},
		{UserName: "operator2", DisplayName: "话务员02", UnitID: org.CityID, Role: org.Operator},
		{UserName: "gone", DisplayName: "话务员03", UnitID: org.CityID, Role: org.Operator, Disabled: true},
	}
	o.tx(func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		if err := o.Org.PutSchools(ctx, tx, []org.School{
			{Name: "示例一小", Aliases: "一小|示例第一小学", District: "650102", Affiliation: org.ByDistrict},
			{Name: "示例大学附属小学", District: "650104", Affiliation: org.ByUniversity},
		}); err != nil {
			return err
		}
		return o.Org.PutStaff(ctx, tx, seats)
	})
	for _, s := range seats {
		o.staff[s.UserName] = s
	}
}

func (o *office) tx(fn func(ctx context.Context, tx db.Tx) error) {
	o.t.Helper()
	if err := o.db.InTx(o.t.Context(), fn); err != nil {
		o.t.Fatal(err)
	}
}

// as is a person at a browser, signed in.
func (o *office) as(user string) *testkit.Visitor {
	o.t.Helper()
	v := testkit.NewVisitor(o.t, o.Handler())
	o.sit(v, user)
	return v
}

// sit signs a person in at a browser that somebody else may have used.
func (o *office) sit(v *testkit.Visitor, user string) {
	o.t.Helper()
	if p := v.Post("/t/in", url.Values{"id": {strconv.FormatInt(o.staff[user].ID, 10)}}); p.Status != 200 {
		o.t.Fatalf("%s cannot sign in: %d %s", user, p.Status, p.Body)
	}
}

func (o *office) actor(user string) org.Actor { s := o.staff[user]; return s.Actor() }

// plainReport is about a school of 天山区.
func plainReport() lead.Report {
	r := lead.Report{
		Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小", Mode: lead.ModePhone, Consent: true,
		Text:    "报名时要求先交三万元共建费才给学位，请核查",
		Contact: vault.Contact{Phone: "19900001234", Name: "王女士", Hide: true},
	}
	_, _ = rand.Read(r.Key[:])
	return r
}

// submit sends a report, and the worker routes it.
func (o *office) submit(change ...func(*lead.Report)) string {
	o.t.Helper()
	r := plainReport()
	for _, f := range change {
		f(&r)
	}
	rec, err := o.Leads.Submit(o.t.Context(), r)
	if err != nil {
		o.t.Fatal(err)
	}
	o.work()
	return rec.Number
}

// work does what the worker does with everything that waits.
func (o *office) work() {
	o.t.Helper()
	for _, kind := range outbox.Kinds() {
		rows, err := o.Leads.Box.Claim(o.t.Context(), o.db, outbox.Claim{Kind: kind, Token: "test", Limit: 1000, Now: o.clock.Now(), Hold: time.Second})
		if err != nil {
			o.t.Fatal(err)
		}
		o.tx(func(ctx context.Context, tx db.Tx) error {
			ids := make([]int64, len(rows))
			for i, r := range rows {
				ids[i] = r.ID
			}
			jobs, err := o.Leads.Box.Take(ctx, tx, kind, ids)
			if err != nil {
				return err
			}
			return o.effect(ctx, tx, kind, jobs)
		})
	}
}

func (o *office) effect(ctx context.Context, tx db.Tx, kind outbox.Kind, jobs []outbox.Row) error {
	if kind == outbox.LeadRoute {
		return o.Leads.RouteNew(ctx, tx, jobs)
	}
	for _, j := range jobs {
		if err := o.one(ctx, tx, kind, j); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) one(ctx context.Context, tx db.Tx, kind outbox.Kind, j outbox.Row) error {
	if kind == outbox.NotifySend {
		var m lead.Message
		if err := j.Decode(&m); err != nil {
			return err
		}
		bounds, err := o.Leads.BoundsNow(ctx, tx, []int64{j.LeadID}, []lead.Message{m})
		if err != nil {
			return err
		}
		return o.Notify.Deliver(ctx, tx, []notify.Message{{
			Key: m.Key, Number: m.Number, Unit: m.Unit, Roles: m.Roles, Wall: bounds[0].Wall, Not: bounds[0].Recused, Args: m.Args, At: m.At,
		}})
	}
	if kind == outbox.NotifyWall {
		now, err := o.Leads.RegisteredNow(ctx, tx, j.LeadID)
		if err != nil {
			return err
		}
		if err := o.Notify.Wall(ctx, tx, now.Number, now.Wall); err != nil {
			return err
		}
		return o.Checklist.Rewall(ctx, tx, j.LeadID, now.Unit, now.Wall)
	}
	if kind == outbox.NotifyRecuse {
		var p lead.Stepped
		if err := j.Decode(&p); err != nil {
			return err
		}
		return o.Notify.Forget(ctx, tx, p.Number, p.Staff)
	}
	if kind == outbox.LeadRecode {
		return o.Leads.Recode(ctx, tx, j)
	}
	if kind == outbox.SMSSend || kind == outbox.EvidenceScan { // their effects are not of this house
		return nil
	}
	var closing lead.Closing
	if err := j.Decode(&closing); err != nil {
		return err
	}
	found, ok, err := o.Leads.ViolationOf(ctx, tx, closing)
	if err != nil || !ok {
		return err
	}
	v := checklist.Violation{
		LeadID: found.LeadID, Number: found.Number, Campaign: found.Campaign, UnitID: found.Territory, WallUnit: found.Wall,
		Subject: found.Subject, Conduct: found.Conduct, Measures: found.Measures, HandOver: found.HandOver, At: found.At, Items: found.Items,
	}
	if kind == outbox.ViolationRecord {
		return o.Checklist.RecordViolation(ctx, tx, v)
	}
	return o.Checklist.CountItems(ctx, tx, v)
}

// later moves the clock and takes the steps of the ladder that have come due.
func (o *office) later(d time.Duration) {
	o.t.Helper()
	o.clock.Add(d)
	if _, err := o.Leads.Escalate(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	o.work()
}

// ref names a lead as it stands now.
func (o *office) ref(number string) lead.Ref {
	o.t.Helper()
	p, err := o.Leads.PublicByNumber(o.t.Context(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	var version int64
	if err := o.db.Gorm(o.t.Context()).Table("leads").Where("id = ?", p.ID).Pluck("version", &version).Error; err != nil {
		o.t.Fatal(err)
	}
	return lead.Ref{Number: number, Version: version}
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// drafted brings a lead to the leader's desk; closed brings it to its end as proven.
func (o *office) drafted(number, handler string) {
	o.t.Helper()
	ctx, h := o.t.Context(), o.actor(handler)
	o.clock.Add(time.Minute)
	cs, err := o.Leads.Get(ctx, h, number)
	o.ok(err)
	if cs.State == lead.Assigned { // not signed, nor so long unsigned that it counts as signed
		o.ok(o.Leads.Sign(ctx, h, o.ref(number)))
	}
	o.ok(o.Leads.Accept(ctx, h, o.ref(number), lead.ByHotline))
	o.ok(o.Leads.DraftReply(ctx, h, o.ref(number), lead.Reply{
		Found: "经查，该校在报名时收取了与入学挂钩的费用，收条属实。", Result: "责令全额退还，收款人电话19900007777，并约谈学校负责人。", Remedy: "如有异议，可在三十日内申请复查。",
		Finding: lead.Proven, Items: []int{14}, Summary: "反映示例一小收取与入学挂钩的费用", Violation: "yes", Subject: "示例一小",
		Conduct: "收取与入学挂钩的“共建费”", Measures: "责令退还，负责人作检查", HandOver: "yes",
	}))
}

func (o *office) closed(number, handler, leader string) {
	o.t.Helper()
	o.drafted(number, handler)
	o.ok(o.Leads.Approve(o.t.Context(), o.actor(leader), o.ref(number)))
	o.ok(o.Leads.Close(o.t.Context(), o.actor(handler), o.ref(number), "已回访"))
	o.work()
}

// The reports of the town.
func walledReport(r *lead.Report) {
	r.Category, r.About, r.Nature, r.SchoolName, r.Text = "staff", lead.AboutDistrict, lead.NatureConduct, "示例九小", wallText
	r.Mode = lead.ModeAnonymous
}

func cityReport(r *lead.Report) {
	walledReport(r)
	r.About, r.SchoolName = lead.AboutCity, ""
}

func unsureReport(r *lead.Report) { r.District, r.SchoolName = org.DistrictUnknown, "" }

func seatlessReport(r *lead.Report) { r.Category = lead.NoSeat }

func suspiciousReport(r *lead.Report) {
	r.Text = "区教育局的局长收了钱，让学校多招了几个关系户的孩子"
}

func midongReport(r *lead.Report) {
	r.District, r.SchoolName, r.Category, r.Source = "650109", "示例五小", "zone", lead.FromVisit
	r.Text = "小区今年改划到两公里外的学校，没看到公示和说明"
}

// town is an office on an ordinary morning: late, severely late, due today, new, in review, closed, walled.
type town struct {
	*office
	late, proven, review, walled, city, unsure, suspicious string
}

func newTown(t *testing.T) *town {
	t.Helper()
	o := &town{office: newOffice(t)}
	o.proven = o.submit()
	o.late = o.submit(midongReport)
	o.closed(o.proven, "handler", "leader")
	o.later(24 * time.Hour)
	o.submit(func(r *lead.Report) {
		r.Category, r.Text = "class", "初一设了两个实验班，师资和作息都跟别的班不同"
	})
	o.later(8 * 24 * time.Hour)
	o.submit(midongReport)
	o.walled, o.city = o.submit(walledReport), o.submit(cityReport)
	o.unsure, o.suspicious = o.submit(unsureReport), o.submit(suspiciousReport)
	o.later(4 * 24 * time.Hour)
	o.review = o.submit()
	o.drafted(o.review, "handler")
	o.work()
	return o
}

// has fails unless the page is 200 and holds every word.
func has(t *testing.T, p *testkit.Page, words ...string) {
	t.Helper()
	if p.Status != 200 {
		t.Fatalf("%s is %d: %s", p.URL, p.Status, p.Body)
	}
	for _, w := range words {
		if !contains(p.Text(), w) {
			t.Errorf("%s lacks %q; it reads\n%s", p.URL, w, p.Text())
		}
	}
}

func hasNot(t *testing.T, p *testkit.Page, words ...string) {
	t.Helper()
	for _, w := range words {
		if contains(p.Body, w) {
			t.Errorf("%s shows %q", p.URL, w)
		}
	}
}

// totalOf reads 共 N 件 on a page.
func totalOf(n int) string { return fmt.Sprintf("共 %d 件", n) }

type (
	ctxT = context.Context
	dbTx = db.Tx
)
