package httpd

import (
	"net/http/httptest"
	"strings"
	"testing"

	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/settings"
	"sunlead/internal/testkit"
)

// confirm presses the button of a setting.
func confirm(v *testkit.Visitor, id string) *testkit.Page {
	return v.Submit(v.Get(settingsPath).Form(`form[action="`+settingsPath+"/"+id+`/confirm"]`), "")
}

func wantRow(t *testing.T, p *testkit.Page, id string, texts ...string) {
	t.Helper()
	row := p.One("#setting-" + id).Text()
	for _, text := range texts {
		if !strings.Contains(row, text) {
			t.Errorf("%s does not say %q; it says %s", id, text, row)
		}
	}
}

// inSeven is an installation that answers within seven working days.
func inSeven(s *Server) {
	const days = 7
	s.Settings = s.Settings.Or("answer", settings.Value{Number: days})
	s.Leads.Rules = deadline.RulesFrom(map[string]int{"answer": days})
}

func TestSettings_signedUntilTheValueChanges(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	v := b.as("admin")
	p := v.Get(settingsPath)
	wantStatus(t, p, 200)
	wantRow(t, p, "answer", "答复", "5 个工作日", "暂定")
	wantRow(t, p, "retention", "未填写", "待填写")
	if p.Has("#setting-retention form") || p.Has("#setting-hotline form") {
		t.Error("a blank setting can be signed off")
	}

	p = confirm(v, "answer")
	wantStatus(t, p, 200)
	wantText(t, p, "“答复”已确认。")
	wantRow(t, p, "answer", "已确认", "管理甲，2026-07-03")
	wantRow(t, p, "sign", "暂定")
	if p.Has("#setting-answer form") {
		t.Error("what is signed off can be signed off again")
	}

	inSeven(b.Server)
	p = v.Get(settingsPath)
	wantRow(t, p, "answer", "7 个工作日", "暂定", "先前的值由管理甲于 2026-07-03 确认")
}

// A form made from another value signs nothing: its reader saw something else.
func TestSettings_staleFormSignsNothing(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	v := b.as("admin")
	stale := v.Get(settingsPath).Form(`form[action="` + settingsPath + `/answer/confirm"]`)
	inSeven(b.Server)
	p := v.Submit(stale, "")
	wantStatus(t, p, 409)
	wantText(t, p, "“答复”没有确认")
	wantRow(t, p, "answer", "7 个工作日", "暂定")
	token := p.One("header input[name=csrf]").Attr("value")
	for path, want := range map[string]int{"/retention/confirm": 409, "/nothing/confirm": 404, "/NOTHING/confirm": 404} {
		blank := settings.Value{}.Digest()
		if p := benchRaw(t, v, post, settingsPath+path, "csrf="+token+"&digest="+blank); p.Status != want {
			t.Errorf("%s: %d, want %d", path, p.Status, want)
		}
	}
	if all, err := b.Org.Signatures(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

// signer is the administrator of the tests that have no page for one.
var signer = org.Actor{ID: 99, Name: "管理甲", Unit: org.CityID, Kind: org.City, Role: org.Admin}

func sign(t *testing.T, s *Server, ids ...string) {
	t.Helper()
	for _, id := range ids {
		must(t, s.Org.SignSetting(t.Context(), signer, id, s.Settings.Value(id).Digest()))
	}
}

// The receipt says the figures of the rules, and of each whether it is provisional.
func TestReceipt_figuresAreProvisionalUntilSigned(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	v.Post("/report/all", w.everything(v))
	says(t, v.Get(reportDonePath),
		"1 个工作日内转到承办单位（暂定）。", "3 个工作日内联系您（暂定）。", "5 个工作日内答复，复杂的 15 个工作日内答复（暂定）。", "60 日内办结（暂定）。")

	sign(t, w.Server, "sign", "contact", "answer", "law_answer")
	says(t, v.Get(reportDonePath),
		"1 个工作日内转到承办单位。", "3 个工作日内联系您。", "复杂的 15 个工作日内答复（暂定）。", "60 日内办结（暂定）。")

	sign(t, w.Server, "answer_complex", "receipt_law")
	if p := v.Get(reportDonePath); strings.Contains(p.Text(), "暂定") {
		t.Errorf("all is signed, and it says %s", p.Text())
	}

	inSeven(w.Server)
	says(t, v.Get(reportDonePath), "一般 7 个工作日内答复，复杂的 15 个工作日内答复（暂定）。", "3 个工作日内联系您。")

	w.Settings = w.Settings.Or("receipt_law", settings.Value{Text: settings.No})
	if p := v.Get(reportDonePath); strings.Contains(p.Text(), "60 日") {
		t.Errorf("the receipt keeps still about the law, and it says %s", p.Text())
	}
}

// The first page calls the numbers of the settings.
func TestHome_numbersAreTheSettings(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	w.Demo, w.Hotline = false, "0991-1111111"
	w.Settings = settings.Shipped().
		Or("hotline", settings.Value{Phone: settings.Call{Number: "0991-1111111", Hours: "工作日 10:00–19:30"}}).
		Or("line_12388", settings.Value{Phone: settings.Call{Number: "12388", Hours: "全天"}}).
		Or("line_other", settings.Value{Text: "示例信箱 123"})
	v := w.visitor()
	p := v.Get("/")
	says(t, p, "0991-1111111 工作日 10:00–19:30（暂定）", "12345 政务服务便民热线（暂定）", "12388（全天） 纪检监察举报（暂定）", "示例信箱 123（暂定）", "以主管部门公布的为准")
	sign(t, w.Server, "hotline", "line_12345", "line_12388", "line_other")
	p = v.Get("/")
	says(t, p, "12388（全天） 纪检监察举报", "示例信箱 123")
	if strings.Contains(p.Text(), "暂定") || strings.Contains(p.Text(), "为准") {
		t.Errorf("all is signed, and it says %s", p.Text())
	}
}

// A case explains each clock by the figure it was started with, and marks what is not signed off.
func TestCase_clocksAreProvisionalUntilSigned(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := b.as("handler")
	wantText(t, v.Get(casePath(number)), "答复时限（暂定）", "办理时限承诺；日历待确认，日期暂定", "受理告知期限（暂定）", "签收时限（暂定）")
	b.Settings = b.Settings.Or("holidays_2026", settings.Value{Holidays: settings.Rests{Work: []string{"01-04"}}})
	sign(t, b.Server, "answer", "law_accept", "sign", "contact", "holidays_2026")
	p := v.Get(casePath(number))
	wantText(t, p, "办理时限承诺", "为什么是这一天")
	if strings.Contains(p.Text(), "暂定") {
		t.Errorf("all is signed, and it says %s", p.Text())
	}
	before := p.One(".clocks").Text()
	inSeven(b.Server)
	p = v.Get(casePath(number))
	if after := p.One(".clocks").Text(); strings.Replace(after, "（暂定）", "", 1) != before {
		t.Errorf("a running clock became\n%s\nfrom\n%s", after, before)
	}
}

// What is told to the reporter and to a caller says that its date rests on a promise not yet signed off.
func TestTrack_dateIsProvisionalUntilSigned(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	v := b.as("operator")
	wantText(t, v.Get(deskPath+"/lookup?number="+number), "前答复（暂定）。")
	sign(t, b.Server, "answer")
	wantText(t, v.Get(deskPath+"/lookup?number="+number), "前答复。")

	w := newParentSite(t)
	reporter := w.visitor()
	done := reporter.Post("/report/all", w.everything(reporter))
	code := strings.Join(strings.Fields(done.One(".receipt__code").Text()), "")
	reporter.Submit(reporter.Get(trackPath).Form("main form").Set("code", code), "")
	says(t, reporter.Get(trackCasePath), "前答复您（暂定）。")
	sign(t, w.Server, "answer")
	says(t, reporter.Get(trackCasePath), "前答复您。")
}

func TestAccept_hintSaysTheFigureOfTheRule(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	b.Leads.Rules = deadline.RulesFrom(map[string]int{"law_answer": 45})
	b.Settings = settings.Shipped().Or("law_answer", settings.Value{Number: 45})
	number := b.submit()
	b.sign("handler", number)
	v := b.as("handler")
	wantText(t, v.Get(casePath(number)+"/accept"), "自受理之日起 45 日内办结（暂定）")
	sign(t, b.Server, "law_answer")
	p := v.Get(casePath(number) + "/accept")
	wantText(t, p, "自受理之日起 45 日内办结")
	if strings.Contains(p.Text(), "暂定") {
		t.Errorf("it says %s", p.Text())
	}
}

// The pictures need Chromium.
func TestSettings_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	b := newCaseBench(t)
	b.Settings = settings.Shipped().
		Or("holidays_2026", settings.Value{Holidays: settings.Rests{
			Off:  []settings.Rest{{From: "02-15", Days: 9, Name: "spring"}, {From: "05-27", Days: 5, Name: "qurban"}, {From: "10-01", Days: 7, Name: "national"}},
			Work: []string{"01-04", "02-14", "10-10"},
		}}).
		Or("hotline", settings.Value{Phone: settings.Call{Number: "0991-0000000", Hours: "工作日 10:00–19:30"}})
	sign(t, b.Server, "answer", "contact", "line_12345")
	b.Settings, b.Hotline = b.Settings.Or("contact", settings.Value{Number: 2}), "0991-0000000"
	srv := httptest.NewServer(b.Handler())
	t.Cleanup(srv.Close)
	tab := testkit.NewBrowser(t).Open(srv.URL + signInPath)
	tab.MustElement("#user").MustInput("admin")
	tab.MustElement("#password").MustInput(benchPassword)
	tab.Click("main button")
	tab.Go(srv.URL + settingsPath)
	see(t, tab, "admin-settings")
	tab.Click("#setting-sign button")
	see(t, tab, "admin-settings-signed")
	tab.Go(srv.URL + "/")
	see(t, tab, "home-settings")
}
