package httpd

import (
	"net/http"
	"strings"
	"testing"
)

// Taken back on the confirm page, kept open by a leader, and read by the parent.
func TestWithdraw_isConfirmedKeptAndRead(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	v, p := w.tracking(code)
	if !p.Has(`main a[href="/track/case/withdraw"]`) {
		t.Fatalf("no way to take it back: %s", p.Text())
	}
	p = v.Get(trackWithdrawPath)
	says(t, p, "撤回后，这件事不再办理", "教育部门仍会继续核查")
	if p = v.Submit(mainForm(p).Set("reason", strings.Repeat("长", 201)), ""); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a long reason: %d", p.Status)
	}
	p = v.Submit(mainForm(p).Set("reason", "学校已经同意补报材料"), "")
	says(t, p, "已经撤回", "已办结（您已撤回）", "您撤回了反映")
	if p.Has("main form") || p.Has(`main a[href="/track/case/withdraw"]`) {
		t.Error("something is still asked")
	}
	if p = v.Get(trackWithdrawPath); p.URL.Path != trackCasePath {
		t.Errorf("it can be taken back again at %s", p.URL.Path)
	}
	w.must(w.Leads.Keep(t.Context(), w.staff["leader"], w.ref("leader", number), "反映的问题可能违规，继续核查"))
	says(t, v.Get(trackCasePath), "由教育部门继续核查", "办理中。承办单位：天山区教育局。")
}

func TestKeepAndComplex_areTheLeaders(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number, back := b.submit(), b.submit()
	b.sign("handler", number)
	b.sign("handler", back)
	pub, err := b.Leads.PublicByNumber(t.Context(), back)
	must(t, err)
	must(t, b.Leads.Withdraw(t.Context(), pub.ID, "学校已经同意补报材料"))
	v := b.as("leader")
	p := v.Get(casePath(back))
	wantText(t, p, "已撤回", "反映人已撤回，没有待办的事项", "学校已经同意补报材料", "继续办理")
	p = v.Submit(v.Get(casePath(back)+"/keep").Form("main form").Set("reason", "可能违规，继续核查"), "")
	wantText(t, p, "已继续办理", "办理中")
	p = v.Submit(v.Get(casePath(number)+"/complex").Form("main form").Set("reason", "涉及多所学校，需要逐校核实"), "")
	wantText(t, p, "已标为复杂", "答复时限（复杂）", "第 15 天")
	p = v.Get(casePath(number) + "/complex")
	wantStatus(t, p, http.StatusConflict)
	wantText(t, p, "已经标为复杂")
	if h := b.as("handler"); strings.Contains(h.Get(casePath(back)).Body, "/complex") {
		t.Error("a handler is offered a leader's decision")
	}
}
