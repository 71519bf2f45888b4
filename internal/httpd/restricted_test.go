package httpd

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// secondLeader joins: whoever agrees to a restriction neither asks for it nor receives it.
func (o *office) secondLeader() {
	o.t.Helper()
	if _, there := o.staff["second"]; there {
		return
	}
	s := []org.Staff{{UserName: "second", DisplayName: "市局副职", UnitID: org.CityID, Role: org.Leader, Named: true}}
	o.tx(func(ctx context.Context, tx db.Tx) error { return o.Org.PutStaff(ctx, tx, s) })
	o.staff["second"] = s[0]
}

// restrict makes a lead the recipient's alone.
func (o *office) restrict(number string) {
	o.t.Helper()
	o.secondLeader()
	ctx := o.t.Context()
	o.ok(o.Leads.Restrict(ctx, o.actor("city"), o.ref(number), "内容涉及更高级别领导干部，按规定限制知悉"))
	o.ok(o.Leads.GrantRestrict(ctx, o.actor("second"), o.ref(number)))
}

// From the request to the closed case on pages: the second person reads what is proposed, and no word of the report.
func TestRestricted_fromTheRequestToTheEnd(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := newOfficeOn(t, d)
		o.secondLeader()
		number := o.submit(func(r *lead.Report) { r.SchoolName, r.Text, r.SchoolID = probe, probe+"的事请核查", 0 })
		at := casePath(number)
		o.clock.Add(time.Minute)
		sends(o.as("city"), at+"/restrict", "main form", url.Values{"why": {"内容涉及更高级别领导干部，按规定限制知悉"}})
		o.work()
		if p := o.as("leader").Get(at); p.Status != 404 {
			t.Errorf("the district opens it while it is asked for: %d", p.Status)
		}
		second := o.as("second")
		if text := second.Get(messagesPath).Text(); !strings.Contains(text, number) {
			t.Errorf("nobody asked the second leader: %s", text)
		}
		sends(second, at, `form[action="`+at+`/grant-restrict"]`, nil)
		o.work()
		if p := second.Get(at); p.Status != 404 {
			t.Errorf("who agreed opens it: %d", p.Status)
		}
		one := o.as("cityleader")
		sends(one, at, `form[action="`+at+`/sign"]`, nil)
		sends(one, at+"/hand-over", "main form", url.Values{
			"recipient": {lead.ToDiscipline}, "way": {wayPaper}, "reason": {"涉及更高级别领导干部，按干部管理权限移交"}, "contact": {lead.ContactStays},
		})
		o.work()
		o.decides(second, number, "按干部管理权限移交", url.Values{"decision": {decisionApprove}})
		for _, step := range []url.Values{
			{"step": {"sign"}, "day": {"2025-07-07"}, "receiver": {"值班某"}}, {"step": {"answer"}, "outcome": {"filed"}, "told": {"已登记，依规办理"}},
		} {
			sends(one, at+"/hand-over/"+idText(o.over(number).ID)+"/record", "main form", step)
		}
		reply := url.Values{"found": {"您反映的问题已按规定移交有管辖权的机关办理。"}, "result": {"由该机关依规办理"}, "remedy": {"可向该机关了解"}, "finding": {"unverifiable"}, "summary": {"已按规定移交"}}
		sends(one, at+"/reply", "main form", reply)
		p := o.decides(second, number, "由该机关依规办理", url.Values{"decision": {decisionRefuse}, "reason": {""}})
		if p.Status != 422 {
			t.Errorf("sent back without a reason: %d", p.Status)
		}
		o.decides(second, number, "由该机关依规办理", url.Values{"decision": {decisionApprove}})
		sends(one, at+"/close", "main form", url.Values{"remark": {""}})
		c, err := o.Leads.Get(t.Context(), o.actor("cityleader"), number)
		if must(t, err); c.State != lead.Closed || c.HandOver != lead.OverAnswered {
			t.Errorf("in the end %s, %s", c.State, c.HandOver)
		}
		if text := second.Get(restrictedPath).Text(); strings.Contains(text, number) {
			t.Errorf("it still waits: %s", text)
		}
	})
}

// decides opens what waits for the second person and answers it.
func (o *office) decides(v *testkit.Visitor, number, proposal string, answer url.Values) *testkit.Page {
	o.t.Helper()
	if text := v.Get(restrictedPath).Text(); !strings.Contains(text, number) {
		o.t.Errorf("it is not on the list: %s", text)
	}
	page := v.Get(restrictedCase(number))
	if text := page.Text(); !strings.Contains(text, proposal) || strings.Contains(text, probe) {
		o.t.Errorf("the second person reads: %s", text)
	}
	return fills(v, page, "main form", answer)
}

// sends opens a page and sends a form of it.
func sends(v *testkit.Visitor, path, form string, values url.Values) *testkit.Page {
	return fills(v, v.Get(path), form, values)
}

func fills(v *testkit.Visitor, page *testkit.Page, form string, values url.Values) *testkit.Page {
	f := page.Form(form)
	for name, to := range values {
		f.Set(name, to...)
	}
	return v.Submit(f, "")
}

// A package of a restricted lead shows nothing before it is signed for, and then nothing to anybody else.
func TestRestricted_packageOpensWithTheSignature(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.later(time.Minute)
	number := o.handedOver(lead.ContactStays)
	o.restrictClosed(number)
	v, at := o.as("discipline"), packagePath(o.over(number).ID)
	page := v.Get(at)
	has(t, page, "签收后只有签收人可以查看")
	hasNot(t, page, "三万元共建费", number, "示例一小")
	if p := v.Get(at + "/letters/hand_over"); p.Status != 404 {
		t.Errorf("its letter: %d", p.Status)
	}
	has(t, v.Submit(page.Form("#step-sign"), ""), "三万元共建费")
	o.hireOfficer("discipline2")
	other := o.as("discipline2")
	if p := other.Get(at); p.Status != 404 {
		t.Errorf("a colleague opens it: %d", p.Status)
	}
	list := other.Get("/ji?packages=signed")
	has(t, list, "限制知悉")
	if list.Has("main .table a.code") {
		t.Error("a colleague's list leads to it")
	}
}

// restrictClosed reopens a closed lead and makes it the recipient's alone.
func (o *office) restrictClosed(number string) {
	o.t.Helper()
	p, err := o.Leads.PublicByNumber(o.t.Context(), number)
	must(o.t, err)
	o.ok(o.Leads.Rate(o.t.Context(), p.ID, lead.Said{Solved: lead.Unsolved}))
	o.clock.Add(time.Minute)
	o.restrict(number)
	o.work()
}

func (o *office) hireOfficer(name string) {
	o.t.Helper()
	s := []org.Staff{{UserName: name, DisplayName: "纪检乙", UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true}}
	o.tx(func(ctx context.Context, tx db.Tx) error { return o.Org.PutStaff(ctx, tx, s) })
	o.staff[name] = s[0]
}
