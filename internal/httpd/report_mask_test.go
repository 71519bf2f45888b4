package httpd

import (
	"testing"

	"sunlead/internal/testkit"
)

const (
	namedText  = tellIt + "。我儿子张小明今年报名，身份证６５０１０２ ２０１８０１０１ １２３７，电话199-0000-1234。"
	maskedText = tellIt + "。我儿子张某某今年报名，身份证６５０*** ******** **３７，电话199-****-**34。"
)

// toText walks a visitor to the page that asks what happened.
func (w *parentSite) toText(v *testkit.Visitor) *testkit.Page {
	w.t.Helper()
	p := v.Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers} {
		p = v.Submit(fill(p, answers), "下一步")
	}
	return p
}

// The offer is made once for a text, shows what would be masked, and does what was answered.
func TestReportMask_offersAndRemembers(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(w.toText(v), map[string]string{"text": namedText}), "下一步")
	if p.URL.Path != reportMask.path || p.Status != 200 {
		t.Fatalf("led to %s", p.URL)
	}
	says(t, p, "这里好像有孩子的姓名、身份证号、手机号，要替您遮住吗？", "张小明", "遮住后： 张某某", "遮住后： 199-****-**34")
	if got := v.Get("/report/contact").URL.Path; got != reportMask.path {
		t.Errorf("the next page opens without an answer: %s", got)
	}
	if got := v.Submit(mainForm(v.Get(reportMask.path)), "保留").URL.Path; got != reportFilesPath {
		t.Errorf("led to %s", got)
	}
	if got := v.Get(reportMask.path).URL.Path; got != reportFilesPath {
		t.Errorf("it is asked again at %s", got)
	}
	what := v.Get("/report/what")
	if got := mainForm(what).Values().Get("text"); got != namedText {
		t.Errorf("kept %q", got)
	}
	p = v.Submit(fill(what, map[string]string{"text": namedText + "谢谢。"}), "下一步")
	if p.URL.Path != reportMask.path {
		t.Fatalf("a changed text is not asked for: %s", p.URL)
	}
	p = v.Submit(mainForm(p), "遮住（推荐）")
	if back := p.One(".back").Attr("href"); p.URL.Path != reportFilesPath || back != "/report/what" {
		t.Errorf("led to %s, and back to %s", p.URL, back)
	}
	if got := mainForm(v.Get("/report/what")).Values().Get("text"); got != maskedText+"谢谢。" {
		t.Errorf("masked: %q", got)
	}
	p = v.Submit(fill(v.Get("/report/contact"), map[string]string{"mode": "anonymous"}), "下一步")
	says(t, v.Submit(mainForm(p), "提交"), "已收到您的反映")
}

// An answer that is none leads to the question again; nothing is lost.
func TestReportMask_wantsAnAnswer(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(w.toText(v), map[string]string{"text": namedText}), "下一步")
	values := mainForm(p).Values()
	values.Set("mask", "both")
	if p = v.Post(reportMask.path, values); p.Status != 422 {
		t.Errorf("%d", p.Status)
	}
	says(t, p, "请选“遮住”或“保留”", "张小明")
	if got := mainForm(v.Get("/report/what")).Values().Get("text"); got != namedText {
		t.Errorf("now %q", got)
	}
}

// Without cookies the page is the answer to the text, and the next one is the answer to it.
func TestReportMask_withoutCookies(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	fresh := func() *testkit.Visitor { return w.visitor() }
	p := fresh().Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, {"text": namedText}} {
		p = fresh().Submit(fill(p, answers), "下一步")
	}
	says(t, p, "要替您遮住吗？")
	p = fresh().Submit(mainForm(p), "遮住（推荐）")
	says(t, p, "有照片、录音或材料吗？")
}

// On one page the offer stands between the form and the ledger, and carries the whole form.
func TestReportMask_ofTheWholeReport(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for button, want := range map[string]string{"遮住（推荐）": maskedText, "保留": namedText} {
		v := w.visitor()
		values := w.everything(v)
		values.Set("text", namedText)
		was := w.count("leads")
		p := v.Post("/report/all", values)
		says(t, p, "要替您遮住吗？")
		if w.count("leads") != was || w.count("drafts") != 0 {
			t.Error("something is stored before the answer")
		}
		says(t, v.Submit(mainForm(p), button), "已收到您的反映")
		var text string
		w.must(w.d.Gorm(t.Context()).Raw("SELECT text FROM lead_texts ORDER BY lead_id DESC LIMIT 1").Scan(&text).Error)
		if text != want {
			t.Errorf("%s: stored %q", button, text)
		}
	}
}

func TestReportWhat_asksWhatWordsMean(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(w.toText(v), map[string]string{"text": tellIt, "amount": "三万五千元"}), "下一步")
	if p.Status != 422 || mainForm(p).Values().Get("amount") != "三万五千元" {
		t.Errorf("%d, %s", p.Status, p.Text())
	}
	says(t, p, "您写的是 35000 元吗？")
	if p = v.Submit(fill(p, map[string]string{"amount": "35000"}), "下一步"); p.URL.Path != reportFilesPath {
		t.Errorf("led to %s", p.URL)
	}
}
