package httpd

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// reported submits a report and returns its receipt.
func (w *parentSite) reported() (code, number string) {
	w.t.Helper()
	v := w.visitor()
	p := v.Post("/report/all", w.everything(v))
	return codeOn(w.t, p), numberOn(p)
}

// tracking is a visitor who typed the code.
func (w *parentSite) tracking(code string) (*testkit.Visitor, *testkit.Page) {
	w.t.Helper()
	v := w.visitor()
	p := v.Submit(mainForm(v.Get("/track")).Set("code", code), "")
	if p.URL.Path != trackCasePath {
		w.t.Fatalf("%q leads to %s: %s", code, p.URL, p.Text())
	}
	return v, p
}

func TestTrack_codesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	bare := strings.ReplaceAll(code, " ", "")
	for _, typed := range []string{code, bare, strings.ReplaceAll(code, " ", "-"), " " + wide(bare) + "\u3000", arabic(bare)} {
		_, p := w.tracking(typed)
		says(t, p, number)
		if strings.Contains(p.Body, code) || strings.Contains(p.Body, bare) {
			t.Error("the code is on the page")
		}
	}
}

func wide(digits string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, digits)
}

func arabic(digits string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '\u0660' }, digits)
}

func TestTrack_wrongCodes(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	bare := []byte(strings.ReplaceAll(code, " ", ""))
	slip := append([]byte(nil), bare...)
	slip[5] = '0' + (slip[5]-'0'+1)%10
	for typed, told := range map[string]string{
		"":                         "请输入查询码",
		"1234":                     "查询码是 16 位数字",
		string(bare) + "0":         "查询码是 16 位数字",
		string(slip):               "这串数字有一位可能抄错了，请对照回执再看一遍",
		"abcdabcdabcdabcd":         "这串数字有一位可能抄错了",
		unknownCode():              "没有查到",
		`"><script>alert(1)`:       "查询码是 16 位数字",
		strings.Repeat("9", 3_000): "查询码是 16 位数字",
	} {
		p := w.visitor().Post("/track", map[string][]string{"code": {typed}})
		if p.Status != http.StatusUnprocessableEntity || p.Has("main script") {
			t.Errorf("%.20q: status %d", typed, p.Status)
		}
		says(t, p, told, "错误：")
		if got := mainForm(p).Get("code"); got != strings.TrimSpace(typed) {
			t.Errorf("%.20q comes back as %.20q", typed, got)
		}
	}
}

// unknownCode is a right code that nobody has.
func unknownCode() string {
	for last := '0'; last <= '9'; last++ {
		code := "000000000000000" + string(last)
		if _, problem := lead.ParseCode(code); problem == lead.CodeFine {
			return code
		}
	}
	return ""
}

func TestTrackCase_withoutCode(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	v, _ := w.tracking(code)
	if p := w.visitor().Get(trackCasePath); p.URL.Path != trackPath {
		t.Errorf("a stranger is at %s", p.URL)
	}
	w.clock.Set(w.clock.Now().Add(trackLife + time.Second))
	if p := v.Get(trackCasePath); p.URL.Path != trackPath {
		t.Errorf("after half an hour it is still open: %s", p.URL)
	}
}

func TestTrackCase_tellsTheWayOfALead(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	v, p := w.tracking(code)
	says(t, p, "已转到天山区教育局，正等待签收。", "最晚 2026年7月13日 前答复您（暂定）。")
	w.signed("handler", number)
	w.must(w.Leads.Accept(t.Context(), w.staff["handler"], w.ref("handler", number), lead.ByHotline))
	p = v.Get(trackCasePath)
	says(t, p, "办理中。承办单位：天山区教育局。", "天山区教育局已签收", "已受理")
	for _, hidden := range []string{"热线诉求", "handler", "⟦", "{", "16:20"} {
		if strings.Contains(p.One("main").Text(), hidden) {
			t.Errorf("the page says %q", hidden)
		}
	}
	titles := p.Texts(".timeline__title")
	if len(titles) != 4 || titles[0] != "已受理" || titles[3] != "收到反映" {
		t.Errorf("events are %q", titles)
	}
}

func TestTrackCase_late(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	w.route()
	w.clock.Set(w.clock.Now().AddDate(0, 0, 30))
	_, err := w.Leads.Escalate(t.Context())
	w.must(err)
	_, p := w.tracking(code)
	says(t, p, "这件事已超期，上级教育部门已督促", "新的答复时间确定后写在这里", "已超期")
	for _, never := range []string{"抄告", "约谈", "纪检", "督办", "最晚"} {
		if strings.Contains(p.One("main").Text(), never) {
			t.Errorf("the page says %q", never)
		}
	}
}

func TestTrackCase_walledNamesNobody(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	values := w.everything(v)
	values.Set("about", "city_bureau")
	values.Set("nature", "conduct")
	code := codeOn(t, v.Post("/report/all", values))
	w.route()
	_, p := w.tracking(code)
	says(t, p, "由市级指定人员处理，被反映的教育局不能查看")
	for _, never := range []string{"纪检", "监察", "乌鲁木齐市教育局"} {
		if strings.Contains(p.One("main").Text(), never) {
			t.Errorf("the page says %q", never)
		}
	}
}

func TestTrackCase_answerAndRating(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	v, p := w.tracking(code)
	if p.Has(`main form[action="/track/case"]`) {
		t.Error("it asks before there is an answer")
	}
	w.answer("handler", "leader", number)
	p = v.Get(trackCasePath)
	says(t, p, "天山区教育局已答复", foundIt, "已责令全额退还", "如有异议", "不属实")
	if p = v.Submit(mainForm(p), ""); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("no answer: %d", p.Status)
	}
	says(t, p, "请选择解决了没有", foundIt)
	values := mainForm(p).Set("contacted", "yes").Set("solved", "partly").Set("satisfied", "fair").Values()
	p = v.Post(trackCasePath, values)
	says(t, p, "谢谢您的评价", "您的评价：部分解决")
	if p.Has(`main form[action="/track/case"]`) {
		t.Error("it asks again")
	}
	if p = v.Post(trackCasePath, values); p.Status != http.StatusOK {
		t.Errorf("a second tap: %d", p.Status)
	}
	values.Set("solved", "solved")
	if p = v.Post(trackCasePath, values); p.Status != http.StatusConflict || !p.Has(p.One(".govuk-error-summary a").Attr("href")) {
		t.Errorf("a second rating: %d", p.Status)
	}
	says(t, p, "现在不能评价", foundIt)
}

func TestTrackCase_unsolvedReopensTwice(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	v, _ := w.tracking(code)
	// Nobody had made contact, so it goes to the city, and there to another person.
	for _, people := range [][2]string{{"handler", "leader"}, {"cityhandler", "cityleader"}} {
		w.clock.Set(w.clock.Now().Add(10 * time.Minute))
		w.signed(people[0], number)
		w.answer(people[0], people[1], number)
		p := v.Submit(mainForm(v.Get(trackCasePath)).Set("contacted", "no").Set("solved", "unsolved").Set("satisfied", "bad"), "")
		says(t, p, "已经重新办理", "重新办理中", "乌鲁木齐市教育局")
	}
	w.signed("cityleader", number)
	w.answer("cityleader", "cityleader2", number)
	p := v.Get(trackCasePath)
	says(t, p, "已经重办两次")
	if offered := mainForm(p).Field("solved").Options; len(offered) != 2 {
		t.Errorf("after two times it offers %q", offered)
	}
	values := mainForm(p).Set("contacted", "no").Set("satisfied", "bad").Values()
	values.Set("solved", "unsolved")
	if p := v.Post(trackCasePath, values); p.Status != http.StatusConflict {
		t.Errorf("a third time is answered with %d", p.Status)
	}
}

func TestTrackCase_rejectedSaysWhereToGo(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	w.must(w.Leads.DraftReject(t.Context(), w.staff["handler"], w.ref("handler", number), lead.Rejection{
		Reason: "out_of_scope", Elsewhere: "幼儿园收费请向市场监管部门反映。",
	}))
	w.must(w.Leads.Approve(t.Context(), w.staff["leader"], w.ref("leader", number)))
	_, p := w.tracking(code)
	says(t, p, "不属于受理范围", "幼儿园收费请向市场监管部门反映。", "不属于义务教育招生入学问题")
	if p.Has("main form") {
		t.Error("it asks whether it was solved")
	}
}

func TestBrake_growsAndForgets(t *testing.T) {
	t.Parallel()
	b, now := new(brake), time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC)
	for n := 1; n <= brakeFree; n++ {
		if d := b.miss(now); d != 0 {
			t.Fatalf("wrong code %d waits %v", n, d)
		}
	}
	last := time.Duration(0)
	for range 100 {
		d := b.miss(now)
		if d < last || d > brakeMost {
			t.Fatalf("after %v comes %v", last, d)
		}
		last = d
	}
	if last != brakeMost {
		t.Errorf("it stops growing at %v", last)
	}
	if d := b.miss(now.Add(10 * time.Minute)); d != 0 {
		t.Errorf("after ten quiet minutes a wrong code waits %v", d)
	}
}

func TestWait_endsWhenTheAskerGoes(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if wait(ctx, time.Hour) == nil || wait(ctx, 0) != nil {
		t.Error("it does not end")
	}
}

func TestBrake_isCalmAMinuteAfterAnAttack(t *testing.T) {
	t.Parallel()
	b, now := new(brake), time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC)
	for range 100_000 {
		b.miss(now)
	}
	if d := b.miss(now); d != brakeMost {
		t.Errorf("during it a wrong code waits %v", d)
	}
	if d := b.miss(now.Add(time.Minute)); d != 0 {
		t.Errorf("a minute later a wrong code waits %v", d)
	}
}
