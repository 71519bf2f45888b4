package httpd

import (
	"net/http/httptest"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// look is what a person sees of the staff's pages: pictures at every width, nothing sideways, no complaint.
func look(t *testing.T) {
	b := newCaseBench(t)
	srv := httptest.NewServer(b.Handler())
	t.Cleanup(srv.Close)
	day := b.fillDay()
	browser := testkit.NewBrowser(t)

	tab := browser.Open(srv.URL + signInPath)
	see(t, tab, "staff-signin")
	tab.MustElement("#user").MustInput("handler")
	tab.MustElement("#password").MustInput("wrong-one")
	tab.Click("main button")
	see(t, tab, "staff-signin-wrong")

	seen := map[string][]struct{ name, path string }{
		"handler": {
			{"staff-cases", "/cases"},
			{"staff-cases-filtered", "/cases?cat=fee&late=1"},
			{"staff-cases-empty", "/cases?q=none"},
			{"staff-case-assigned", casePath(day["assigned"])},
			{"staff-case-working", casePath(day["working"])},
			{"staff-case-returned", casePath(day["returned"])},
			{"staff-case-replied", casePath(day["replied"])},
			{"staff-case-closed", casePath(day["closed"])},
			{"staff-accept", casePath(day["working"]) + "/accept"},
			{"staff-contact", casePath(day["working"]) + "/contact"},
			{"staff-reply", casePath(day["working"]) + "/reply"},
			{"staff-reply-seat", casePath(day["red"]) + "/reply"},
			{"staff-reply-returned", casePath(day["returned"]) + "/reply"},
			{"staff-reject", casePath(day["working"]) + "/reject"},
			{"staff-ask", casePath(day["working"]) + "/ask"},
			{"staff-answer", casePath(day["asked"]) + "/answer"},
			{"staff-case-asked", casePath(day["asked"])},
			{"staff-case-supplied", casePath(day["supplied"])},
			{"staff-return", casePath(day["assigned"]) + "/return"},
			{"staff-transfer", casePath(day["working"]) + "/transfer"},
			{"staff-case-transferred", casePath(day["transferred"])},
			{"staff-receipt", casePath(day["transferred"]) + "/receipt"},
			{"staff-recuse", casePath(day["working"]) + "/recuse"},
			{"staff-case-objected", casePath(day["objected"])},
			{"staff-extend", casePath(day["working"]) + "/extend"},
			{"staff-merge", casePath(day["working"]) + "/merge"},
			{"staff-case-main", casePath(day["review"])},
			{"staff-case-merged", casePath(day["merged"])},
			{"staff-unmerge", casePath(day["merged"]) + "/unmerge"},
			{"staff-close", casePath(day["replied"]) + "/close"},
			{"staff-reveal", casePath(day["working"]) + "/reveal"},
			{"staff-refused", casePath(day["closed"]) + "/reply"},
		},
		"leader": {{"staff-complex", casePath(day["working"]) + "/complex"}, {"staff-case-withdrawn", casePath(day["taken"])}, {"staff-keep", casePath(day["taken"]) + "/keep"}, {"staff-case-review", casePath(day["review"])}},
		"cityhandler": {
			{"staff-cases-city", "/cases"},
			{"staff-case-walled", casePath(day["walled"])},
			{"staff-case-decide", casePath(day["objected"])},
			{"staff-decide", casePath(day["objected"]) + "/decide"},
			{"staff-dispatch", dispatchPath},
		},
		"monitor": {{"staff-case-monitor", casePath(day["review"])}},
	}
	for user, pages := range seen {
		tab := browser.Open(srv.URL + signInPath)
		tab.MustElement("#user").MustInput(user)
		tab.MustElement("#password").MustInput(benchPassword)
		tab.Click("main button")
		for _, page := range pages {
			tab.Go(srv.URL + page.path)
			see(t, tab, page.name)
		}
		if user != "handler" {
			continue
		}
		tab.Go(srv.URL + casePath(day["working"]) + "/reply")
		tab.Click("main button")
		see(t, tab, "staff-reply-wrong")
		b.seeStale(t, tab, srv.URL, day["returned"])
		tab.Go(srv.URL + casePath(day["working"]) + "/reveal")
		tab.MustElement("#purpose").MustClick()
		tab.MustElement("#reason").MustInput("电话核实缴费时间")
		tab.Click("main button")
		see(t, tab, "staff-revealed")
		letterLook(t, b, tab, srv.URL)
	}
}

// seeStale writes an answer while somebody else hands in theirs.
func (b *caseBench) seeStale(t *testing.T, tab *testkit.Tab, site, number string) {
	tab.Go(site + casePath(number) + "/reply")
	b.draft("handler2", number)
	tab.Click("main form button")
	see(t, tab, "staff-stale")
	must(t, b.Leads.SendBack(t.Context(), b.who("leader"), b.ref("leader", number), "依据不足：请写明所依据文件的文号。"))
	tab.Click("main form button")
	see(t, tab, "staff-stale-again")
}

func see(t *testing.T, tab *testkit.Tab, name string) {
	t.Helper()
	for _, width := range testkit.Widths {
		tab.Width(width)
		if over := tab.Sideways(); over != 0 {
			t.Errorf("%s at %d is %d too wide", name, width, over)
		}
		tab.Screenshot(name, width)
	}
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", name, v)
	}
	if wrong := tab.ConsoleErrors(); len(wrong) > 0 {
		t.Errorf("%s: %q", name, wrong)
	}
}

// fillDay makes a district's day: leads of every age and state.
func (b *caseBench) fillDay() map[string]string {
	ctx, day := b.t.Context(), map[string]string{}
	text := func(cat, school, words string) func(*lead.Report) {
		return func(r *lead.Report) { r.Category, r.SchoolName, r.Text = cat, school, words }
	}
	b.clock.Set(time.Date(2026, 6, 22, 4, 0, 0, 0, time.UTC))
	day["late"] = b.submit()
	day["closed"] = b.submit()
	b.sign("handler", day["closed"])
	b.draft("handler", day["closed"])
	must(b.t, b.Leads.Approve(ctx, b.who("leader"), b.ref("leader", day["closed"])))
	must(b.t, b.Leads.Close(ctx, b.who("handler"), b.ref("handler", day["closed"]), "已退费"))
	b.clock.Set(time.Date(2026, 6, 26, 4, 0, 0, 0, time.UTC))
	day["today"] = b.submit(text("zone", "示例三小", "我们小区今年改划到两公里外的示例三小，没看到公示和说明，想知道划片依据是什么"))
	b.clock.Set(time.Date(2026, 6, 30, 4, 0, 0, 0, time.UTC))
	day["working"] = b.submit(func(r *lead.Report) { r.Amount, r.Payee, r.When = "30000", "学校后勤", "week" })
	day["returned"] = b.submit(text("class", "示例七中", "示例七中初一设了两个“实验班”，师资和作息都跟别的班不同，请核实是不是重点班"))
	day["review"] = b.submit()
	day["asked"], day["supplied"], day["taken"] = b.submit(), b.submit(), b.submit()
	day["replied"] = b.submit()
	for _, name := range []string{"working", "returned", "review", "replied"} {
		b.clock.Add(time.Minute)
		b.sign("handler", day[name])
		if name != "working" {
			must(b.t, b.Leads.Accept(ctx, b.who("handler"), b.ref("handler", day[name]), lead.ByPetition))
			must(b.t, b.Leads.Contact(ctx, b.who("handler"), b.ref("handler", day[name]), lead.Contacted{Method: "phone", Result: "reached", Note: "已说明办理程序，对方要求退费并书面答复。"}))
			b.clock.Add(time.Hour)
			b.draft("handler", day[name])
		}
	}
	for _, name := range []string{"asked", "supplied"} {
		b.sign("handler", day[name])
		must(b.t, b.Leads.Ask(ctx, b.who("handler"), b.ref("handler", day[name]), lead.Asking{Question: "请问收条上写的是哪一天，交给了谁？有照片的话，说一下照片上能看清的内容。", Days: 5}))
	}
	taken, err := b.Leads.PublicByNumber(ctx, day["taken"])
	must(b.t, err)
	must(b.t, b.Leads.Withdraw(ctx, taken.ID, "学校已经同意补报材料，不用再查了"))
	b.clock.Set(time.Date(2026, 7, 2, 4, 0, 0, 0, time.UTC))
	must(b.t, b.Leads.TakeAnswer(ctx, b.who("leader"), b.ref("leader", day["supplied"]), "收条是 6 月 28 日写的，交给了学校财务室，照片上能看清金额和公章。"))
	must(b.t, b.Leads.SendBack(ctx, b.who("leader"), b.ref("leader", day["returned"]), "依据不足：请写明所依据文件的文号，并说明退费的时间。"))
	must(b.t, b.Leads.Approve(ctx, b.who("leader"), b.ref("leader", day["replied"])))
	b.clock.Set(time.Date(2026, 7, 3, 8, 0, 0, 0, time.UTC))
	day["assigned"] = b.submit(func(r *lead.Report) {
		r.Category, r.Urgent, r.UrgentWhy, r.Mode = "noseat", true, "报名明天截止", lead.ModeAnonymous
		r.SchoolName, r.Text = "示例实验中学附属长名称小学（东校区）", "孩子九月还没有学上，两边都不收。\n材料跑了四趟。"
	})
	day["merged"] = b.submit(text("fee", "示例一小", "报名的时候要先交共建费，交了才给学位，没有票据，想问问能不能退"))
	b.sign("handler", day["merged"])
	b.merge(day["merged"], day["review"])
	b.merge(b.submit(), day["review"])
	day["red"] = b.submit(func(r *lead.Report) {
		r.Category, r.SchoolName, r.Affects, r.AffectsBy, r.Text = "noseat", "示例五小", "yes", "7月8日", "两边学校都不收，孩子九月还没有学上"
	})
	b.sign("handler", day["red"])
	day["walled"] = b.submit(benchWalled)
	day["objected"], day["transferred"] = b.submit(text("zone", "示例九小", "小区对口学校突然变了，希望尽快给个说法")), b.submit()
	must(b.t, b.Leads.Return(ctx, b.who("handler"), b.ref("handler", day["objected"]), lead.Return{
		Reason: "not_here", To: org.DistrictUnit("650109"), Basis: "示例九小在米东区，按今年划片通告不在我区招生范围内，建议由米东区办理",
	}))
	b.sign("handler", day["transferred"])
	must(b.t, b.Leads.DraftTransfer(ctx, b.who("handler"), b.ref("handler", day["transferred"]), lead.Transfer{
		Body: "corps", Name: "示例师教育局", Ask: "该校为兵团所属，请协助核实招生范围并函告结果",
	}))
	must(b.t, b.Leads.Approve(ctx, b.who("leader"), b.ref("leader", day["transferred"])))
	b.submit(benchLost)
	b.submit(benchIn("650109"))
	b.clock.Set(time.Date(2026, 7, 3, 8, 20, 0, 0, time.UTC))
	return day
}

// These need Chromium.
func TestLook(t *testing.T) {
	if testkit.Full() {
		t.Run("staff", look)
	}
}
