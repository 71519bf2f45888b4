package httpd

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// call fills the form with what a caller tells.
func call(v *testkit.Visitor) *testkit.Form {
	return v.Get("/desk").Form("main form").
		Set("text", "孩子报名时学校要先交三万元共建费").Set("school", "一小").Set("district", "650102").Set("cat", "fee").
		Set("item", "14").Set("about", "school").Set("source", "visit").Set("ani", "１９９０-０００ ２２２２").Set("name", "李女士")
}

var inFours = regexp.MustCompile(`^\d{4} \d{4} \d{4} \d{4}$`)

func TestDesk_takesACallAndReadsOutTheCode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	page := v.Submit(call(v), "")
	has(t, page, "口播", "接下一个", "登记编号", "查询码")
	number, code := page.All(".readout__code")[0].Text(), page.One("[data-code]").Text()
	if _, ok := lead.ParseNumber(number); !ok || page.URL.Path != "/desk/done" || !inFours.MatchString(code) {
		t.Fatalf("%s: number %q, code %q", page.URL, number, code)
	}
	if p, err := o.Leads.Open(t.Context(), code); err != nil || p.Lead == 0 {
		t.Errorf("the code opens nothing: %v", err)
	}
	o.work()
	c, err := o.Leads.Get(t.Context(), o.actor("handler"), number)
	o.ok(err)
	if c.Source != lead.FromVisit || c.SchoolName != "示例一小" || c.SchoolID == 0 || len(c.Items) != 1 || c.Phone != "199****2222" || c.Anonymous {
		t.Errorf("stored is %+v", c.Lead)
	}
	if next := v.Get(page.One("[data-primary]").Attr("href")).Form("main form"); next.Get("text") != "" || next.Get("hide") != "1" {
		t.Errorf("the next call begins with %v", next.Values())
	}
}

func TestDesk_wrongFieldsKeepTheText(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	form := call(v).Set("text", "短").Set("district", "").Set("about", "city_bureau").Set("ani", "12").Set("urgent", "1").Set("name", strings.Repeat("名", 21)).Set("hide")
	page := v.Submit(form, "")
	again := page.Form("main form")
	if page.Status != 422 || again.Get("text") != "短" || again.Get("ani") != "12" || again.Get("cat") != "fee" || again.Get("hide") != "" ||
		again.Get("key") != form.Get("key") || again.Get("urgent") != "1" {
		t.Fatalf("%d %v", page.Status, again.Values())
	}
	var targets []string
	for _, a := range page.All(".govuk-error-summary a") {
		targets = append(targets, a.Attr("href"))
		if !page.Has(a.Attr("href")) {
			t.Errorf("nothing at %s", a.Attr("href"))
		}
	}
	if got := strings.Join(targets, " "); got != "#text #district #nature #urgent_why #ani #name" {
		t.Errorf("the summary leads to %s", got)
	}
	again.Set("text", "孩子报名时学校要先交三万元").Set("district", "unsure").Set("about", "unsure").Set("ani", "").Set("urgent").Set("name", "")
	if page = v.Submit(again, ""); page.URL.Path != "/desk/done" || !strings.Contains(page.Text(), "查询码丢了，谁也找不回来") {
		t.Errorf("corrected: %d %s", page.Status, page.Text())
	}
}

func TestDesk_refusesWhatIsNotOffered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	for field, value := range map[string]string{
		"source": "web", "kind": "gossip", "item": "6", "district": "650199", "cat": "x", "about": "x", "nature": "x", "lang": "tlh",
		"urgent": "2", "anon": "yes", "hide": "no", "school": strings.Repeat("校", 41), "urgent_why": strings.Repeat("急", 101), "text": strings.Repeat("字", 2001),
	} {
		values := call(v).Values()
		values.Set(field, value)
		if field == "nature" {
			values.Set("about", "district_bureau")
		}
		p := v.Post("/desk", values)
		if p.Status != 422 || !p.Has(".govuk-error-summary a[href=#"+field+"]") {
			t.Errorf("%s=%.10s: %d", field, value, p.Status)
		}
	}
	values := call(v).Values()
	values.Set("extra", "1")
	if p := v.Post("/desk", values); p.Status != 400 {
		t.Errorf("unknown field: %d", p.Status)
	}
	values = call(v).Values()
	values.Set("key", "forged")
	if p := v.Post("/desk", values); p.Status != 400 || !strings.Contains(p.Text(), "三万元") {
		t.Errorf("forged key: %d", p.Status)
	}
}

func TestDesk_doubleClickIsOneReceipt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	form := call(v)
	first, second := v.Submit(form, ""), v.Submit(form, "")
	if a, b := first.Texts(".readout__code"), second.Texts(".readout__code"); len(a) != 2 || strings.Join(a, "|") != strings.Join(b, "|") {
		t.Errorf("%q and %q", a, b)
	}
	page := v.Submit(form.Set("text", "另一件事：初一设了两个实验班"), "")
	if page.Status != 409 || !strings.Contains(page.Form("main form").Get("text"), "实验班") {
		t.Fatalf("the same form with another story: %d", page.Status)
	}
	if page = v.Submit(page.Form("main form"), ""); page.URL.Path != "/desk/done" || page.Texts(".readout__code")[0] == first.Texts(".readout__code")[0] {
		t.Errorf("sent again as its own report: %d %s", page.Status, page.URL)
	}
}

func TestDesk_receiptIsTheOperatorsOwnForHalfAnHour(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	if p := v.Get("/desk/done"); p.URL.Path != "/desk" {
		t.Errorf("a receipt of nothing: %s", p.URL)
	}
	v.Submit(call(v), "")
	o.clock.Add(29 * time.Minute)
	if p := v.Get("/desk/done"); p.URL.Path != "/desk/done" {
		t.Errorf("after 29 minutes: %s", p.URL)
	}
	o.clock.Add(2 * time.Minute)
	if p := v.Get("/desk/done"); p.URL.Path != "/desk" {
		t.Errorf("after 31 minutes: %s", p.URL)
	}
	v.Submit(call(v), "")
	o.sit(v, "operator2")
	if p := v.Get("/desk/done"); p.URL.Path != "/desk" {
		t.Errorf("the next operator reads the last one's receipt: %s", p.URL)
	}
}

func TestDeskLookup_saysThePublicSentenceAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("operator")
	form := v.Get("/desk/lookup").Form("main form")
	page := v.Submit(form.Set("number", strings.ReplaceAll(o.review, "-", " ")), "")
	has(t, page, o.review, "办理中", "天山区教育局")
	hasNot(t, page, "三万元", "199", "示例一小", "王女士")
	page = v.Get("/desk/lookup?number=" + o.walled)
	has(t, page, "办理中。承办单位：乌鲁木齐市教育局")
	hasNot(t, page, "天山区", "示例九小", "打招呼", "指定人员", "限知")
	has(t, v.Get("/desk/lookup?number="+o.late), "上级教育部门已督促")

	wrong := o.review[:5] + "999999" + o.review[11:]
	if _, ok := lead.ParseNumber(wrong); ok {
		wrong = o.review[:5] + "999998" + o.review[11:]
	}
	for number, want := range map[string]string{
		wrong: "这串数字有一位可能抄错了", "": "请填登记编号", "2026-1": "至少 11 位数字", "编号": "至少 11 位数字",
	} {
		p := v.Get("/desk/lookup?number=" + url.QueryEscape(number))
		if p.Status != 422 || !strings.Contains(p.Text(), want) || p.Form("main form").Get("number") != number {
			t.Errorf("%q: %d %s", number, p.Status, p.One("main").Text())
		}
	}
	has(t, v.Get("/desk/lookup?number="+lead.Number(2031, 5)), "没有查到登记编号 2031-000005-")
	if p := v.Get("/cases/" + o.review); p.Status != 403 {
		t.Errorf("an operator opens a case: %d", p.Status)
	}
}

func TestDesk_unseenSchoolIsNone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("operator")
	page := v.Submit(call(v).Set("school", "\u200b\u3164"), "")
	has(t, page, "接下一个")
	o.work()
	c, err := o.Leads.Get(t.Context(), o.actor("handler"), page.All(".readout__code")[0].Text())
	o.ok(err)
	if c.SchoolName != "" {
		t.Errorf("the school is %q", c.SchoolName)
	}
}
