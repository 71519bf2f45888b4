package httpd

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
)

func TestChecklist_has34ItemsInFiveTasks(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("handler").Get("/checklist")
	links := page.All(`main a[href]`)
	seen := map[string]bool{}
	for _, a := range links {
		if strings.HasPrefix(a.Attr("href"), "/checklist/") {
			seen[a.Attr("href")] = true
		}
	}
	if len(seen) != 34 || seen["/checklist/6"] || len(page.All("main section")) != 5 {
		t.Errorf("%d items in %d tasks", len(seen), len(page.All("main section")))
	}
	has(t, page, "优化招生入学政策措施 10 项", "本区相关线索 2 件（1 件未办结）", "查实违规 1 起", "公安、民政等部分信息")
	has(t, o.as("monitor").Get("/checklist"), "全市相关线索 4 件（3 件未办结）", "查实违规 1 起")
}

func TestChecklistItem_showsItsLeadsAndViolations(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, user := range []string{"handler", "leader", "monitor", "cityleader"} {
		v := o.as(user)
		page := v.Get("/checklist/14")
		has(t, page, "是否收取或变相收取与入学挂钩", "没有问题时的答案：否", o.proven, "示例一小", "查实违规 1 起", "责令退还，负责人作检查")
		all := page.One("main a[data-count]")
		n, err := strconv.Atoi(all.Attr("data-count"))
		if list := v.Get(all.Attr("href")); err != nil || n < 2 || !contains(list.Text(), totalOf(n)) {
			t.Errorf("%s: %s opens %s", user, all.HTML(), list.One("main").Text())
		}
	}
	v := o.as("handler")
	has(t, v.Get("/checklist/7"), "是否经由省级", "没有涉及这一项的线索", "没有登记违规招生行为")
	if p := v.Get("/checklist/5"); p.One("a[rel=next]").Attr("href") != "/checklist/7" || p.One("a[rel=prev]").Attr("href") != "/checklist/4" {
		t.Error("the neighbours of 5 are 4 and 7")
	}
	for _, none := range []string{"6", "36", "0", "99", "x", "014"} {
		if p := v.Get("/checklist/" + none); p.Status != 404 {
			t.Errorf("/checklist/%s: %d", none, p.Status)
		}
	}
}

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
	has(t, o.as("monitor").Get("/messages"), "督办（待签发）：线索 "+o.late+"，米东区教育局已超期 4 个工作日")
	has(t, o.as("operator").Get("/messages"), "没有消息")
	if page := o.as("discipline").Get("/messages"); page.Has(`a[href="/cases/` + o.late + `"]`) {
		t.Error("a notice leads into the lead")
	}
}

func TestJi_getsNoticesWithoutTheLead(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.later(3 * 24 * time.Hour)
	page := o.as("discipline").Get("/ji")
	has(t, page, totalOf(2), o.late, "米东区教育局", "7 个工作日", "临期提醒 → 超期提醒 → 催办 → 督办", o.city)
	hasNot(t, page, `/cases/`+o.late, "示例五小", "公示", o.walled, "打招呼")
	v := o.as("discipline")
	has(t, v.Get("/cases/"+o.city), o.city)
	if p := v.Get("/cases/" + o.late); p.Status != 404 {
		t.Errorf("the notice opens the lead: %d", p.Status)
	}
	for _, user := range []string{"cityleader", "monitor", "handler", "admin"} {
		if p := o.as(user).Get("/ji"); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}

func TestJi_pagesBothListsByKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range lead.PageSize + 1 {
		o.submit(cityReport)
	}
	v := o.as("discipline")
	page := v.Get("/ji")
	next := v.Get(page.One("a[rel=next]").Attr("href"))
	has(t, next, totalOf(lead.PageSize+1), totalOf(0))
	if n := len(next.All(".wrow")); n != 1 {
		t.Errorf("%d on the second page", n)
	}
}

func TestAdminUsers_listsAccountsAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("admin").Get("/admin/users")
	has(t, page, "共 10 个账号", "天山承办人", "天山区教育局", "热线话务员", "可查看限知", "停用", "cityleader")
	if page.Has("main form") || page.Has("main a") {
		t.Error("the list offers something to press")
	}
	hasNot(t, page, "argon2")
	for _, user := range []string{"cityleader", "operator", "monitor"} {
		if p := o.as(user).Get("/admin/users"); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}
