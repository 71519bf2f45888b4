package httpd

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
)

// follow goes on from a case page by its one primary action: a form is sent, a link is opened.
func follow(t *testing.T, v *testkit.Visitor, p *testkit.Page, label string) *testkit.Page {
	t.Helper()
	main := p.One("main [data-primary]")
	if main.Text() != label {
		t.Fatalf("the primary action is %q, want %q", main.Text(), label)
	}
	if main.Tag() == "a" {
		next := v.Get(main.Attr("href"))
		wantStatus(t, next, 200)
		return next
	}
	first := p.Form("main .actions form")
	if first.Action != p.All("main form")[0].Attr("action") {
		t.Fatalf("the first form of the page is not the primary one")
	}
	return v.Submit(first, label)
}

// TestCase_walksFromSigningToTheRegister is a proven lead on item 14 as handler and leader see it.
func TestCase_walksFromSigningToTheRegister(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	handler, leader := b.as("handler"), b.as("leader")

	list := handler.Get("/cases")
	wantText(t, list, "共 1 件", "收费 · 示例一小", number, "需要您：签收")
	p := handler.Get(list.One("main .wrow__link").Attr("href"))
	wantText(t, p, number, "天山区教育局", "答复时限", "为什么是这一天", "收到当天，不计算", "按反映人所选区（县），由天山区教育局办理")
	p = follow(t, handler, p, "签收")
	wantText(t, p, "已签收。", "天山区教育局 → 承办甲", "天山区教育局 承办甲")

	task := follow(t, handler, p, "受理")
	p = handler.Submit(task.Form("main form").Set("procedure", "violation"), "")
	wantText(t, p, "已受理。", "受理，办理程序：违规举报核查")

	task = follow(t, handler, p, "联系反映人并登记")
	p = handler.Submit(task.Form("main form").Set("method", "phone").Set("result", "reached").Set("note", "已说明办理程序和时限"), "")
	wantText(t, p, "联系反映人：电话，联系上了", "已说明办理程序和时限")

	task = follow(t, handler, p, "写答复")
	form := fillReply(task.Form("main form"))
	if got := form.Get("violation"); got != answerYes {
		t.Errorf("on item 14 violation is preset %q", got)
	}
	if got := form.Get("hand_over"); got != answerYes {
		t.Errorf("hand-over is preset %q", got)
	}
	p = handler.Submit(form.Set("subject", "示例一小").Set("conduct", "收取与入学挂钩的共建费").Set("measures", "责令退还，通报批评"), "")
	wantText(t, p, "答复已提交", "等待负责人审核", "待审核的答复", "收取与入学挂钩的共建费")
	if p.Has("[data-primary]") {
		t.Error("the handler has something to do while the leader decides")
	}

	p = leader.Get(casePath(number))
	wantText(t, p, "经查阅缴费记录", "请看完下面的答复全文")
	p = follow(t, leader, p, "同意并答复")
	wantText(t, p, "已同意", "已发出的答复")

	task = follow(t, handler, handler.Get(casePath(number)), "办结")
	wantText(t, task, "属实", "示例一小", "收取与入学挂钩的共建费", "责令退还，通报批评", "14 是否收取")
	p = handler.Submit(task.Form("main form").Set("remark", "已退费"), "")
	wantText(t, p, "已办结。", "待移交")
	if next := p.One("[data-primary]"); next.Text() != "提出移交" {
		t.Errorf("a closed case that is to be handed over offers %q first", next.Text())
	}
	if n, m := b.jobs(outbox.ViolationRecord), b.jobs(outbox.ItemCount); n != 1 || m != 1 {
		t.Errorf("jobs for the register %d and the items %d, want one each", n, m)
	}
	titles := p.Texts("main .timeline__title")
	if titles[0] != "办结" || titles[len(titles)-1] != "收到反映" {
		t.Errorf("the timeline is not newest first: %q", titles)
	}
}

func fillReply(f *testkit.Form) *testkit.Form {
	r := goodReply()
	return f.Set("found", r.Found).Set("result", r.Result).Set("finding", string(r.Finding)).Set("items", "14").Set("summary", r.Summary)
}

func TestReply_provenNeedsTheRegister(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	v := b.as("handler")
	form := fillReply(v.Get(casePath(number) + "/reply").Form("main form"))
	p := v.Submit(form, "")
	wantStatus(t, p, 422)
	wantText(t, p, "属实且涉及招生行为，请先填写违规登记（表3）")
	again := p.Form("main form")
	if again.Get("found") != goodReply().Found || !slices.Equal(again.Field("items").Values, []string{"14"}) {
		t.Errorf("typed text is lost: %v", again.Values())
	}
	if cs, err := b.Leads.Get(t.Context(), b.who("handler"), number); err != nil || cs.State != lead.InProgress || len(cs.Drafts) != 0 {
		t.Errorf("something was stored: %v %v", cs, err)
	}
	p = v.Submit(again.Set("violation", answerNo), "")
	wantText(t, p, "答复已提交") // not a violation: the register is not asked for
	if form.Get("remedy") == "" {
		t.Error("the way to object is not proposed")
	}
}

func TestReply_staleKeepsTextAndSecondPressWorks(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	v := b.as("handler")
	form := v.Get(casePath(number) + "/reply").Form("main form")
	must(t, b.Leads.Contact(t.Context(), b.who("handler2"), b.ref("handler", number), lead.Contacted{Method: "phone", Result: "reached", Note: "已电话联系"}))

	p := v.Submit(fillReply(form).Set("violation", answerNo).Set("found", "太短"), "")
	wantStatus(t, p, 422) // and the version stays old: nobody was told yet
	again := p.Form("main form").Set("found", goodReply().Found)
	p = v.Submit(again, "")
	wantStatus(t, p, 409)
	wantText(t, p, "没有提交成功", "这件线索刚刚有了变化", "联系反映人：电话，联系上了")
	if strings.Contains(p.Text(), "处需要修改") {
		t.Error("a change by somebody else is told as a mistake in the form")
	}
	last := p.Form("main form")
	if last.Get("found") != goodReply().Found || last.Get("summary") != goodReply().Summary {
		t.Errorf("typed text is lost: %v", last.Values())
	}
	p = v.Submit(last, "")
	wantStatus(t, p, 200)
	wantText(t, p, "答复已提交")
}

func TestSign_staleIs409WithAWayBack(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := b.as("handler")
	form := v.Get(casePath(number)).Form("main form")
	b.sign("handler2", number)
	p := v.Submit(form, "")
	wantStatus(t, p, 409)
	wantText(t, p, "这件线索刚刚有了变化")
	if href := p.One("main a").Attr("href"); href != casePath(number) {
		t.Errorf("the way back is %s", href)
	}
}

func TestApprove_neverOnesOwnDraft(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("leader", number)
	b.draft("leader", number)
	v := b.as("leader")
	p := v.Get(casePath(number))
	wantText(t, p, "自己写的答复要由另一位负责人审核")
	if p.Has("[data-primary]") || p.Has("main form") {
		t.Error("the author is offered to decide")
	}
	token := p.One("header input[name=csrf]").Attr("value")
	ref := b.ref("leader", number)
	for _, path := range []string{"/approve", "/send-back"} {
		values := url.Values{"csrf": {token}, "version": {idText(ref.Version)}}
		if path == "/send-back" {
			values.Set("reason", "依据不足，请补充")
		}
		p = v.Post(casePath(number)+path, values)
		wantStatus(t, p, 403)
		wantText(t, p, "自己写的答复")
	}
	wantText(t, b.as("cityleader").Get(casePath(number)), "同意并答复") // the second person may be at the city
}

func TestSendBack_prefillsTheDraftAndShowsTheRemark(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	b.draft("handler", number)
	leader, handler := b.as("leader"), b.as("handler")
	forms := leader.Get(casePath(number)).All("main form")
	if len(forms) != 2 {
		t.Fatalf("%d forms, want approve and send back", len(forms))
	}
	p := leader.Submit(leader.Get(casePath(number)).Form("main form.narrow").Set("reason", "短"), "")
	wantStatus(t, p, 422)
	again := p.Form("main form.narrow")
	if again.Get("reason") != "短" {
		t.Error("the typed reason is lost")
	}
	p = leader.Submit(again.Set("reason", "依据不足，请写明文号"), "")
	wantText(t, p, "已退回修改")

	wantText(t, handler.Get(casePath(number)), "负责甲退回修改", "依据不足，请写明文号")
	task := handler.Get(casePath(number) + "/reply")
	wantText(t, task, "依据不足，请写明文号")
	form, want := task.Form("main form"), goodReply()
	for name, value := range map[string]string{
		"found": want.Found, "result": want.Result, "finding": "proven", "violation": "yes", "subject": want.Subject,
		"measures": want.Measures, "hand_over": "yes", "items": "14", "summary": want.Summary,
	} {
		if got := form.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	wantText(t, handler.Submit(form, ""), "答复已提交")
}

func TestReject_goesToTheLeaderAndTellsWhere(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	handler, leader := b.as("handler"), b.as("leader")
	form := handler.Get(casePath(number) + "/reject").Form("main form")
	p := handler.Submit(form, "")
	wantStatus(t, p, 422)
	wantText(t, p, "请选择不予受理的理由")
	p = handler.Submit(p.Form("main form").Set("reason", "out_of_scope").Set("elsewhere", "请向示例区市场监督管理部门反映"), "")
	wantText(t, p, "不予受理的意见已提交", "待审核的不予受理")
	p = follow(t, leader, leader.Get(casePath(number)), "同意不予受理")
	wantText(t, p, "不予受理", "请向示例区市场监督管理部门反映")
}

// From the application to the parent's page: the date moves only when the leader agrees.
func TestExtend_isAskedForGrantedAndRead(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	handler, leader := b.as("handler"), b.as("leader")
	wantText(t, handler.Get(casePath(number)), "申请延期")
	p := handler.Submit(handler.Get(casePath(number)+"/extend").Form("main form").Set("days", "十天"), "")
	wantStatus(t, p, 422)
	wantText(t, p, "请选择延期的理由", "请填写延长几个工作日", "最多 10 个工作日")
	p = handler.Submit(p.Form("main form").Set("reason", "on_site").Set("days", "５").Set("done", "已到示例一小核对收条和报名登记，还需向其他家长核实"), "")
	wantText(t, p, "延期申请已提交", "待审批的延期申请", "期限照常计算")
	p = follow(t, leader, leader.Get(casePath(number)), "同意延期")
	wantText(t, p, "已同意延期", "同意延期 5 个工作日")
	p = handler.Get(casePath(number) + "/extend")
	wantStatus(t, p, 409)
	wantText(t, p, "已经延过一次")
	if strings.Contains(handler.Get(casePath(number)).Body, casePath(number)+"/extend") {
		t.Error("a second extension is offered")
	}
}

func TestTask_refusesWhatIsNotPossibleNow(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	anonymous := b.submit(func(r *lead.Report) { r.Mode = lead.ModeAnonymous })
	v := b.as("handler")
	for path, want := range map[string]string{
		casePath(number) + "/reply": "待签收", casePath(number) + "/close": "待签收", casePath(anonymous) + "/reveal": "没有留联系方式",
	} {
		p := v.Get(path)
		wantStatus(t, p, 409)
		wantText(t, p, "现在不能做这一步", want)
		if href := p.One("main a").Attr("href"); !strings.HasPrefix(path, href+"/") {
			t.Errorf("%s leads back to %s", path, href)
		}
	}
	wantStatus(t, v.Get(casePath(number)+"/sign"), 405)
	wantStatus(t, v.Get("/cases/2026-999999-9"), 404)
	wantStatus(t, v.Get("/cases/x"), 404)
}

func TestReveal_writesTheTrailAndShowsOnce(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := b.as("handler")
	page := v.Get(casePath(number))
	wantText(t, page, "199****7431")
	p := v.Submit(v.Get(casePath(number)+"/reveal").Form("main form").Set("purpose", "verify").Set("reason", "核实"), "")
	wantStatus(t, p, 422)
	p = v.Submit(p.Form("main form").Set("reason", "电话核实缴费时间"), "")
	wantStatus(t, p, 200)
	if !strings.Contains(p.Body, canaryPhone) || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("no number, or the page is kept: %s", p.Header.Get("Cache-Control"))
	}
	after := v.Get(casePath(number))
	wantText(t, after, "查看了反映人的联系方式", "电话核实缴费时间")
	wantStatus(t, v.Submit(page.Form("main form"), ""), 200) // a reading makes nobody's form stale
}

// The number stands on no page but the one that reveals it, whoever looks and wherever the case stands.
func TestCanary_phoneIsOnNoOtherPage(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	visitors := map[string]*testkit.Visitor{}
	for _, user := range []string{"handler", "leader", "cityhandler", "monitor"} {
		visitors[user] = b.as(user)
	}
	look := func() {
		for user, v := range visitors {
			for _, path := range []string{"/cases", "/cases?q=" + number, casePath(number), "/reply", "/contact", "/accept", "/reject", "/close", "/reveal"} {
				if !strings.HasPrefix(path, "/cases") {
					path = casePath(number) + path
				}
				if p := v.Get(path); strings.Contains(p.Body, canaryPhone) {
					t.Errorf("%s sees the number at %s", user, path)
				}
			}
		}
	}
	look()
	b.sign("handler", number)
	look()
	b.draft("handler", number)
	look()
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	look()
	if p := visitors["handler"].Get("/cases?q=" + canaryPhone); !strings.Contains(p.Text(), "共 0 件") {
		t.Error("the number can be searched for")
	}
}

func TestCase_wordsAreShownAsTyped(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	text := "第一行 <script>alert(1)</script>\n第二行 {{.Secret}} “引号” 😀"
	number := b.submit(func(r *lead.Report) { r.Text = text })
	v := b.as("handler")
	for _, path := range []string{casePath(number)} {
		p := v.Get(path)
		box := p.One("main .original")
		if box.Attr("dir") != "auto" || !strings.Contains(box.Text(), "<script>alert(1)</script> 第二行 {{.Secret}}") || p.Has("main script") {
			t.Errorf("%s: %s", path, box.HTML())
		}
		if !strings.Contains(box.HTML(), "\n第二行") {
			t.Error("the line break is gone")
		}
	}
}

func TestTask_hostileFieldsAreRefusedWithTheTextKept(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	v := b.as("handler")
	page := v.Get(casePath(number) + "/reply")
	csrf := page.One("main input[name=csrf]").Attr("value")
	version := page.One("main input[name=version]").Attr("value")
	long := strings.Repeat("长", 5000)
	good := func(change ...string) url.Values {
		f := url.Values{"csrf": {csrf}, "version": {version}}
		for i := 0; i+1 < len(change); i += 2 {
			f.Add(change[i], change[i+1])
		}
		return f
	}
	for name, tt := range map[string]struct {
		path   string
		values url.Values
		status int
		kept   string
	}{
		"too long":          {"/reply", good("found", long), 422, long},
		"no such finding":   {"/reply", good("finding", "maybe", "found", "写了一半"), 422, "写了一半"},
		"item 6":            {"/reply", good("items", "6"), 422, ""},
		"item that is none": {"/reply", good("items", "abc"), 422, ""},
		"phone in summary":  {"/reply", good("summary", "电话 "+canaryPhone), 422, ""},
		"no procedure":      {"/accept", good("procedure", "x"), 422, ""},
		"nothing":           {"/contact", good(), 422, ""},
		"unknown field":     {"/contact", good("evil", "1"), 400, ""},
		"repeated field":    {"/contact", good("note", "a", "note", "b"), 400, ""},
		"no version":        {"/contact", url.Values{"csrf": {csrf}}, 400, ""},
		"odd version":       {"/contact", url.Values{"csrf": {csrf}, "version": {"-1e9"}}, 400, ""},
		"no token":          {"/contact", url.Values{"version": {version}, "note": {"写好的记录"}}, 403, "写好的记录"},
		"nul":               {"/contact", good("note", "a\x00b"), 400, ""},
	} {
		p := v.Post(casePath(number)+tt.path, tt.values)
		if p.Status != tt.status || !strings.Contains(p.Text(), tt.kept) {
			t.Errorf("%s: status %d, want %d, kept %v", name, p.Status, tt.status, strings.Contains(p.Text(), tt.kept))
		}
	}
	if got := b.ref("handler", number); idText(got.Version) != version {
		t.Error("something was stored")
	}
}

// The accused district finds a walled lead by no list, address, search or count; named city staff do.
func TestWall_accusedDistrictFindsNothing(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit(benchWalled)
	b.submit()
	for _, user := range []string{"handler", "leader", "neighbour", "monitor", "discipline"} {
		v := b.as(user)
		wantStatus(t, v.Get(casePath(number)), 404)
		if p := v.Get(casePath(number) + "/reply"); among("handler leader neighbour", user) && p.Status != 404 {
			t.Errorf("%s: the page of a task answers %d", user, p.Status)
		}
		for _, path := range []string{"/cases", "/cases?q=" + number, "/cases?cat=staff", "/cases?q=" + url.QueryEscape("打招呼"), "/cases?unit=1", "/cases?state=assigned"} {
			p := v.Get(path)
			wantStatus(t, p, 200)
			for _, row := range p.All("main .wrow") {
				if strings.Contains(row.Text(), number) {
					t.Errorf("%s finds the walled lead at %s", user, path)
				}
			}
			if strings.Contains(path, "q=") && !strings.Contains(p.Text(), "共 0 件") {
				t.Errorf("%s counts it at %s: %s", user, path, p.Text())
			}
		}
	}
	named := b.as("cityhandler")
	p := named.Get("/cases?q=" + number)
	wantText(t, p, "共 1 件", "限知", number)
	wantText(t, named.Get(casePath(number)), "限知", "由市级指定人员办理，该区（县）不能查看")
}

func TestCases_groupsFiltersAndPages(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	first := b.submit()
	b.clock.Add(14 * 24 * time.Hour)
	second := b.submit()
	for range 55 {
		b.submitOnly(func(r *lead.Report) { r.Category, r.SchoolName = "zone", "示例二小" })
	}
	b.route()
	v := b.as("handler")
	p := v.Get("/cases")
	wantText(t, p, "共 57 件", "过期 3 个工作日以上", "查看这一组的全部线索")
	var groups []string
	for _, h := range p.All("main .wgroup__title") {
		groups = append(groups, h.Attr("id"))
	}
	if len(groups) != 2 || groups[0] != "group-severe" {
		t.Errorf("groups %v", groups)
	}
	p = v.Get("/cases?group=severe")
	wantText(t, p, "共 1 件", first, "清除筛选")
	p = v.Submit(p.Form("main form").Set("cat", "zone").Set("group", ""), "筛选")
	wantText(t, p, "共 55 件", "类别：划片")
	rows := p.All("main .wrow")
	if len(rows) != lead.PageSize {
		t.Fatalf("%d rows on a page", len(rows))
	}
	p = v.Get(p.One("main .pager a").Attr("href"))
	wantText(t, p, "共 55 件", "回到第一页")
	if n := len(p.All("main .wrow")); n != 5 {
		t.Errorf("%d rows on the second page", n)
	}
	wantText(t, v.Get("/cases?q="+second), "共 1 件")
	wantText(t, v.Get("/cases?q="+url.QueryEscape("没有的学校")), "共 0 件", "没有符合条件的线索", "清除筛选")
	wantText(t, v.Get("/cases?q=%25"), "共 0 件") // a percent sign finds a percent sign
	wantText(t, v.Get("/cases?late=1&item=14&open=1"), "共 1 件", first)
	for _, bad := range []string{"group=x", "state=x", "cat=x", "unit=9", "unit=x", "item=6", "late=2", "after=x", "after=-1"} {
		if p := v.Get("/cases?" + bad); p.Status != 422 {
			t.Errorf("%s: %d", bad, p.Status)
		}
	}
	wantStatus(t, v.Get("/cases?evil=1"), 400)
	if got := b.total(countMany); got != "超过 1 万件" {
		t.Errorf("beyond ten thousand: %s", got)
	}
}

func TestCases_emptySaysWhatWasDoneLast(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	v := b.as("handler")
	wantText(t, v.Get("/cases"), "共 0 件", "没有待办")
	number := b.submit()
	b.sign("handler", number)
	b.draft("handler", number)
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	p := v.Get("/cases")
	wantText(t, p, "等别人", "已答复待评价")
	must(t, b.Leads.Close(t.Context(), b.who("handler"), b.ref("handler", number), ""))
	wantText(t, v.Get("/cases"), "没有待办。最近完成："+number, "7月3日 16:20")
}

func TestCase_reopenedSaysWhoMustSign(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit(func(r *lead.Report) { r.Mode = lead.ModeAnonymous })
	b.sign("handler", number)
	r := goodReply()
	r.Finding = lead.Unproven
	must(t, b.Leads.DraftReply(t.Context(), b.who("handler"), b.ref("handler", number), r))
	must(t, b.Leads.Approve(t.Context(), b.who("leader"), b.ref("leader", number)))
	cs, err := b.Leads.Get(t.Context(), b.who("handler"), number)
	must(t, err)
	b.clock.Add(time.Hour)
	must(t, b.Leads.Rate(t.Context(), cs.ID, lead.Said{Solved: lead.Unsolved}))
	wantText(t, b.as("handler").Get(casePath(number)), "要由另一位同事重新办理", "以前的答复")
	wantText(t, b.as("handler2").Get(casePath(number)), "由本单位负责人签收")
	follow(t, b.as("leader"), b.as("leader").Get(casePath(number)), "签收")
}

func TestCases_monitorReadsAndDoesNothing(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number, waiting := b.submit(), b.submit(benchLost)
	v := b.as("monitor")
	wantText(t, v.Get("/cases"), "共 2 件", "天山区教育局")
	if p := v.Get(casePath(number)); p.Status != 200 || p.Has("[data-primary]") || p.Has("main form") || p.Has("main .actions") {
		t.Errorf("the monitor is offered something to do on %s: %d", number, p.Status)
	}
	p := b.as("cityleader").Get(casePath(waiting))
	if href := p.One("[data-primary]").Attr("href"); href != "/city/dispatch" {
		t.Errorf("a waiting lead leads the city to %s", href)
	}
}

// Pages ask a fixed number of questions, however many leads there are.
func TestStatements_areBounded(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	b.draft("handler", number)
	v := b.as("leader")
	count := func(path string) int64 {
		before := b.reads.Load()
		wantStatus(t, v.Get(path), 200)
		return b.reads.Load() - before
	}
	few := count("/cases")
	for range 120 {
		b.submitOnly()
	}
	b.route()
	b.clock.Add(20 * time.Minute)
	v.Get("/cases") // the session is touched now, not while counting
	if many := count("/cases"); few > 20 || many > 20 {
		t.Errorf("/cases asks %d times for one lead and %d for many", few, many)
	}
	if n := count("/cases?state=assigned"); n > 10 {
		t.Errorf("a filtered list asks %d times", n)
	}
	if n := count(casePath(number)); n > 15 || n == 0 {
		t.Errorf("a case page asks %d times", n)
	}
}

func TestLeft_saysLateAndSoonInWords(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	now := b.clock.Now()
	for name, tt := range map[string]struct {
		due        time.Time
		text, look string
	}{
		"today":           {now.Add(3*time.Hour + 40*time.Minute), "剩 3 小时", "soon"},
		"monday":          {now.Add(3 * 24 * time.Hour), "剩 1 个工作日", ""},
		"an hour ago":     {now.Add(-time.Hour), "超 1 小时", "late"},
		"three days":      {now.Add(-3 * 24 * time.Hour), "超 3 个工作日", "late"},
		"a minute to go":  {now.Add(time.Minute), "剩 1 小时", "soon"},
		"over midnight":   {time.Date(2026, 7, 3, 16, 0, 0, 0, time.UTC), "剩 7 小时", "soon"},
		"saturday closes": {now.Add(24 * time.Hour), "剩 1 个工作日", ""},
	} {
		text, look := b.left(tt.due.UnixMilli(), "working_days")
		if text != tt.text || look != tt.look {
			t.Errorf("%s: %s (%s)", name, text, look)
		}
	}
	if got := dueTime(time.Date(2026, 7, 18, 16, 0, 0, 0, time.UTC).UnixMilli()); got != "7月18日 24:00" {
		t.Errorf("midnight is written %s", got)
	}
}

func TestCase_assistingDistrictLooksOnly(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit(func(r *lead.Report) { r.About, r.Nature = lead.AboutCity, lead.NatureWork })
	p := b.as("handler").Get(casePath(number))
	wantStatus(t, p, 200)
	wantText(t, p, org.UnitName(org.CityID), "只有承办单位可以查看")
	if p.Has("[data-primary]") {
		t.Error("who only looks on is offered a step")
	}
}

// From the district's objection to the city's decision, and what everybody reads meanwhile.
func TestReturn_isDecidedByTheCity(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	handler, city, next := b.as("handler"), b.as("cityhandler"), b.as("neighbour")
	wantText(t, handler.Get(casePath(number)), "退单")
	p := handler.Get(casePath(number) + "/return")
	wantText(t, p, "7月6日", "信息不足不是退单的理由", "请向反映人提问")
	p = handler.Submit(p.Form("main form").Set("basis", "不知道"), "")
	wantStatus(t, p, 422)
	wantText(t, p, "请选择退单的理由", "请选择建议由哪个单位承办")
	p = handler.Submit(p.Form("main form").Set("reason", "not_here").Set("unit", idText(org.DistrictUnit("650109"))).Set("basis", "示例一小在米东区，不在我区"), "")
	wantText(t, p, "退单已提交", "等待市教育局核定承办单位", "当前责任方 乌鲁木齐市教育局（核定承办单位）", "待核定的退单")
	monitor := b.as("monitor").Get(dispatchPath)
	wantText(t, monitor, "派单异议", number, "示例一小在米东区，不在我区")
	if strings.Contains(monitor.Body, casePath(number)+"/decide") {
		t.Error("the monitor is offered the decision")
	}
	wantText(t, city.Get(dispatchPath), "核定承办单位")
	p = city.Get(casePath(number) + "/decide")
	wantText(t, p, "天山区教育局的退单", "学校不在本区", "米东区教育局")
	p = city.Submit(p.Form("main form").Set("agree", "yes"), "")
	wantText(t, p, "承办单位已核定", "改由米东区教育局办理")
	wantStatus(t, handler.Get(casePath(number)), 404)
	wantText(t, next.Get(casePath(number)), "签收", "经市教育局核定，由米东区教育局主办", "退单")
	wantStatus(t, city.Get(casePath(number)+"/decide"), 409)
}

func TestReturn_refusedIsToldWithItsReason(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	must(t, b.Leads.Return(t.Context(), b.who("handler"), b.ref("handler", number), lead.Return{Reason: "other", To: org.CityID, Basis: "应由市教育局统一办理"}))
	city, handler := b.as("cityleader"), b.as("handler")
	p := follow(t, city, city.Get(casePath(number)), "核定承办单位")
	city.Submit(p.Form("main form").Set("agree", "no").Set("why", "学校属你区管理，请继续办理"), "")
	p = handler.Get(casePath(number))
	wantText(t, p, "未同意退单", "学校属你区管理，请继续办理", "签收")
	if strings.Contains(p.Body, "/return\"") {
		t.Error("a second return is offered")
	}
	p = handler.Get(casePath(number) + "/return")
	wantStatus(t, p, 409)
	wantText(t, p, "不能再退单")
}

func TestReturn_isOfferedForOneWorkingDay(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.clock.Add(5 * 24 * time.Hour)
	handler := b.as("handler")
	if strings.Contains(handler.Get(casePath(number)).Body, "/return\"") {
		t.Error("a late return is offered")
	}
	p := handler.Get(casePath(number) + "/return")
	wantStatus(t, p, 409)
	wantText(t, p, "异议期已过")
	_, err := b.Leads.Escalate(t.Context())
	must(t, err)
	p = handler.Get(casePath(number))
	wantText(t, p, "待接手", "天山区教育局逾期未签收，视为签收", "受理")
}

// A letter to a body outside: written, agreed to, numbered, answered; the reporter reads whom it went to.
func TestTransfer_fromTheDraftToTheReceipt(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	handler, leader := b.as("handler"), b.as("leader")
	wantText(t, handler.Get(casePath(number)), "转送有关单位")
	p := handler.Get(casePath(number) + "/transfer")
	p = handler.Submit(p.Form("main form").Set("body", "corps").Set("name", "示例师教育局").Set("ask", "该校为兵团所属，请协助核实招生范围并函告结果"), "")
	wantText(t, p, "转送函已提交", "待审批的转送函", "示例师教育局")
	p = follow(t, leader, leader.Get(casePath(number)), "同意并编号发出")
	wantText(t, p, "已转送", "转送示例师教育局", "转送函 天教转〔2026〕1号", "已发出的转送函")
	wantText(t, handler.Get("/cases"), "已转送")
	wantText(t, handler.Get(casePath(number)), "登记回执")
	p = handler.Get(casePath(number) + "/receipt")
	p = handler.Submit(p.Form("main form").Set("text", "已核实，招生范围包括该小区"), "")
	wantText(t, p, "回执已登记", "2026年7月3日 收到转送回执", "招生范围包括该小区")
	wantStatus(t, handler.Get(casePath(number)+"/receipt"), 409)
	pub, err := b.Leads.PublicByNumber(t.Context(), number)
	must(t, err)
	full, err := b.Leads.Public(t.Context(), pub.ID)
	must(t, err)
	last := b.publicEvent(full, full.Events[len(full.Events)-1])
	if !strings.Contains(last.Title, "示例师教育局") {
		t.Errorf("the reporter reads %q", last.Title)
	}
	wantText(t, b.as("leader").Get("/ledger"), "转送兵团有关单位")
}

func TestRecuse_leadsAwayForGood(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	handler := b.as("handler")
	wantText(t, handler.Get(casePath(number)), "声明回避")
	p := handler.Get(casePath(number) + "/recuse")
	wantText(t, p, "提交后您不能再查看和办理这件线索")
	p = handler.Submit(p.Form("main form"), "")
	wantStatus(t, p, 422)
	p = handler.Submit(p.Form("main form").Set("ground", "relative").Set("text", "孩子在该校就读"), "")
	if p.URL.Path != "/cases" {
		t.Errorf("it leads to %s", p.URL.Path)
	}
	wantText(t, p, "已登记回避")
	wantStatus(t, handler.Get(casePath(number)), 404)
	p = b.as("handler2").Get(casePath(number))
	wantText(t, p, "待接手", "声明回避", "近亲属", "孩子在该校就读", "承办甲")
}
