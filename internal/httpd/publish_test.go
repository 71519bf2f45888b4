package httpd

import (
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/internal/settings"
	"sunlead/internal/testkit"
)

func policyAnswers() map[string]string {
	return map[string]string{
		"label": publish.Dates, "title": "天山区小学报名时间", "body": "报名从七月一日开始，请带户口簿。", "doc_no": "示教字〔2025〕5号", "doc_date": "2025-06-01",
	}
}

// typedIn is the form of a draft with answers in it.
func typedIn(p *testkit.Page, answers map[string]string) *testkit.Form {
	f := p.Form("main form")
	for name, v := range answers {
		f.Set(name, v)
	}
	return f
}

func TestPublish_fromTheHandlerToThePublic(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	handler, leader, public := o.as("handler"), o.as("leader"), testkit.NewVisitor(t, o.Handler())
	bad := policyAnswers()
	bad["body"] = "报名从七月一日开始。\n联系王老师 199 0000 1234。"
	p := handler.Submit(typedIn(handler.Get("/publish/new?kind=policy"), bad), "保存并提交审批")
	if p.Status != 422 {
		t.Fatalf("%d", p.Status)
	}
	says(t, p, "第 2 行像是手机号（199****34）", "联系王老师")
	p = handler.Submit(typedIn(p, policyAnswers()), "保存并提交审批")
	says(t, p, "待审批", "天山区小学报名时间", "天山承办人")
	if len(p.All("main form")) != 0 {
		t.Error("who wrote it may decide")
	}
	at := p.URL.Path
	says(t, handler.Get(at+"/preview"), "这是预览，还没有公开", "天山区小学报名时间", "什么时候报名")
	says(t, public.Get(policyPath+"?district=650102"), "还没有登记政策内容")

	says(t, leader.Get(publishPath), "待审批 1")
	p = leader.Get(at)
	p = leader.Submit(p.Form("main form").Set("decision", decisionRefuse).Set("reason", "文号写错了，请核对"), "确定")
	says(t, p, "退回修改", "文号写错了，请核对")
	p = handler.Submit(typedIn(handler.Get(at+"/edit"), map[string]string{"doc_no": "示教字〔2025〕6号"}), "保存并提交审批")
	says(t, p, "待审批")
	p = leader.Submit(leader.Get(at).Form("main form").Set("decision", decisionApprove), "确定")
	says(t, p, "已公开")
	says(t, public.Get(policyPath+"?district=650102"), "天山区小学报名时间", "示教字〔2025〕6号", "天山区教育局")
	if p := o.as("midong").Get(at); p.Status != 404 {
		t.Errorf("a neighbour: %d", p.Status)
	}
	p = leader.Submit(leader.Get(at).Form("main form").Set("reason", "内容有变，先行撤下"), "撤下")
	says(t, p, "已撤下")
	says(t, public.Get(policyPath+"?district=650102"), "还没有登记政策内容")
}

// A slow answer: what was typed meanwhile is kept on the page and saved by one more click; two clicks are one save.
func TestPublish_aSecondClickLosesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	handler := o.as("handler")
	blank := handler.Get("/publish/new?kind=policy")
	first := handler.Submit(typedIn(blank, policyAnswers()), "保存草稿")
	again := handler.Submit(typedIn(blank, policyAnswers()), "保存草稿")
	if again.URL.Path != first.URL.Path {
		t.Errorf("%s and %s", first.URL, again.URL)
	}
	p := handler.Submit(typedIn(blank, policyAnswers()).Set("title", "天山区初中报名时间"), "保存草稿")
	if p.Status != 409 || p.Form("main form").Get("title") != "天山区初中报名时间" {
		t.Fatalf("%d %q", p.Status, p.Form("main form").Get("title"))
	}
	says(t, p, "已经存成一份草稿")
	p = handler.Submit(p.Form("main form"), "保存草稿")
	says(t, p, "天山区初中报名时间")
	if p.URL.Path == first.URL.Path {
		t.Error("it took the place of the first draft")
	}
	edit := handler.Get(first.URL.Path + "/edit")
	for range 2 {
		p = handler.Submit(typedIn(edit, map[string]string{"title": "天山区幼儿园报名时间"}), "保存草稿")
		says(t, p, "天山区幼儿园报名时间")
	}
}

// An answer has no label: neither a long one, nor one that would send it another way.
func TestPublish_refusesALabelThatTheKindDoesNotHave(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	handler := o.as("handler")
	for name, typed := range map[string]map[string]string{
		"long": {"label": "thirteenchars"}, "Chinese": {"label": "辟谣"}, "rumour": {"label": publish.Rumour, "basis": "没有核实"}, "basis": {"basis": "没有核实"},
	} {
		f := handler.Get("/publish/new?kind=response").Form("main form")
		for name, v := range map[string]string{"title": "关于共建费的答复", "body": "学校已经停止收取，收过的全部退还。", "school": "示例一小", "topics": "fee"} {
			f.Set(name, v)
		}
		for name, v := range typed {
			f.Fields = append(f.Fields, &testkit.Field{Name: name, Values: []string{v}})
		}
		p := handler.Submit(f, "保存并提交审批")
		if p.Status != 422 || strings.Contains(p.Body, "⟦") || p.Form("main form").Get("title") == "" {
			t.Errorf("%s: %d\n%s", name, p.Status, p.One("main").Text())
		}
	}
}

// A lead behind a wall makes no difference to what a district reads; the city's named leader reads of it, and agrees with
// a word more.
func TestPublish_aRumourTellsADistrictNothingOfAWall(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	pages := func() (district []string) {
		handler, leader := o.as("handler"), o.as("leader")
		p := handler.Submit(typedIn(handler.Get("/publish/new?kind=clarification"), map[string]string{
			"label": publish.Rumour, "title": "网传打招呼入学不实", "body": "经核实，没有打招呼入学的情况。", "basis": "查阅了全部录取名单和材料", "topics": "staff",
		}), "保存并提交审批")
		district = append(district, p.One("main").Text())
		p = leader.Get(p.URL.Path)
		p = leader.Submit(p.Form("main form").Set("decision", decisionApprove), "确定")
		says(t, p, "待市级同意")
		return append(district, p.One("main").Text())
	}
	before := pages()
	o.submit(func(r *lead.Report) {
		r.Category, r.About, r.Nature, r.Text = "staff", lead.AboutDistrict, lead.NatureConduct, wallText
	})
	o.work()
	if after := pages(); strings.Join(before, "|") != strings.Join(after, "|") {
		t.Errorf("a district reads\n%s\nand with a walled lead\n%s", before, after)
	}
	city := o.as("cityleader")
	p := city.Get(publishPath + "?state=agreeing")
	p = city.Get(p.All("main table a")[0].Attr("href"))
	says(t, p, "还有 1 件线索没有办结")
	form := p.Form("main form").Set("decision", decisionApprove).Set("reason", "已核实不属实，同意公开")
	p = city.Submit(form, "确定")
	if p.Status != 422 {
		t.Fatalf("%d: it goes out while a lead is open", p.Status)
	}
	says(t, p, "还有 1 件未办结")
	p = city.Submit(p.Form("main form").Set("despite", "1"), "确定")
	says(t, p, "已公开")
	says(t, testkit.NewVisitor(t, o.Handler()).Get(clarificationsPath), "网传打招呼入学不实", "辟谣")
}

func TestPublish_statisticsAreOffUntilTheOperatorWantsThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	city := o.as("city")
	if p := city.Get("/publish/new?kind=statistics"); p.Status != 422 {
		t.Errorf("%d", p.Status)
	}
	for range 12 {
		o.submit(func(*lead.Report) {})
	}
	o.work()
	o.clock.Add(31 * 24 * time.Hour)
	o.Settings = settings.Shipped().Or("public_stats", settings.Value{Text: settings.Yes})
	city = o.as("city")
	p := city.Submit(typedIn(city.Get("/publish/new?kind=statistics"), map[string]string{
		"title": "七月受理情况统计", "body": "七月份收到的反映按类别统计如下。", "from": "2025-07", "to": "2025-09",
	}), "保存并提交审批")
	if p.Status != 422 {
		t.Errorf("a month that is not over: %d", p.Status)
	}
	p = city.Submit(typedIn(p, map[string]string{"to": "2025年7月"}), "保存并提交审批")
	says(t, p, "待审批", "不公开", "2025年7月")
	at, public := p.URL.Path, testkit.NewVisitor(t, o.Handler())
	says(t, public.Get(statsPath), "目前没有公布统计数据")
	leader := o.as("cityleader")
	says(t, leader.Submit(leader.Get(at).Form("main form").Set("decision", decisionApprove), "确定"), "已公开")
	p = public.Get(statsPath)
	says(t, p, "七月受理情况统计", "12")
	says(t, public.Get("/"), "公开统计")
	o.submit(func(*lead.Report) {})
	if again := public.Get(statsPath); again.One("main").Text() != p.One("main").Text() {
		t.Error("a release changes with the ledger")
	}
}

func TestPublish_costsFewQueries(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	id := b.publication("handler")
	v := b.as("handler")
	v.Get(publishPath) // what the menu counts is read now, and believed for a while
	for path, most := range map[string]int64{publishPath: 6, publicationPath(id): 7, publicationPath(id) + "/edit": 6} {
		b.reads.Store(0)
		if p := v.Get(path); p.Status != 200 {
			t.Errorf("%s: %d", path, p.Status)
		}
		if n := b.reads.Load(); n > most {
			t.Errorf("%s: %d queries, want at most %d", path, n, most)
		}
	}
}

// A list of 30 goes on by key.
func TestPublish_listsArePagedByKey(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	a := matrixActor(benchUnit, 903, org.Handler)
	for i := range 35 {
		_, err := b.Publish.Create(t.Context(), a, [16]byte{9, byte(i)}, publish.Clarification, publish.Content{
			Label: publish.Statement, District: "650102", Title: "关于报名时间的说明", Body: "今年的报名时间以公告为准，请留意。",
		}, 0)
		must(t, err)
	}
	v := b.as("leader")
	p := v.Get(publishPath)
	if n := len(p.All("main tbody tr")); n != 30 {
		t.Errorf("%d rows", n)
	}
	p = v.Get(p.One(`.pager a[rel="next"]`).Attr("href"))
	if n := len(p.All("main tbody tr")); n != 5 {
		t.Errorf("%d rows on the second page", n)
	}
}
