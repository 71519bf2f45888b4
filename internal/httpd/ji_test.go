package httpd

import (
	"testing"
	"time"

	"sunlead/internal/lead"
)

func TestJi_getsNoticesWithoutTheLead(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.later(3 * 24 * time.Hour)
	page := o.as("discipline").Get("/ji")
	has(t, page, totalOf(2), o.late, "米东区教育局", "7 个工作日", "临期提醒 → 超期提醒 → 催办", o.city)
	hasNot(t, page, `/cases/`+o.late, "示例五小", "公示", o.walled, "打招呼", "督办")
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
