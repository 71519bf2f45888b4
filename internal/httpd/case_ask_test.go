package httpd

import (
	"slices"
	"testing"
	"time"

	"sunlead/internal/lead"
)

// The whole way of a question through the staff's pages: asked, waited for, taken down by a colleague.
func TestAsk_isAskedWaitedForAndTakenDown(t *testing.T) {
	t.Parallel()
	b := newCaseBench(t)
	number := b.submit()
	b.sign("handler", number)
	b.clock.Set(time.Date(2026, 7, 6, 4, 0, 0, 0, time.UTC))
	v := b.as("handler")
	p := v.Submit(v.Get(casePath(number)+"/ask").Form("main form").Set("question", "太短"), "")
	wantStatus(t, p, 422)
	wantText(t, p, "太短", "请选择等几天")
	p = v.Submit(p.Form("main form").Set("question", askIt).Set("days", "3"), "")
	wantText(t, p, "问题已发出", "待反映人补充", "反映人（补充）", "暂停，等待反映人补充", askIt)
	wantText(t, v.Get("/cases"), "等别人")
	b.clock.Set(time.Date(2026, 7, 7, 4, 0, 0, 0, time.UTC))
	colleague := b.as("leader")
	p = colleague.Get(casePath(number) + "/answer")
	wantText(t, p, askIt)
	p = colleague.Submit(p.Form("main form").Set("answer", "收条在孩子父亲手里，电话 13900001234"), "")
	wantText(t, p, "补充的情况已登记", "收条在孩子父亲手里", "等待反映人补充，不计算")
	if tags := colleague.Get("/cases").Texts("main .tag"); !slices.Contains(tags, "有补充") {
		t.Errorf("the list shows %q: %s", tags, colleague.Get("/cases").Text())
	}
	must(t, b.Leads.Accept(t.Context(), b.who("handler"), b.ref("handler", number), lead.ByHotline))
	if tags := colleague.Get("/cases").Texts("main .tag"); len(tags) == 0 || slices.Contains(tags, "有补充") {
		t.Errorf("after the next move the list shows %q", tags)
	}
}
