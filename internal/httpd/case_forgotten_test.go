package httpd

import (
	"context"
	"testing"
)

// When the years are over the case says so where the contact was, its reading is offered no more, and the reporter reads it too.
func TestCase_contactThatWasDeleted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.Leads.Retention = func(context.Context) int { return 1 }
	number := o.submit()
	p, err := o.Leads.PublicByNumber(t.Context(), number)
	o.ok(err)
	o.ok(o.Leads.Withdraw(t.Context(), p.ID, "已经解决"))
	o.clock.Set(o.clock.Now().AddDate(1, 0, 1))
	_, err = o.Leads.Forget(t.Context())
	o.ok(err)
	v := o.as("handler")
	page := v.Get(casePath(number))
	has(t, page, "反映人的联系方式已删除，办理经过里写明了原因。", "联系方式已满保存年限，已删除")
	hasNot(t, page, "199****1234", "王女士")
	if len(page.All(`a[href="`+casePath(number)+`/reveal"]`)) != 0 {
		t.Error("its reading is offered")
	}
	f := v.Get(casePath(number)+"/reveal").Form("main form").Set("purpose", "verify").Set("reason", "电话核实缴费时间")
	if p := v.Submit(f, ""); p.Status != 409 || o.told("revealed") != 0 {
		t.Errorf("read all the same: %d, told %d times", p.Status, o.told("revealed"))
	}
	told, err := o.Leads.Public(t.Context(), p.ID)
	o.ok(err)
	if title := o.publicEvent(told, told.Events[len(told.Events)-1]).Title; title != "联系方式已满保存年限，已删除" {
		t.Errorf("the reporter reads %q", title)
	}
}
