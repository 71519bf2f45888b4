package httpd

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/publish"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
	"sunlead/web"
)

// parentSite is the whole site over a fresh ledger, as parents meet it.
type parentSite struct {
	*Server
	t       *testing.T
	d       *db.DB
	clock   *clock.Fake
	staff   map[string]org.Actor
	queries atomic.Int64
}

const districtOfTests = "650102"

func newParentSite(t *testing.T) *parentSite {
	t.Helper()
	w := &parentSite{t: t, d: testkit.Open(t), clock: clock.NewFake(time.Date(2026, 7, 6, 16, 20, 0, 0, clock.Beijing)), staff: map[string]org.Actor{}}
	ring, err := vault.LoadRing(t.TempDir(), true)
	w.must(err)
	people, err := org.New(w.d, w.clock)
	w.must(err)
	texts, err := shippedTexts()
	w.must(err)
	quiet := slog.New(slog.DiscardHandler)
	ledger := lead.New(lead.Deps{
		DB: w.d, Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(), Case: w.clock, Wall: w.clock, Log: quiet,
	})
	t.Cleanup(ledger.Drain)
	deps, _ := testDeps(t)
	deps.Texts, deps.Log, deps.Wall, deps.Leads, deps.Org = texts[web.SourceLang], quiet, w.clock, ledger, people
	deps.Languages = []*web.Texts{texts["en"], texts["ug"]}
	deps.Publish = &publish.Service{DB: w.d, Case: w.clock, Wall: w.clock}
	deps.Secret = bytes.Repeat([]byte{9}, 32)
	w.Server, err = New(deps)
	w.must(err)
	w.furnish(people)
	count := func(*gorm.DB) { w.queries.Add(1) }
	w.must(w.d.Gorm(t.Context()).Callback().Query().Before("gorm:query").Register("count", count))
	return w
}

func (w *parentSite) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *parentSite) furnish(people *org.Service) {
	w.t.Helper()
	seats := []org.Staff{
		{UserName: "handler", UnitID: 650102, Role: org.Handler},
		{UserName: "leader", UnitID: 650102, Role: org.Leader},
		{UserName: "cityhandler", UnitID: org.CityID, Role: org.Handler, Named: true},
		{UserName: "cityleader", UnitID: org.CityID, Role: org.Leader, Named: true},
		{UserName: "cityleader2", UnitID: org.CityID, Role: org.Leader, Named: true},
	}
	schools := []org.School{
		{Name: "示例一小", Aliases: "一小|第一小学", District: "650102", Affiliation: org.ByDistrict},
		{Name: "示例一小东校区", District: "650102", Affiliation: org.ByDistrict},
		{Name: "示例五小", District: "650109", Affiliation: org.ByDistrict},
	}
	w.must(w.d.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := org.PutUnits(ctx, tx, org.Units()); err != nil {
			return err
		}
		if err := people.PutSchools(ctx, tx, schools); err != nil {
			return err
		}
		return people.PutStaff(ctx, tx, seats)
	}))
	for _, s := range seats {
		w.staff[s.UserName] = s.Actor()
	}
}

func (w *parentSite) visitor() *testkit.Visitor { return testkit.NewVisitor(w.t, w.Handler()) }

// count reads a number from the database.
func (w *parentSite) count(table string) int64 {
	w.t.Helper()
	var n int64
	w.must(w.d.Gorm(w.t.Context()).Table(table).Count(&n).Error)
	return n
}

// mainForm is the question form of a page: the first one in main; on the page of files the one that goes on.
func mainForm(p *testkit.Page) *testkit.Form {
	action := p.All("main form")[0].Attr("action")
	if forms := p.All("main form"); strings.HasSuffix(forms[len(forms)-1].Attr("action"), reportFilesPath+"/next") {
		action = forms[len(forms)-1].Attr("action")
	}
	return p.Form("main form[action=" + `"` + action + `"]`)
}

// forward answers a page, from the page of files on the next one, and goes on.
func forward(v *testkit.Visitor, p *testkit.Page, answers map[string]string) *testkit.Page {
	if f := mainForm(p); strings.HasSuffix(f.Action, reportFilesPath+"/next") {
		p = v.Submit(f, "")
	}
	return v.Submit(fill(p, answers), "下一步")
}

// fill answers the question form of a page.
func fill(p *testkit.Page, answers map[string]string) *testkit.Form {
	f := mainForm(p)
	for name, v := range answers {
		f.Set(name, v)
	}
	return f
}

const tellIt = "报名时工作人员要求先交三万元共建费才给学位，只写收条不开票据，请核查"

// The answers of a plain report, page by page.
var (
	typeAnswers    = map[string]string{"cat": "fee"}
	schoolAnswers  = map[string]string{"district": districtOfTests, "school_q": "示例一小", "stage": "primary", "about": "school"}
	whatAnswers    = map[string]string{"text": tellIt, "when": "week", "amount": "3万", "payee": "学校财务室", "deadline": "yes", "deadline_date": "7月15日"}
	contactAnswers = map[string]string{"mode": "phone", "phone": "199 0000-1234", "name": "王女士", "rel": "parent", "lang": "zh", "consent": "1"}
)

// begun walks a visitor through the pages up to the check page.
func (w *parentSite) begun(v *testkit.Visitor) *testkit.Page {
	w.t.Helper()
	p := v.Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers, contactAnswers} {
		p = forward(v, p, answers)
	}
	if p.URL.Path != reportCheckPath {
		w.t.Fatalf("the walk ends at %s:\n%s", p.URL, p.Text())
	}
	return p
}

// everything is a filled-in form of /report/all.
func (w *parentSite) everything(v *testkit.Visitor) url.Values {
	w.t.Helper()
	f := mainForm(v.Get("/report/all"))
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers, contactAnswers} {
		for name, value := range answers {
			f.Set(name, value)
		}
	}
	return f.Values()
}

var codePattern = regexp.MustCompile(`\d{4} \d{4} \d{4} \d{4}`)

// codeOn reads the 查询码 off a receipt.
func codeOn(t *testing.T, p *testkit.Page) string {
	t.Helper()
	code := codePattern.FindString(p.One(".receipt__code").Text())
	if code == "" {
		t.Fatalf("no code on the page:\n%s", p.Text())
	}
	return code
}

// numberOn reads the 登记编号 off a receipt.
func numberOn(p *testkit.Page) string { return p.One(".receipt__number b").Text() }

// route runs the waiting lead.route jobs as the worker does.
func (w *parentSite) route() {
	w.t.Helper()
	box := w.Leads.Box
	rows, err := box.Claim(w.t.Context(), w.d, outbox.Claim{Kind: outbox.LeadRoute, Token: "test", Limit: 500, Now: w.clock.Now(), Hold: time.Second})
	w.must(err)
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	w.must(w.d.InTx(w.t.Context(), func(ctx context.Context, tx db.Tx) error {
		jobs, err := box.Take(ctx, tx, outbox.LeadRoute, ids)
		if err != nil {
			return err
		}
		return w.Leads.RouteNew(ctx, tx, jobs)
	}))
}

// ref names the lead as the actor sees it now.
func (w *parentSite) ref(who, number string) lead.Ref {
	w.t.Helper()
	c, err := w.Leads.Get(w.t.Context(), w.staff[who], number)
	w.must(err)
	return lead.Ref{Number: number, Version: c.Version}
}

// signed brings a routed lead into work.
func (w *parentSite) signed(who, number string) {
	w.t.Helper()
	w.must(w.Leads.Sign(w.t.Context(), w.staff[who], w.ref(who, number)))
}

const foundIt = "经查，学校在报名时收取了与入学挂钩的费用，收条属实。"

// answer writes and approves an answer.
func (w *parentSite) answer(who, leader, number string) {
	w.t.Helper()
	w.must(w.Leads.DraftReply(w.t.Context(), w.staff[who], w.ref(who, number), lead.Reply{
		Found: foundIt, Result: "已责令全额退还。\n依据：有关规定。", Remedy: "如有异议，可在三十日内申请复查。",
		Finding: lead.Unproven, Summary: "反映示例一小收取费用",
	}))
	w.must(w.Leads.Approve(w.t.Context(), w.staff[leader], w.ref(leader, number)))
}

func says(t *testing.T, p *testkit.Page, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(p.Body, want) && !strings.Contains(p.Text(), want) {
			t.Errorf("%s (%d) does not say %q:\n%s", p.URL, p.Status, want, p.Text())
		}
	}
}
