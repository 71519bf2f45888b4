package httpd

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/publish"
	"sunlead/internal/testkit"
)

// published brings something to the public: written by the handler, approved by the leader, with the city's word.
func (w *parentSite) published(key byte, k publish.Kind, c publish.Content) publish.Ref {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := w.Publish.Create(ctx, w.staff["handler"], [16]byte{key}, k, c, 0)
	w.must(err)
	w.must(w.Publish.Submit(ctx, w.staff["handler"], publish.Ref{ID: id, Version: 1}))
	w.must(w.Publish.Approve(ctx, w.staff["leader"], publish.Ref{ID: id, Version: 2}))
	return publish.Ref{ID: id, Version: 3}
}

func (w *parentSite) school(name string) org.School {
	w.t.Helper()
	hits, err := w.Org.FindSchools(w.t.Context(), name)
	w.must(err)
	for _, h := range hits {
		if h.Name == name {
			return h
		}
	}
	w.t.Fatalf("no school %s", name)
	return org.School{}
}

const answerTitle = "关于共建费的答复"

func (w *parentSite) answered(key byte) publish.Ref {
	w.t.Helper()
	s := w.school("示例一小")
	return w.published(key, publish.Response, publish.Content{
		District: s.District, SchoolID: s.ID, SchoolName: s.Name, Topics: ",fee,", Title: answerTitle, Body: "学校已经停止收取，收过的全部退还。",
	})
}

// upTo walks to the page after 发生了什么.
func (w *parentSite) upTo(v *testkit.Visitor) *testkit.Page {
	w.t.Helper()
	p := v.Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers} {
		p = v.Submit(fill(p, answers), "下一步")
	}
	return p
}

func TestSimilar_showsThePublicAnswerOnceAndEndsNothing(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.answered(1)
	v := w.visitor()
	p := w.upTo(v)
	if p.URL.Path != reportSimilarPath {
		t.Fatalf("at %s:\n%s", p.URL, p.Text())
	}
	says(t, p, answerTitle, "学校已经停止收取")
	p = v.Submit(p.Form("main form"), "先到这里")
	says(t, p, "先到这里", "72 小时")
	p = v.Submit(p.Form("main form"), "继续反映我的情况")
	if p.URL.Path != reportFilesPath {
		t.Fatalf("goes on at %s", p.URL)
	}
	p = forward(v, p, contactAnswers)
	if p.URL.Path != reportCheckPath {
		t.Errorf("shown again: at %s", p.URL)
	}
	p = v.Submit(p.Form("main form"), "提交")
	says(t, p, "已收到您的反映")
}

// Without a public answer to that school and that topic the page is not there, however many reports there are.
func TestSimilar_neverTellsThatThereAreReports(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for range 3 {
		v := w.visitor()
		v.Submit(w.begun(v).Form("main form"), "提交")
	}
	v := w.visitor()
	if p := w.upTo(v); p.URL.Path != reportFilesPath {
		t.Errorf("at %s:\n%s", p.URL, p.Text())
	}
	if p := v.Get(reportSimilarPath); p.URL.Path != reportFilesPath {
		t.Errorf("at %s", p.URL)
	}
	ref := w.answered(1)
	other := w.visitor()
	p := other.Get("/report/type")
	for _, answers := range []map[string]string{{"cat": "class"}, schoolAnswers, {"text": tellIt}} {
		p = other.Submit(fill(p, answers), "下一步")
	}
	if p.URL.Path != reportFilesPath {
		t.Errorf("another topic: at %s", p.URL)
	}
	w.must(w.Publish.Withdraw(t.Context(), w.staff["leader"], ref, "内容有变，先撤下"))
	if p := w.upTo(w.visitor()); p.URL.Path != reportFilesPath {
		t.Errorf("withdrawn: at %s", p.URL)
	}
}

func TestSimilar_withoutCookies(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.answered(1)
	p := w.visitor().Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers} {
		p = w.visitor().Submit(fill(p, answers), "下一步")
	}
	says(t, p, answerTitle)
	p = w.visitor().Submit(p.Form("main form"), "继续反映我的情况")
	p = w.visitor().Submit(mainForm(p), "没有，下一步")
	p = w.visitor().Submit(fill(p, contactAnswers), "下一步")
	says(t, p, "请核对，然后提交")
}

// The mark that the answer was shown is no part of the report: whoever sends the same words again sends the same report.
func TestSimilar_isNoPartOfTheReport(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	r := lead.Report{
		Key: [16]byte{1}, Category: "fee", District: districtOfTests, About: lead.AboutSchool, Text: tellIt, Mode: lead.ModeAnonymous, Similar: 7,
	}
	first, err := w.Leads.Submit(t.Context(), r)
	w.must(err)
	r.Similar = 0
	again, err := w.Leads.Submit(t.Context(), r)
	if w.must(err); first.Number != again.Number {
		t.Errorf("%s and %s", first.Number, again.Number)
	}
}

func TestPolicy_answersWhatAParentAsks(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	school := w.school("示例一小")
	base := publish.Content{District: "650102", DocNo: "示教字〔2026〕5号", DocDate: "2026-06-01"}
	for i, c := range []publish.Content{
		{Label: publish.Dates, Title: "小学报名时间", Body: "报名从七月一日开始，到七月十日结束。", ValidTo: "2026-12-31"},
		{Label: publish.Zone, Title: "示例一小划片范围", Body: "示例路以东、示例街以北的小区。", SchoolID: school.ID, SchoolName: school.Name},
	} {
		c.District, c.DocNo, c.DocDate = base.District, base.DocNo, base.DocDate
		w.published(byte(i+1), publish.Policy, c)
	}
	v := w.visitor()
	p := v.Get(policyPath)
	says(t, p, "天山区", "招生政策与划片查询")
	p = v.Submit(p.Form("main form").Set("q", "一小"), "查询")
	says(t, p, "示例一小东校区", "您要查哪一所")
	p = v.Get(policyOf(school.ID))
	says(t, p, "示例一小划片范围", "示例路以东", "小学报名时间", "示教字〔2026〕5号", "2026年6月1日", "天山区教育局")
	if i, j := strings.Index(p.Body, "对口哪所学校"), strings.Index(p.Body, "什么时候报名"); i < 0 || j < i {
		t.Error("which school comes first")
	}
	p = v.Get(policyPath + "?district=650102&from=singlemessage")
	says(t, p, "小学报名时间", "按学校看")
	p = v.Get(policyPath + "?district=650109")
	says(t, p, "还没有登记政策内容", "0991-0000000")
	p = v.Get(policyPath + "?q=" + url.QueryEscape("没有这所"))
	says(t, p, "没找到“没有这所”")
	heaped := "一小e" + strings.Repeat("\u0301", lead.MarksMax+1)
	p = v.Get(policyPath + "?q=" + url.QueryEscape(heaped))
	if says(t, p, "叠加的符号太多"); p.Status != http.StatusUnprocessableEntity || p.Form("main form").Get("q") != heaped {
		t.Errorf("a name under its marks: %d, kept %q", p.Status, p.Form("main form").Get("q"))
	}
	p = v.Get("/en" + policyOf(school.ID))
	if names := p.All(`.entry__facts bdi[lang="zh"]`); p.Status != 200 || p.All(".entry__text")[0].Attr("lang") != "zh" || names[0].Text() != school.Name {
		t.Errorf("in English: %d %v", p.Status, names)
	}
	w.queries.Store(0)
	v.Get(policyOf(school.ID))
	if n := w.queries.Load(); n > 0 {
		t.Errorf("%d queries", n)
	}
}

func TestClarifications_standBesideTheQuestionsFolded(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	c := publish.Content{Label: publish.Explained, District: "650102", Topics: ",fee,", Title: "入学收费怎么规定", Body: "义务教育不收学费、杂费，不得收取与入学挂钩的费用。"}
	w.published(1, publish.Clarification, c)
	v := w.visitor()
	p := v.Get("/report/type")
	p = v.Submit(fill(p, typeAnswers), "下一步")
	if len(p.All(".notes")) != 0 {
		t.Error("shown before the district is known")
	}
	p = v.Submit(fill(p, schoolAnswers), "下一步")
	if p.URL.Path != reportWhat.path || p.One("main details.notes").Attr("open") != "" || len(p.All("main form .notes")) != 0 {
		t.Fatalf("at %s:\n%s", p.URL, p.Text())
	}
	says(t, p, "入学收费怎么规定", "政策解读")
	says(t, v.Get(clarificationsPath), "入学收费怎么规定", "天山区教育局")
	says(t, v.Get(clarificationsPath+"?district=650109"), "还没有公开说明")
	says(t, v.Get("/ug"+clarificationsPath), "入学收费怎么规定")
	c.Title, c.Topics = "入学和分班怎么规定", ",fee,class,"
	w.published(2, publish.Clarification, c)
	if about := v.Get("/en" + clarificationsPath).All(".entry__facts")[0].Text(); strings.ContainsAny(about, "、；") || !strings.Contains(about, "; ") {
		t.Errorf("topics stand behind each other as in Chinese: %s", about)
	}
}

func TestAbout_pagesOfPlainWords(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	for path, want := range map[string]string{
		beforePath: "110", privacyPath: "法律另有规定的除外", accessibilityPath: "0991-0000000", statsPath: "目前没有公布统计数据", "/": "招生政策与划片查询",
	} {
		says(t, v.Get(path), want)
		w.queries.Store(0)
		v.Get(path)
		if n := w.queries.Load(); n > 0 {
			t.Errorf("%s: %d queries", path, n)
		}
		for _, lang := range []string{"/en", "/ug"} {
			if p := v.Get(lang + path); p.Status != 200 || strings.Contains(p.Body, "⟦") {
				t.Errorf("%s%s: %d", lang, path, p.Status)
			}
		}
	}
}
