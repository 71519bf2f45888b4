package httpd

import "testing"

func TestMessages_areReadByPressingNotByLooking(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("leader")
	page := v.Get("/messages")
	has(t, page, "未读", "线索 "+o.review+" 的答复待审核")
	if page = v.Get("/messages"); !page.Has(".wrow--new") || !page.Has(`a[href="/cases/`+o.review+`"]`) {
		t.Fatal("looking marked them as seen")
	}
	page = v.Submit(page.Form("main form"), "")
	has(t, page, "未读 0 条", "已全部标为已读", o.review)
	if page.Has(".wrow--new") || page.Has("main form") {
		t.Error("they are still new")
	}
	has(t, o.as("monitor").Get("/messages"), "督办单待签发：线索 "+o.late+"，米东区教育局已超期 4 个工作日")
	has(t, o.as("operator").Get("/messages"), "没有消息")
	if page := o.as("discipline").Get("/messages"); page.Has(`a[href="/cases/` + o.late + `"]`) {
		t.Error("a notice leads into the lead")
	}
}
