package httpd

import "testing"

// Asked once more, then gone: the case page says so, and offers it no more.
func TestTrackErase_isConfirmedAndRead(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(mainForm(w.begun(v)), "提交")
	number := numberOn(p)
	w.route()
	v, p = w.tracking(p.One(".receipt__code").Text())
	p = v.Get(p.One(`main a[href="/track/case/erase"]`).Attr("href"))
	says(t, p, "谁也不能再给您打电话", "照样办理", number)
	p = v.Submit(mainForm(p), "确认删除")
	says(t, p, "联系方式已经删除", "您删除了联系方式")
	if p.Has(`main a[href="/track/case/erase"]`) {
		t.Error("it can be deleted again")
	}
	if p = v.Get(trackErasePath); p.URL.Path != trackCasePath {
		t.Errorf("the question is still asked at %s", p.URL)
	}
	says(t, w.visitor().Get(trackErasePath), "查询码")
}
