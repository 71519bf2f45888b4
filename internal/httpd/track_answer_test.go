package httpd

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/lead"
)

const askIt = "请问收条上写的是哪一天，交给了谁？"

// askFor puts a question to the reporter.
func (w *parentSite) askFor(who, number string, days int) {
	w.t.Helper()
	w.must(w.Leads.Ask(w.t.Context(), w.staff[who], w.ref(who, number), lead.Asking{Question: askIt, Days: days}))
}

func TestTrackAnswer_isAskedAndTaken(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	w.askFor("handler", number, 3)
	v, p := w.tracking(code)
	says(t, p, askIt, "请在 2026年7月9日 以前补充", "需要您补充")
	if p.Has(".why") || strings.Contains(p.Text(), "前答复您") {
		t.Error("a date is promised while it waits")
	}
	long := strings.Repeat("长", 2001)
	for _, typed := range []string{"", long} {
		if p = v.Submit(mainForm(p).Set("answer", typed), ""); p.Status != http.StatusUnprocessableEntity || p.One("#answer").Text() != typed {
			t.Errorf("%d characters: %d, keeps %d", len(typed)/3, p.Status, len(p.One("#answer").Text())/3)
		}
	}
	w.clock.Set(w.clock.Now().AddDate(0, 0, 2))
	p = v.Post(trackCasePath+"/answer", mainForm(p).Set("answer", "写了很久").Values())
	if says(t, p, "重新输入查询码", "写了很久"); p.Status != http.StatusConflict {
		t.Errorf("after half an hour: %d", p.Status)
	}
	v, p = w.tracking(code)
	old := mainForm(p).Set("answer", "收条是 6 月 30 日写的，交给了学校财务室").Values()
	p = v.Post(trackCasePath+"/answer", old)
	says(t, p, "已收到您补充的情况", "您补充过的情况", "收条是 6 月 30 日写的", "最晚 2026年7月14日 前答复您")
	if p = v.Post(trackCasePath+"/answer", old); p.Status != http.StatusOK {
		t.Errorf("a second tap: %d", p.Status)
	}
	old.Set("answer", "另外，还有一张照片")
	p = v.Post(trackCasePath+"/answer", old)
	if says(t, p, "已经不用再补充了", "另外，还有一张照片"); p.Status != http.StatusConflict {
		t.Errorf("after the answer: %d", p.Status)
	}
}

// The date explains itself to a parent: each day, why some do not count, and nothing of the office's own limits.
func TestTrackWhy_eachDayInPlainWords(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported() // Monday the 6th
	w.route()
	w.signed("handler", number)
	w.clock.Set(time.Date(2026, 7, 8, 10, 0, 0, 0, clock.Beijing))
	w.askFor("handler", number, 3)
	w.clock.Set(time.Date(2026, 7, 9, 10, 0, 0, 0, clock.Beijing))
	v, p := w.tracking(code)
	v.Submit(mainForm(p).Set("answer", "交给了学校财务室"), "")
	p = v.Get(trackCasePath)
	days := p.Texts(".why__day")
	for i, want := range []string{
		"7月6日 周一 收到当天，不计算", "7月7日 周二 第 1 天 工作日", "7月8日 周三 等待您补充，不计算", "7月9日 周四 第 2 天 工作日", "7月10日 周五 第 3 天 工作日",
		"7月11日 周六 周末", "7月12日 周日 周末", "7月13日 周一 第 4 天 工作日", "7月14日 周二 第 5 天 工作日",
	} {
		if i >= len(days) || strings.Join(strings.Fields(days[i]), " ") != want {
			t.Errorf("line %d is not %q: %q", i+1, want, days)
		}
	}
	says(t, p, "为什么是这一天", "数 5 个工作日")
	for _, never := range []string{"签收时限", "受理告知", "联系时限"} {
		if strings.Contains(p.Text(), never) {
			t.Errorf("the page says %q", never)
		}
	}
}
