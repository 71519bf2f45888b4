package httpd

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

func TestReport_walksWithoutScript(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(mainForm(v.Get("/")), "")
	if p.URL.Path != "/report/type" || p.One("h1").Text() != "您要反映哪一类问题？" {
		t.Fatalf("home leads to %s", p.URL)
	}
	check := w.begun(v)
	says(t, v.Get("/report/contact"), "第 5 步，共 5 步")
	says(t, check, "提交前还没有生效", "收费、捐款、共建费", "天山区", "示例一小", tellIt, "3万", "会：7月15日", "199****1234", "王**")
	if strings.Contains(check.Body, "19900001234") || strings.Contains(check.Body, "王女士") {
		t.Error("the check page shows the contact in full")
	}
	done := v.Submit(mainForm(check), "提交")
	if done.URL.Path != reportDonePath || done.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("submitting leads to %s, %s", done.URL, done.Header)
	}
	code, number := codeOn(t, done), numberOn(done)
	says(t, done, "1 个工作日", "3 个工作日", "5 个工作日", "15 个工作日", "暂定")
	if again := v.Get(reportDonePath); codeOn(t, again) != code || numberOn(again) != number {
		t.Error("the receipt is another one when it is loaded again")
	}
	if w.count("leads") != 1 || w.count("drafts") != 0 {
		t.Errorf("%d leads, %d unsent reports", w.count("leads"), w.count("drafts"))
	}
	w.trackIt(v, code, number)
}

// trackIt follows the receipt to the case.
func (w *parentSite) trackIt(v *testkit.Visitor, code, number string) {
	w.t.Helper()
	ask := v.Get("/track")
	p := v.Submit(mainForm(ask).Set("code", code), "查看进度")
	if p.URL.String() != "http://127.0.0.1:8080/track/case" {
		w.t.Fatalf("the code leads to %s: %s", p.URL, p.Text())
	}
	says(w.t, p, number, "2026年7月6日收到", "收到反映", "已收到")
}

func TestReport_formsAreAsPromised(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	w.begun(v)
	for _, path := range []string{"/", "/report/type", "/report/school", "/report/what", "/report/contact", "/report/check", "/report/all", "/track"} {
		p := v.Get(path)
		p.One("main")
		p.One("h1")
		f := p.All("main form")[0]
		var goOn int
		for _, b := range f.All("button") {
			if b.Attr("name") == "" {
				goOn++
			}
		}
		if goOn != 1 {
			t.Errorf("%s has %d go-on buttons", path, goOn)
		}
		if strings.Contains(p.Body, "⟦") {
			t.Errorf("%s lacks a text: %s", path, p.Text())
		}
		if p.Has("[style]") || strings.Contains(p.Body, "<script>") {
			t.Errorf("%s has inline style or script", path)
		}
	}
}

func TestReport_keyIsFreshAndNothingIsStoredByLooking(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	first, second := w.visitor(), w.visitor()
	a := mainForm(first.Get("/report/type")).Get("key")
	if a == "" || a != mainForm(first.Get("/report/type")).Get("key") || a == mainForm(second.Get("/report/type")).Get("key") {
		t.Error("a browser does not keep its key, or shares it")
	}
	if w.count("drafts") != 0 {
		t.Error("looking stored something")
	}
}

func TestReport_order(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	for _, path := range []string{"/report/school", "/report/what", "/report/contact", "/report/check"} {
		if p := v.Get(path); p.URL.Path != "/report/type" {
			t.Errorf("%s opens %s before anything was answered", path, p.URL.Path)
		}
	}
	v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	for path, want := range map[string]string{
		"/report/school": "/report/school", "/report/what": "/report/school", "/report/contact": "/report/school", "/report/check": "/report/school",
	} {
		if p := v.Get(path); p.URL.Path != want {
			t.Errorf("%s opens %s after the first page", path, p.URL.Path)
		}
	}
}

func TestReport_changeReturnsToCheck(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	check := w.begun(v)
	links := check.All("main dl a")
	if len(links) == 0 {
		t.Fatal("nothing can be changed")
	}
	for _, a := range links {
		p := v.Get(a.Attr("href"))
		if p.One("a.back").Attr("href") != reportCheckPath {
			t.Errorf("%s leads back to %s", p.URL, p.One("a.back").Attr("href"))
		}
		button := "下一步"
		if p.URL.Path == reportFilesPath {
			button = "没有，下一步"
		}
		if after := v.Submit(mainForm(p), button); after.URL.Path != reportCheckPath {
			t.Errorf("after %s comes %s: %s", p.URL, after.URL.Path, after.Text())
		}
	}
	p := v.Get("/report/contact")
	if mainForm(p).Get("phone") != "" || mainForm(p).Get("name") != "" || strings.Contains(p.Body, "19900001234") {
		t.Error("the contact page shows the contact again")
	}
	says(t, p, "199****1234")
	check = v.Submit(mainForm(p).Set("phone", "0991-0000000"), "下一步")
	if check.URL.Path != reportCheckPath {
		t.Fatalf("a landline leads to %s: %s", check.URL, check.Text())
	}
	says(t, check, "099****0000")
}

func TestReport_unsentIsOfferedAndCanBeDropped(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	w.clock.Set(w.clock.Now().Add(time.Hour))
	p := v.Submit(mainForm(v.Get("/")), "")
	says(t, p, "您有一份没写完的反映（今天 16:20 保存）", "继续填写")
	if mainForm(p).Get("cat") != "fee" || p.One(".inset a").Attr("href") != "/report/school" {
		t.Error("the first page does not go on where it was left")
	}
	key := mainForm(p).Get("key")
	if p.One(".inset button").Attr("form") != "drop" {
		t.Error("the button sends another form")
	}
	p = v.Post("/report/drop", p.Form("form#drop").Values())
	if p.URL.Path != "/report/type" || mainForm(p).Get("key") == key || mainForm(p).Get("cat") != "" || w.count("drafts") != 0 {
		t.Errorf("dropping does not begin anew: %s", p.Text())
	}
}

func TestReport_withoutCookies(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	var p *testkit.Page
	step := func(answers map[string]string, button string) {
		f := fill(p, answers)
		p = w.visitor().Submit(f, button) // another visitor each time: no cookie ever comes back
		if p.Status != http.StatusOK {
			t.Fatalf("%d: %s", p.Status, p.Text())
		}
	}
	p = w.visitor().Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers} {
		step(answers, "下一步")
	}
	step(nil, "没有，下一步")
	step(contactAnswers, "下一步")
	step(nil, "提交")
	if codeOn(t, p) == "" || w.count("leads") != 1 {
		t.Error("no receipt")
	}
}

func TestReportCheck_sentTwice(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	values := mainForm(w.begun(v)).Values()
	first := v.Post(reportCheckPath, values)
	again := v.Post(reportCheckPath, values)
	if codeOn(t, first) != codeOn(t, again) || w.count("leads") != 1 {
		t.Error("a second click is another report")
	}
	next := v.Get("/report/type")
	if f := mainForm(next); next.URL.Path != "/report/type" || f.Get("key") == values.Get("key") || f.Get("cat") != "" {
		t.Error("the next report has the key of the one before")
	}
}

func TestReport_answerLostOnItsWay(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	values := mainForm(w.begun(v)).Values()
	code := codeOn(t, w.visitor().Post(reportCheckPath, values)) // what v never got
	p := v.Get(reportCheckPath)
	if p.URL.Path != reportDonePath || codeOn(t, p) != code {
		t.Errorf("looking again leads to %s", p.URL)
	}
	if key := mainForm(v.Get("/report/type")).Get("key"); key == values.Get("key") {
		t.Error("the next report has the same key")
	}
	if w.count("leads") != 1 {
		t.Errorf("%d leads", w.count("leads"))
	}
}

func TestReport_changedAfterItWasSent(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	check := w.begun(v)
	what := mainForm(v.Get("/report/what")).Values()
	v.Submit(mainForm(check), "提交")
	what.Set("text", "我把经过改写了一遍，还是同一所学校的事")
	p := v.Post("/report/what", what) // the back button, from the browser's memory
	if p.Status != http.StatusConflict {
		t.Fatalf("status %d", p.Status)
	}
	says(t, p, "先前提交的已经收到", "我把经过改写了一遍")
	if earlier := v.Get(p.One("main form a").Attr("href")); earlier.URL.Path != reportDonePath || codeOn(t, earlier) == "" {
		t.Error("the receipt cannot be seen again")
	}
	if anew := v.Submit(mainForm(p), "重新填写一份"); anew.URL.Path != "/report/type" || mainForm(anew).Get("key") == what.Get("key") {
		t.Error("there is no way on")
	}
}

func TestReportAll_sameKeyOtherBody(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	values := w.everything(v)
	v.Post("/report/all", values)
	values.Set("text", "同一张表，内容不一样了，原来的不要了")
	p := v.Post("/report/all", values)
	if p.Status != http.StatusConflict || w.count("leads") != 1 {
		t.Fatalf("status %d, %d leads", p.Status, w.count("leads"))
	}
	says(t, p, "同一张表，内容不一样了")
}

func TestReportAll_fiftyAtOnce(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	values := w.everything(w.visitor())
	var mu sync.Mutex
	var all sync.WaitGroup
	receipts := map[string]int{}
	for range 50 {
		v := w.visitor()
		all.Go(func() {
			p := v.Post("/report/all", values)
			mu.Lock()
			defer mu.Unlock()
			receipts[p.One(".receipt__code").Text()+" "+numberOn(p)]++
		})
	}
	all.Wait()
	if len(receipts) != 1 || w.count("leads") != 1 || w.count("lead_texts") != 1 {
		t.Errorf("receipts %v, %d leads", receipts, w.count("leads"))
	}
}

func TestReportDone_withoutReceipt(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	says(t, v.Get(reportDonePath), "回执已收起，请用查询码查询")
	v.Post("/report/all", w.everything(v))
	w.clock.Set(w.clock.Now().Add(receiptLife + time.Second))
	says(t, v.Get(reportDonePath), "回执已收起，请用查询码查询")
}

// The receipt carries the hash of the history's first entry, the same one whenever it is opened.
func TestReportDone_carriesTheProof(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	first := v.Post("/report/all", w.everything(v))
	w.route()
	for _, p := range []*testkit.Page{first, v.Get(reportDonePath)} {
		proof, err := w.Leads.Proof(t.Context(), numberOn(p))
		w.must(err)
		if got := strings.Join(strings.Fields(p.One("main code").Text()), ""); len(got) != 64 || got != proof.Hash || !proof.Intact {
			t.Errorf("the receipt says %q, the history %+v", got, proof)
		}
	}
}

func TestReport_queriesStayFew(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	w.begun(v)
	v.Post("/report/all", w.everything(w.visitor()))
	for path, most := range map[string]int64{
		"/": 0, "/report/type": 1, "/report/school": 1, "/report/what": 1, "/report/contact": 1, "/report/check": 1, "/report/all": 1,
		"/report/done": 2, "/track": 0, "/track/case": 3,
	} {
		before := w.queries.Load()
		v.Get(path)
		if n := w.queries.Load() - before; n > most {
			t.Errorf("%s asks the database %d times", path, n)
		}
	}
}

// badReport is one wrong answer: where it is wrong and what the page says.
type badReport struct {
	field, value, says string
}

var badAnswers = map[string][]badReport{
	"/report/type": {
		{"cat", "", "请选择一类问题"},
		{"cat", "bogus", "请选择一类问题"},
	},
	"/report/school": {
		{"district", "110000", "请从给出的选项中选择"},
		{"school_q", strings.Repeat("校", 41), "最多 40 个字"},
		{"school_id", "x", "请从给出的选项中选择"},
		{"stage", "bogus", "请从给出的选项中选择"},
		{"about", "", "拿不准就选“说不清”"},
		{"about", "higher", "拿不准就选“说不清”"},
		{"about", "district_bureau", "请选择是工作问题"},
		{"to_city", "yes", "请从给出的选项中选择"},
	},
	"/report/what": {
		{"text", "", "内容不能为空"},
		{"text", "\u200b\u3000\u2800", "内容不能为空"},
		{"text", "太短", "至少 10 个字（现在 2 个字）"},
		{"text", strings.Repeat("长", 2036), "请删去 36 个字"},
		{"when", "bogus", "请从给出的选项中选择"},
		{"when_text", strings.Repeat("时", 41), "最多 40 个字"},
		{"amount", strings.Repeat("9", 41), "最多 40 个字"},
		{"payee", strings.Repeat("人", 41), "最多 40 个字"},
		{"deadline", "maybe", "请从给出的选项中选择"},
		{"deadline_date", strings.Repeat("日", 41), "最多 40 个字"},
	},
	"/report/contact": {
		{"mode", "", "请选择怎样告诉您结果"},
		{"mode", "mail", "请选择怎样告诉您结果"},
		{"phone", "123", "请填 11 位手机号"},
		{"phone", "", "请填 11 位手机号"},
		{"name", strings.Repeat("名", 21), "最多 20 个字"},
		{"rel", "boss", "请从给出的选项中选择"},
		{"hide", "maybe", "请从给出的选项中选择"},
		{"lang", "xx", "请从给出的选项中选择"},
		{"consent", "", "请勾选同意"},
		{"consent", "yes", "请勾选同意"},
	},
}

func TestReport_wrongAnswersAreToldAndKept(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	right := map[string]map[string]string{
		"/report/type": typeAnswers, "/report/school": schoolAnswers, "/report/what": whatAnswers, "/report/contact": contactAnswers,
	}
	key := mainForm(w.visitor().Get("/report/type")).Get("key")
	all := url.Values{}
	for _, answers := range right {
		for name, value := range answers {
			all.Set(name, value)
		}
	}
	for path, list := range badAnswers {
		for _, bad := range list {
			values := url.Values{}
			for name, value := range right[path] {
				values.Set(name, value)
			}
			everything := maps.Clone(all)
			for at, v := range map[string]url.Values{path: values, "/report/all": everything} {
				v.Set("key", key)
				v.Set(bad.field, bad.value)
				w.isRefused(at, v, bad)
			}
		}
	}
	if w.count("leads") != 0 || w.count("drafts") != 0 {
		t.Errorf("stored %d leads and %d unsent reports", w.count("leads"), w.count("drafts"))
	}
}

// Who names a school that is known need not say where it lies; anybody else is asked.
func TestReport_districtOfTheSchool(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	nobody := w.everything(w.visitor())
	nobody.Del("district")
	nobody.Set("school_q", "示例无人知")
	w.isRefused("/report/all", nobody, badReport{"district", "", "请选择区（县）"})
	v := w.visitor()
	known := w.everything(v)
	known.Del("district")
	codeOn(t, v.Post("/report/all", known))
	if w.count("(SELECT * FROM leads WHERE district = '"+districtOfTests+"') AS here") != 1 {
		t.Error("the district of the school was not taken")
	}
}

func (w *parentSite) isRefused(path string, v url.Values, bad badReport) {
	w.t.Helper()
	p := w.visitor().Post(path, v)
	if p.Status != http.StatusUnprocessableEntity || !strings.HasPrefix(p.One("title").Text()+p.Body[strings.Index(p.Body, "<title>")+7:], "错误：") {
		w.t.Errorf("%s %s=%.20q: status %d", path, bad.field, bad.value, p.Status)
		return
	}
	says(w.t, p, bad.says)
	link := p.All(".govuk-error-summary a")
	if len(link) == 0 || !p.Has(link[0].Attr("href")) {
		w.t.Errorf("%s %s=%.20q: the summary leads nowhere", path, bad.field, bad.value)
	}
	f := mainForm(p)
	for name, sent := range v {
		if field := f.Field(name); field != nil && (field.Options == nil || slices.Contains(field.Options, sent[0])) && name != "key" {
			if got := f.Get(name); got != strings.TrimSpace(sent[0]) && sent[0] != "" && !strings.HasPrefix(sent[0], "\u200b") {
				w.t.Errorf("%s: %s was %.20q and comes back as %.20q", path, name, sent[0], got)
			}
		}
	}
}

func TestReport_brokenRequests(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := mainForm(v.Get("/report/type")).Get("key")
	for body, want := range map[string]int{
		"cat=fee":                            http.StatusBadRequest, // no key
		"cat=fee&key=AAAA":                   http.StatusBadRequest,
		"cat=fee&cat=zone&key=" + key:        http.StatusBadRequest,
		"cat=fee&admin=1&key=" + key:         http.StatusBadRequest,
		"cat=%00&key=" + key:                 http.StatusBadRequest,
		"cat=%ff&key=" + key:                 http.StatusBadRequest,
		"cat=" + strings.Repeat("x", 70_000): http.StatusRequestEntityTooLarge,
	} {
		for _, path := range []string{"/report/type", "/report/all"} {
			if path == "/report/all" && want == http.StatusRequestEntityTooLarge {
				continue // long texts are counted there, not cut off
			}
			values, err := url.ParseQuery(body)
			w.must(err)
			p := v.Post(path, values)
			if p.Status != want {
				t.Errorf("%s %.40s: %d, want %d", path, body, p.Status, want)
			}
		}
	}
	if w.count("leads") != 0 || w.count("drafts") != 0 {
		t.Error("something was stored")
	}
}

var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</textarea><script>alert(1)</script>`,
	`{{.CSRF}}{{template "main"}}`, `javascript:alert(1)`, "\u202e反过来", `<svg/onload=alert(1)>`, `]]><!--`, `'; DROP TABLE leads; --`,
}

func TestReport_hostileTextsAreOnlyTexts(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for _, evil := range hostile {
		v := w.visitor()
		text := evil + strings.Repeat("字", 10)
		plain := map[string]string{"text": text, "payee": evil, "when": "earlier", "when_text": evil}
		p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
		p = v.Submit(fill(p, map[string]string{"district": "unsure", "school_q": evil, "about": "school"}), "下一步")
		p = v.Submit(fill(p, plain), "下一步")
		bad := forward(v, p, map[string]string{"mode": "phone", "phone": evil, "name": evil})
		check := v.Submit(fill(bad, map[string]string{"mode": "anonymous"}), "下一步")
		what := v.Get("/report/what")
		for _, page := range []*testkit.Page{p, bad, check, what} {
			if page.Has("main script") || page.Has("main svg") || page.Has("[onerror]") || page.Has("[onload]") || page.Has("[onmouseover]") || page.Has("img[src=x]") {
				t.Errorf("%q becomes markup on %s", evil, page.URL)
			}
		}
		if got := mainForm(what).Get("text"); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
		if check.URL.Path != reportCheckPath {
			t.Errorf("%q: the walk ends at %s: %s", evil, check.URL, check.Text())
		}
	}
}

func TestReportSchool_find(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	p = v.Submit(fill(p, map[string]string{"school_q": "示例"}), "查找学校")
	if n := len(p.Form(`form[action="/report/school"]`).Field("school_id").Options); p.Status != http.StatusOK || n != 4 {
		t.Fatalf("%d, %d choices", p.Status, n)
	}
	if p.Has(".govuk-error-summary") {
		t.Error("looking for a school asks for the rest")
	}
	id := p.Form(`form[action="/report/school"]`).Field("school_id").Options[2]
	p = v.Submit(fill(p, map[string]string{"school_id": id, "district": "unsure", "about": "school"}), "下一步")
	if p.URL.Path != "/report/what" {
		t.Fatalf("leads to %s: %s", p.URL, p.Text())
	}
	again := mainForm(v.Get("/report/school"))
	if again.Get("school_q") != "示例五小" || again.Get("district") != "650109" {
		t.Errorf("the report has %s in %s", again.Get("school_q"), again.Get("district"))
	}
	none := v.Submit(fill(v.Get("/report/school"), map[string]string{"school_q": "没有这所"}), "查找学校")
	says(t, none, "没找到“没有这所”")
}

func TestReportSchool_districtsDiffer(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	p = v.Submit(fill(p, map[string]string{"school_q": "示例五小", "district": districtOfTests, "about": "school"}), "下一步")
	if p.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", p.Status)
	}
	says(t, p, "示例五小", "米东区", "天山区")
	p = v.Submit(fill(p, map[string]string{"school_id": noSchool}), "下一步")
	if p.URL.Path != "/report/what" || mainForm(v.Get("/report/school")).Get("district") != districtOfTests {
		t.Errorf("the person's word does not count: %s", p.Text())
	}
	if p = v.Submit(mainForm(v.Get("/report/school")), "下一步"); p.URL.Path != "/report/what" {
		t.Errorf("it asks again: %s", p.Text())
	}
}

func TestReportSchool_exactNameIsTheSchool(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for typed, want := range map[string][2]string{
		"示例一小": {"示例一小", districtOfTests}, "第一小学": {"示例一小", districtOfTests}, "示例": {"示例", "unsure"},
	} {
		v := w.visitor()
		p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
		v.Submit(fill(p, map[string]string{"school_q": typed, "district": "unsure", "about": "school"}), "下一步")
		f := mainForm(v.Get("/report/school"))
		if got := [2]string{f.Get("school_q"), f.Get("district")}; got != want {
			t.Errorf("%s becomes %v", typed, got)
		}
	}
}

func TestReport_staffWithABureauIsConduct(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), map[string]string{"cat": "staff"}), "下一步")
	p = v.Submit(fill(p, map[string]string{"district": districtOfTests, "about": "district_bureau", "to_city": "1"}), "下一步")
	p = v.Submit(fill(p, map[string]string{"text": "听说有人打招呼把片区外的孩子安排进去"}), "下一步")
	p = forward(v, p, map[string]string{"mode": "anonymous"})
	says(t, p, "违纪违法、作风问题")
	v.Submit(mainForm(p), "提交")
	if _, err := w.Leads.Get(t.Context(), w.staff["handler"], numberOn(v.Get(reportDonePath))); err == nil {
		t.Error("the accused bureau can open it")
	}
}

func TestReport_anonymousLetsGoOfThePhone(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	w.begun(v)
	v.Submit(fill(v.Get("/report/contact"), map[string]string{"mode": "anonymous"}), "下一步")
	p := v.Get("/report/contact")
	if strings.Contains(p.Body, "****") || p.Form(`form[action="/report/contact"]`).Get("consent") != "" {
		t.Error("the phone is still there")
	}
	if p := v.Submit(fill(p, map[string]string{"mode": "phone"}), "下一步"); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a phone that was let go of is used: %d", p.Status)
	}
}

// A receipt promises a call only to who can be called.
func TestReport_receiptPromisesACallToWhoCanBeCalled(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for mode, called := range map[string]bool{"phone": true, "anonymous": false} {
		v := w.visitor()
		w.begun(v)
		v.Submit(fill(v.Get("/report/contact"), map[string]string{"mode": mode}), "下一步")
		p := v.Submit(mainForm(v.Get(reportCheckPath)), "提交")
		if got := strings.Contains(p.Text(), "个工作日内联系您"); got != called {
			t.Errorf("%s: %v\n%s", mode, got, p.Text())
		}
	}
}

// Who reads no Chinese, or has no keyboard for it, finds a school all the same.
func TestReport_schoolIsFoundByItsSound(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	for _, typed := range []string{"shili", "slyx", "示例1小"} {
		says(t, v.Submit(fill(v.Get("/report/school"), map[string]string{"school_q": typed}), "查找学校"), "示例一小")
	}
}

func TestReport_fieldsAreThoseOfTheLedger(t *testing.T) {
	t.Parallel()
	r := &lead.Report{About: "district_bureau"}
	for field := range r.Check() {
		if _, ok := reportFields(reportAll.questions).rules[field]; !ok {
			t.Errorf("the ledger complains about %s, which no page asks", field)
		}
	}
}

// A browser in the family, or in a shop, is handed no receipt of a report that was sent a while ago.
func TestReport_receiptNobodyFetchedIsNotKeptForTheNext(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	for after, handed := range map[time.Duration]bool{receiptLife: true, receiptLife + time.Second: false} {
		for _, path := range []string{reportCheckPath, "/report/type", "/report/all"} {
			v := w.visitor()
			values := mainForm(w.begun(v)).Values()
			code := codeOn(t, w.visitor().Post(reportCheckPath, values)) // what v never got
			w.clock.Add(after)
			p := v.Get(path)
			if got := p.URL.Path == reportDonePath; got != handed || strings.Contains(p.Body, code) != handed {
				t.Errorf("%s after %v leads to %s", path, after, p.URL)
			}
			if f := mainForm(v.Get("/report/type")); f.Get("key") == values.Get("key") || f.Get("cat") != "" {
				t.Errorf("%s after %v: the next report has the key of the one before", path, after)
			}
		}
	}
}

func TestReportSchool_unseenNameIsNone(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	p := v.Submit(fill(v.Get("/report/type"), typeAnswers), "下一步")
	unseen := "\u200b\u3000\u2060\u3164"
	none := v.Submit(fill(p, map[string]string{"school_q": unseen}), "查找学校")
	says(t, none, w.Texts.T("report.school.nothing_typed"))
	p = v.Submit(fill(p, map[string]string{"school_q": unseen, "district": districtOfTests, "about": "school"}), "下一步")
	if p.URL.Path != "/report/what" {
		t.Fatalf("leads to %s: %s", p.URL, p.Text())
	}
	if got := mainForm(v.Get("/report/school")).Get("school_q"); got != "" {
		t.Errorf("the school is %q", got)
	}
}
