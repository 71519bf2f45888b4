package httpd

import (
	"strconv"
	"strings"
	"testing"
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
	has(t, o.as("monitor").Get("/checklist"), "全市相关线索 3 件（2 件未办结）", "查实违规 1 起")
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
