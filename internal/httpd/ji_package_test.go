package httpd

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// handedOver closes a proven lead and proposes its hand-over on the pages, as the two people of a district do.
func (o *office) handedOver(contact string) string {
	o.t.Helper()
	number := o.submit()
	o.handOver(number, contact)
	return number
}

func (o *office) handOver(number, contact string) {
	o.t.Helper()
	o.closed(number, "handler", "leader")
	handler, leader := o.as("handler"), o.as("leader")
	form := handler.Get(handler.Get(casePath(number)).One("[data-primary]").Attr("href")).Form("main form")
	page := handler.Submit(form.Set("way", wayAccount).Set("reason", "收取与入学挂钩的费用，涉嫌违反廉洁纪律").Set("contact", contact), "")
	has(o.t, page, "移交已提出", "移交待审批")
	form = leader.Get(leader.Get(casePath(number)).One("[data-primary]").Attr("href")).Form("main form")
	if contact == lead.ContactLegal {
		form.Set("legal", "核查需要联系本人")
	}
	has(o.t, leader.Submit(form.Set("decision", decisionApprove), ""), "审批结果已保存", "待签收", "天教移〔2025〕1号")
	o.work()
}

// A hand-over from the closing to the feedback: the discipline officer has the package without the lead, the district
// learns how it stands, and the reporter one sentence.
func TestJi_packageFromTheClosingToTheFeedback(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.later(time.Minute)
	number := o.handedOver(lead.ContactStays)
	v := o.as("discipline")
	has(t, v.Get(messagesPath), "天山区教育局移交了问题线索，请签收")
	inbox := v.Get("/ji")
	has(t, inbox, "天教移〔2025〕1号", "天山区教育局", "学校", "待签收")
	hasNot(t, inbox, "示例一小", "王女士", number)
	if p := v.Get(casePath(number)); p.Status != 404 {
		t.Errorf("the package opens the lead: %d", p.Status)
	}
	has(t, v.Get("/cases"), totalOf(0))
	page := v.Get(inbox.One("main .table a.code").Attr("href"))
	has(t, page, "移交函", "天教移〔2025〕1号", "三万元共建费", "证据清单", "一致", "没有随移交附反映人联系方式")
	hasNot(t, page, "19900001234", "不一致")
	has(t, page, "2025年7月7日")
	if page.Has("main .scroll") || len(page.All("main .table--cards td")) == 0 {
		t.Error("the index of evidence is cut off beside the page")
	}
	page = v.Submit(page.Form("#step-sign"), "")
	has(t, page, "已签收。", "登记反馈")
	page = v.Submit(page.Form("#step-answer").Set("outcome", "handled").Set("told", "短"), "")
	if page.Status != 422 || !strings.Contains(page.Text(), "反馈内容") {
		t.Errorf("%d: %s", page.Status, page.Text())
	}
	has(t, v.Submit(page.Form("#step-answer").Set("told", "已对有关责任人作出处理"), ""), "反馈已登记", "已反馈")
	o.work()
	district := o.as("handler").Get(casePath(number))
	has(t, district, "已移交，已反馈", "已处理", "已对有关责任人作出处理", "驻市教育局纪检监察组")
	hasNot(t, district, "纪检甲", "查看移交材料")
	has(t, o.as("leader").Get("/violations"), "天教移〔2025〕1号", "已反馈")
	var opened int64
	if err := o.db.Gorm(t.Context()).Table("trail").Where("stream = 'unit/2' AND kind = 'package_opened'").Count(&opened).Error; err != nil || opened != 3 {
		t.Errorf("%d openings in the trail, %v, want 3", opened, err)
	}
	for _, user := range []string{"handler", "leader", "city", "cityleader", "monitor", "admin", "operator"} {
		if p := o.as(user).Get("/ji/1"); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}

// The contact is read with a reason, once on this page; the reporter hears of 有关部门 when the officer allows it.
func TestJi_contactIsReadWithAReasonAndToldWhenAllowed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.later(time.Minute)
	number := o.handedOver(lead.ContactLegal)
	v := o.as("discipline")
	at := packagePath(o.over(number).ID)
	has(t, v.Get(at), "签收以后可以查看")
	page := v.Submit(v.Get(at).Form("#step-sign"), "")
	page = v.Submit(page.Form("#reveal").Set("reason", "核实缴费时间和经手人"), "")
	has(t, page, "19900001234", "王女士")
	page = v.Get(at)
	hasNot(t, page, "19900001234")
	has(t, page, "核实缴费时间和经手人", "纪检甲")
	hasNot(t, o.as("handler").Get(casePath(number)), "核实缴费时间和经手人")
	has(t, v.Submit(page.Form(".reading form"), ""), "已允许告知反映人")
	pub, err := o.Leads.PublicByNumber(t.Context(), number)
	must(t, err)
	p, err := o.Leads.Public(t.Context(), pub.ID)
	must(t, err)
	var titles []string
	for _, e := range p.Events {
		titles = append(titles, o.publicEvent(p, e).Title)
	}
	told := strings.Join(titles, " ")
	if !strings.Contains(told, "已按规定移交有关部门") || !strings.Contains(told, "有关部门依规查看了您的联系方式") || strings.Contains(told, "纪检") {
		t.Errorf("the reporter reads %q", told)
	}
}

func (o *office) over(number string) lead.HandOver {
	o.t.Helper()
	var h lead.HandOver
	must(o.t, o.db.Gorm(o.t.Context()).Where("lead_id = (SELECT id FROM leads WHERE number = ?)", number).Take(&h).Error)
	return h
}

// TestHandOver_looks opens the pages of a hand-over in a real browser at every width. Full runs only.
func TestHandOver_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o := newOffice(t)
	o.later(time.Minute)
	number := o.handedOver(lead.ContactLegal)
	id := o.over(number).ID
	closed := o.submit()
	o.closed(closed, "handler", "leader")
	server := httptest.NewServer(o.Handler())
	t.Cleanup(server.Close)
	browser := testkit.NewBrowser(t)
	for _, page := range []struct{ user, path, name string }{
		{"discipline", "/ji", "ji-packages"},
		{"discipline", packagePath(id), "ji-package"},
		{"discipline", packagePath(id) + "/letters/hand_over", "ji-letter"},
		{"handler", casePath(closed), "case-owed"},
		{"handler", casePath(closed) + "/hand-over", "hand-over"},
		{"handler", casePath(number), "case-handed-over"},
		{"leader", "/violations", "violations-handed-over"},
	} {
		tab := o.tab(browser, server.URL, page.user)
		tab.Go(server.URL + page.path)
		o.look(tab, page.name)
	}
}
