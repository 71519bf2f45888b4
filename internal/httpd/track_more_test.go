package httpd

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTrackAdd_isTakenAndReadByTheHandler(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	v, p := w.tracking(code)
	if !p.Has(`main a[href="/track/case/add"]`) {
		t.Fatal("no way to it")
	}
	long := strings.Repeat("长", 1001)
	p = v.Submit(mainForm(v.Get(trackAddPath)).Set("words", long), "")
	if says(t, p, "写得太长了，请删去 1 个字"); p.Status != http.StatusUnprocessableEntity || p.One("#words").Text() != long {
		t.Errorf("too long: %d", p.Status)
	}
	const words = "收条的照片找到了，是 6 月 30 日写的"
	p = v.Submit(mainForm(p).Set("words", words), "")
	says(t, p, "已收到您的补充", "您补充过的说明", words, "您补充了说明")
	w.clock.Set(w.clock.Now().Add(time.Hour))
	p = v.Post(trackAddPath, url.Values{"key": {w.keyField(newFormKey())}, "words": {"另外还有一张发票"}})
	if says(t, p, "重新输入查询码", "另外还有一张发票"); p.Status != http.StatusConflict {
		t.Errorf("after the half hour: %d", p.Status)
	}
}

func TestTrackStay_beginsTheHalfHourAnew(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	v, p := w.tracking(code)
	says(t, p, "16:50 以后要重新输入查询码")
	w.clock.Set(w.clock.Now().Add(20 * time.Minute))
	p = v.Get(p.One(`main a[href="/track/case/stay"]`).Attr("href"))
	says(t, p, "17:10 以后要重新输入查询码")
	w.clock.Set(w.clock.Now().Add(20 * time.Minute))
	if p = v.Get(trackCasePath); p.URL.Path != trackCasePath {
		t.Errorf("it is closed all the same: %s", p.URL)
	}
	w.clock.Set(w.clock.Now().Add(11 * time.Minute))
	if p = v.Get(trackStayPath); p.URL.Path != trackPath {
		t.Errorf("when it is over it cannot be made longer: %s", p.URL)
	}
}

func TestTrackCase_threeQuestions(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	w.answer("handler", "leader", number)
	v, p := w.tracking(code)
	says(t, p, "有工作人员联系过您吗？", "您反映的问题解决了吗？", "对办理满意吗？", "还想说什么", "对答复不满意，您可以", "会换人重新办理")
	p = v.Submit(mainForm(p).Set("solved", "solved").Set("words", strings.Repeat("好", 501)), "")
	says(t, p, "请选择有没有人联系过您", "请选择满意程度")
	if mainForm(p).Get("solved") != "solved" || len(p.One("#words").Text()) != 1503 {
		t.Error("what was typed is lost")
	}
	p = v.Submit(mainForm(p).Set("contacted", "yes").Set("satisfied", "very_good").Set("words", "办得很快"), "")
	says(t, p, "谢谢您的评价", "您的评价：解决了", "办得很快", "很满意")
}

func TestTrackCase_tellsWhoLookedAtTheContact(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	w.signed("handler", number)
	_, err := w.Leads.Reveal(t.Context(), w.staff["handler"], number, "verify", "电话核实缴费时间")
	w.must(err)
	_, p := w.tracking(code)
	says(t, p, "谁查看过您的联系方式", "2026年7月6日，天山区教育局，向您核实情况")
	if strings.Contains(p.Text(), "缴费时间") || strings.Contains(p.Text(), "handler") {
		t.Error("the reason, or the person, is told")
	}
}

// What somebody wrote for longer than the half hour is given back, whatever it was for.
func TestTrack_whatWasWrittenTooLongIsGivenBack(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	v, _ := w.tracking(code)
	w.clock.Set(w.clock.Now().Add(time.Hour))
	const words = "学校第二天就退了钱，但是态度很不好"
	for path, field := range map[string]string{trackCasePath: "words", trackWithdrawPath: "reason", trackAddPath: "words", trackCasePath + "/answer": "answer"} {
		p := v.Post(path, url.Values{"key": {w.keyField(newFormKey())}, field: {words}})
		if says(t, p, "重新输入查询码", words); p.Status != http.StatusConflict {
			t.Errorf("%s: %d", path, p.Status)
		}
	}
}
