package httpd

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// TestParentPages_inABrowser looks at every page of the parent's side; it needs Chromium and is empty in a quick run.
func TestParentPages_inABrowser(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	w := newParentSite(t)
	site := httptest.NewServer(w.Handler())
	t.Cleanup(site.Close)
	l := &looker{parentSite: w, tab: testkit.NewBrowser(t).Open(site.URL + "/"), base: site.URL}
	l.reports()
	l.errors()
	l.all()
	l.tracks()
	if broken := l.tab.ConsoleErrors(); len(broken) > 0 {
		t.Errorf("the browser complains: %q", broken)
	}
}

// looker keeps pictures of pages and finds what is wrong with them.
type looker struct {
	*parentSite
	tab  *testkit.Tab
	base string
}

// look keeps the page as shots/parent-NAME-WIDTH.png; no page is wider than its window or breaks a rule of access.
func (l *looker) look(name string) {
	l.t.Helper()
	if h1 := l.tab.MustElement("main h1").MustText(); strings.Contains(h1, "出错") {
		l.t.Errorf("%s says %s", name, h1)
	}
	for _, width := range testkit.Widths {
		l.tab.Screenshot("parent-"+name, width)
		if n := l.tab.Sideways(); n > 0 {
			l.t.Errorf("%s is %d px too wide at %d", name, n, width)
		}
	}
	for _, v := range l.tab.Axe() {
		l.t.Errorf("%s: %s", name, v)
	}
}

func (l *looker) open(path string) { l.tab.Go(l.base + path) }

func (l *looker) choose(name, value string) {
	l.tab.MustElement(`[name="` + name + `"][value="` + value + `"] + label`).MustClick()
}

func (l *looker) write(name, value string) {
	l.tab.MustElement(`[name="` + name + `"]`).MustSelectAllText().MustInput(value)
}

func (l *looker) goOn() { l.tab.Click(`main form button[type=submit]:not([name])`) }

// noFiles goes on from the page of evidence.
func (l *looker) noFiles() { l.tab.Click(`form[action="/report/evidence/next"] button`) }

// reports walks the pages in order.
func (l *looker) reports() {
	l.look("home")
	l.goOn()
	l.look("type")
	l.choose("cat", "fee")
	l.goOn()
	l.look("school")
	l.choose("district", districtOfTests)
	l.write("school_q", "示例")
	l.tab.Click(`button[name=find]`)
	l.choose("about", "district_bureau")
	l.choose("nature", "work")
	l.look("school-found")
	l.choose("school_id", noSchool)
	l.goOn()
	l.look("what")
	l.write("text", tellIt)
	l.choose("when", "earlier")
	l.choose("deadline", "yes")
	l.look("what-open")
	l.write("text", tellIt+"。我儿子张小明的身份证号是650102201801011237。")
	l.goOn()
	l.look("mask")
	l.tab.Click(`button[value=hide]`)
	l.look("evidence")
	l.noFiles()
	l.look("contact")
	l.choose("mode", "phone")
	l.look("contact-phone")
	l.write("phone", "19900001234")
	l.write("name", "王女士")
	l.choose("consent", "1")
	l.goOn()
	l.look("check")
	l.open("/report/type")
	l.look("type-unsent")
	l.open("/report/contact")
	l.look("contact-kept")
	l.open("/report/check")
	l.goOn()
	l.look("done")
}

// errors sends empty forms, each from the page before it answered.
func (l *looker) errors() {
	l.open("/report/type")
	l.goOn()
	l.look("type-error")
	l.choose("cat", "fee")
	l.goOn()
	l.choose("about", "district_bureau")
	l.goOn()
	l.look("school-error")
	l.choose("district", districtOfTests)
	l.choose("nature", "work")
	l.write("school_q", "示例五小")
	l.goOn()
	l.look("school-differs")
	l.choose("school_id", noSchool)
	l.goOn()
	l.write("text", "太短")
	l.goOn()
	l.look("what-error")
	l.write("text", tellIt)
	l.goOn()
	l.noFiles()
	l.choose("mode", "phone")
	l.goOn()
	l.look("contact-error")
}

func (l *looker) all() {
	l.open("/report/all")
	l.look("all")
	l.goOn()
	l.look("all-error")
	v := l.visitor()
	values := l.everything(v)
	v.Post("/report/all", values)
	l.choose("cat", "staff")
	l.tab.MustEval(`key => document.querySelector("[name=key]").value = key`, values.Get("key"))
	l.choose("district", "unsure")
	l.choose("about", "school")
	l.write("text", "听说有人打招呼把片区外的孩子安排进示例一小")
	l.choose("mode", "anonymous")
	l.goOn()
	l.look("other")
}

func (l *looker) tracks() {
	l.open("/track")
	l.look("track")
	l.write("code", "4821 0937 5562 1048")
	l.goOn()
	l.look("track-error")
	for i, prepare := range []func(number string){
		func(string) {},
		func(n string) { l.route(); l.signed("handler", n); l.answer("handler", "leader", n) },
		func(n string) { l.route(); l.signed("handler", n); l.rejectIt(n) },
		func(string) { l.route(); l.clock.Set(l.clock.Now().AddDate(0, 0, 30)); l.escalate() },
		func(n string) { l.route(); l.signed("handler", n); l.askFor("handler", n, 5) },
	} {
		code, number := l.reported()
		prepare(number)
		l.open("/track")
		l.write("code", code)
		l.goOn()
		l.look("case-" + strconv.Itoa(i+1))
		if i == 4 {
			l.goOn()
			l.look("case-question-error")
			l.write("answer", "收条是 6 月 30 日写的，交给了学校财务室，照片上能看清金额和公章。")
			l.goOn()
			l.look("case-supplied")
			l.tab.MustElement("details.why summary").MustClick()
			l.look("case-why")
			l.open(trackWithdrawPath)
			l.look("withdraw")
			l.goOn()
			l.look("case-withdrawn")
		}
		if i == 1 {
			l.open("/track/case/letters/answer")
			l.look("letter")
			l.open(trackCasePath)
		}
		if i == 1 {
			l.clock.Set(l.clock.Now().Add(time.Minute))
			l.goOn()
			l.look("case-error")
			l.choose("contacted", "no")
			l.choose("solved", "unsolved")
			l.choose("satisfied", "bad")
			l.goOn()
			l.look("case-reopened")
		}
	}
	l.clock.Set(l.clock.Now().Add(receiptLife * 2))
	l.open(reportDonePath)
	l.look("done-over")
}

func (l *looker) escalate() {
	l.t.Helper()
	_, err := l.Leads.Escalate(l.t.Context())
	l.must(err)
}

func (l *looker) rejectIt(number string) {
	l.t.Helper()
	l.must(l.Leads.DraftReject(l.t.Context(), l.staff["handler"], l.ref("handler", number), lead.Rejection{
		Reason: "out_of_scope", Elsewhere: "幼儿园收费请向市场监管部门反映，电话可以拨打 12315。",
	}))
	l.must(l.Leads.Approve(l.t.Context(), l.staff["leader"], l.ref("leader", number)))
}
