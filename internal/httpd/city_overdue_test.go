package httpd

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// newLateTown is a town three days later, when the ladder has drafted letters.
func newLateTown(t *testing.T) *town {
	t.Helper()
	o := newTown(t)
	o.later(24 * time.Hour)
	return o
}

// A lead whose 督办单 waits stands under that after the notice, too, and the page says that the tiles sum to more.
func TestOverdue_everyNumberIsItsList(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	o.everyNumberIsItsList(false)
	o.later(7 * 24 * time.Hour)
	o.everyNumberIsItsList(true)
}

func (o *town) everyNumberIsItsList(twice bool) {
	t := o.t
	t.Helper()
	for _, user := range []string{"cityleader", "city", "monitor"} {
		v := o.as(user)
		page := v.Get(overduePath)
		sum, all := 0, map[string]bool{}
		for _, a := range page.All(".tiles a[data-count]") {
			n, err := strconv.Atoi(a.Attr("data-count"))
			o.ok(err)
			sum += n
			list := v.Get(a.Attr("href"))
			has(t, list, totalOf(n))
			rows := list.All("main tbody tr")
			if len(rows) != n {
				t.Errorf("%s: %s says %d, its list has %d rows", user, a.Text(), n, len(rows))
			}
			if stage, issue := strings.HasSuffix(a.Attr("href"), "=drafted"), len(list.All("main input[name=pick]")); user == "cityleader" && stage && issue != n {
				t.Errorf("%d letters wait, %d can be issued", n, issue)
			}
			for _, row := range list.All("main tbody th") {
				all[row.Text()] = true
			}
		}
		if late := v.Get("/cases?late=1"); len(all) == 0 || !contains(late.Text(), totalOf(len(all))) {
			t.Errorf("%s: the stages hold %d leads, the late leads are otherwise", user, len(all))
		}
		if sum > len(all) != twice || twice != contains(page.Text(), "仍计入那一格") {
			t.Errorf("%s: the tiles sum to %d of %d leads, and the page says %q", user, sum, len(all), page.One(".total").Text())
		}
		has(t, page, totalOf(len(all)))
		if to := v.Get("/city").One(`main .tiles a[href="` + overduePath + `"]`); to.Attr("data-count") != strconv.Itoa(len(all)) {
			t.Errorf("%s: the dashboard says %s", user, to.Attr("data-count"))
		}
	}
}

func TestOverdue_walledOnlyForNamedStaff(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	o.later(5 * 24 * time.Hour)
	has(t, o.as("cityleader").Get(overduePath), o.walled, o.suspicious)
	hasNot(t, o.as("monitor").Get(overduePath), o.walled, o.suspicious, o.city)
	hasNot(t, o.as("cityleader").Get(overduePath), o.city)
	for _, user := range []string{"leader", "handler", "discipline", "operator"} {
		if p := o.as(user).Get(overduePath); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}

func TestOverdue_saysWhoHoldsItAndWhatWasDoneLast(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	page := o.as("cityleader").Get(overduePath)
	has(t, page, o.late, "米东区教育局 → 负责人", "督办待签发", "超 5 个工作日")
	o.ok(o.Leads.Accept(t.Context(), o.actor("midong"), o.ref(o.late), lead.ByHotline))
	has(t, o.as("cityleader").Get(overduePath), "米东区教育局 → 承办人", "受理，办理程序")
}

// Checked letters are shown once more, issued together, and not twice.
func TestOverdue_issuesWhatIsChecked(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	v := o.as("cityleader")
	page := v.Get(overduePath + "?stage=drafted")
	boxes := page.All("main input[name=pick]")
	if len(boxes) < 2 {
		t.Fatalf("%d letters to issue: %s", len(boxes), page.Text())
	}
	form := page.Form(`form[action="` + overduePath + `/issue"]`)
	empty := v.Submit(form, "签发选中的督办单")
	has(t, empty, "请先选中至少一份")
	to := overduePath + "/issue?pick=" + boxes[0].Attr("value") + "&pick=" + boxes[1].Attr("value")
	confirm := v.Get(to)
	has(t, confirm, "签发 2 份文书", "督办单", "不能撤回", o.late, "办结时限 2025年")
	again := confirm.Form("main form")
	has(t, v.Submit(again, "确认签发 2 份"), "已签发 2 份。")
	has(t, v.Submit(again, "确认签发 2 份"), "已签发 0 份，2 份没有签发")
	has(t, v.Get(overduePath+"?stage=supervised"), totalOf(2))
	o.work()
	var n int64
	o.ok(o.db.Gorm(t.Context()).Table("letters").Where("kind = 'supervise' AND issued > 0").Count(&n).Error)
	if n != 2 {
		t.Errorf("%d letters are issued", n)
	}
	has(t, o.as("leader").Get(messagesPath), "督办单〔2025〕")
}

// Who may look and not issue is offered nothing, and what they send changes nothing.
func TestOverdue_onlyALeaderOfTheCityIssues(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	pick := o.as("cityleader").Get(overduePath).All("main input[name=pick]")[0].Attr("value")
	for _, user := range []string{"city", "monitor"} {
		v := o.as(user)
		page := v.Get(overduePath)
		if page.Has("main input[name=pick]") || contains(page.Text(), "签发督办单") {
			t.Errorf("%s is offered to issue", user)
		}
		token := page.One("header input[name=csrf]").Attr("value")
		if p := v.Post(overduePath+"/issue", map[string][]string{"csrf": {token}, "pick": {pick}}); p.Status != 403 {
			t.Errorf("%s issues: %d", user, p.Status)
		}
	}
}

func TestOverdue_asksABoundedNumberOfTimes(t *testing.T) {
	t.Parallel()
	o := newLateTown(t)
	v := o.as("cityleader")
	var asked atomic.Int64
	count := func(*gorm.DB) { asked.Add(1) }
	q := o.db.Gorm(t.Context()).Callback()
	o.ok(q.Query().Before("gorm:query").Register("test:count", count))
	o.ok(q.Row().Before("gorm:row").Register("test:count", count))
	o.ok(q.Raw().Before("gorm:raw").Register("test:count", count))
	ask := func() int64 {
		before := asked.Load()
		has(t, v.Get(overduePath))
		return asked.Load() - before
	}
	few := ask()
	for range 12 {
		o.submit(midongReport)
	}
	o.later(15 * 24 * time.Hour)
	v = o.as("cityleader")
	if many := ask(); many != few || many > 9 {
		t.Errorf("%d queries, and %d with twelve more leads", few, many)
	}
}

func TestOverdue_pagesByKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range lead.PageSize + 3 {
		o.submit(midongReport)
	}
	o.later(12 * 24 * time.Hour)
	v, seen := o.as("cityleader"), map[string]bool{}
	for at := overduePath; at != ""; {
		page := v.Get(at)
		has(t, page, totalOf(lead.PageSize+3))
		for _, a := range page.All("main tbody th a") {
			if seen[a.Text()] {
				t.Errorf("%s twice", a.Text())
			}
			seen[a.Text()] = true
		}
		at = ""
		for _, a := range page.All(".pager a") {
			if strings.Contains(a.Attr("href"), "after=") {
				at = a.Attr("href")
			}
		}
	}
	if len(seen) != lead.PageSize+3 {
		t.Errorf("%d leads on all pages", len(seen))
	}
}

func TestOverdue_emptySaysWhatIsDueNext(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	has(t, o.as("cityleader").Get(overduePath), "没有超期。", totalOf(0))
	number := o.submit()
	has(t, o.as("cityleader").Get(overduePath), "没有超期。最近到期："+number+"，7月14日")
	has(t, o.as("cityleader").Get(overduePath+"?stage=urged"), "没有符合条件的超期线索")
}

// The leader explains a delay: it is what they have to do first, and the parent reads the new date.
func TestCase_explainsADelay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := plainReport()
	rec, err := o.Leads.Submit(t.Context(), r)
	o.ok(err)
	o.work()
	o.later(9 * 24 * time.Hour)
	v := o.as("leader")
	page := v.Get(casePath(rec.Number))
	if main := page.One("[data-primary]"); main.Text() != "写超期说明" {
		t.Fatalf("the leader's next is %q", main.Text())
	}
	parent := testkit.NewVisitor(t, o.Handler())
	track := func() *testkit.Page {
		return parent.Submit(parent.Get(trackPath).Form("main form").Set("code", rec.Code), "")
	}
	has(t, track(), "新的答复时间确定后写在这里")
	form := v.Get(casePath(rec.Number)+"/explain").Form("main form").Set("reason", "经办人调离，新的经办人正在到校核对")
	bad := v.Submit(form.Set("day", "2025-09-30"), "")
	if bad.Status != 422 || !contains(bad.Text(), "请填 7月17日 到 8月15日 之间的一天") || bad.Form("main form").Get("reason") == "" {
		t.Errorf("too far: %d %s", bad.Status, bad.Text())
	}
	has(t, v.Submit(bad.Form("main form").Set("day", "2025-07-28"), ""), "反映人可以看到新的答复日期", "已催办", "经办人调离", "反映人看到：承办单位说明了超期原因，新的答复日期 2025年7月28日")
	p := track()
	has(t, p, "新的答复时间：7月28日", "没有按时答复您，很抱歉")
	hasNot(t, p, "经办人调离", "新的答复时间确定后写在这里", "督办", "约谈", "抄告", "纪检")
	has(t, o.as("operator").Get("/desk/lookup?number="+rec.Number), "新的答复时间：7月28日")
	if main := v.Get(casePath(rec.Number)); main.Has("[data-primary]") && main.One("[data-primary]").Text() == "写超期说明" {
		t.Error("asked again")
	}
}

// A pause is asked for by one, granted by another, seen wherever the lead is, and ended by one.
func TestCase_pausesTheLadder(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	o.later(9 * 24 * time.Hour)
	leader, city := o.as("leader"), o.as("cityleader")
	form := leader.Get(casePath(number) + "/mute").Form("main form")
	has(t, leader.Submit(form.Set("reason", "等待自治区对学校隶属的批复").Set("until", "2025-07-25"), ""), "督办照常进行", "天山负责人 申请暂停到 7月25日 24:00")
	if leader.Get(casePath(number)).Has(`form[action="` + casePath(number) + `/grant-mute"]`) {
		t.Error("who asked may grant")
	}
	for v, word := range map[*testkit.Visitor]string{leader: "撤回暂停申请", city: "不同意暂停"} { // nothing is paused yet
		if p := v.Get(casePath(number)); p.One(`form[action="`+casePath(number)+`/unmute"]`).Text() != word {
			t.Errorf("offered is not %s", word)
		}
	}
	page := city.Submit(city.Get(casePath(number)).Form(`form[action="`+casePath(number)+`/grant-mute"]`), "")
	has(t, page, "已同意暂停督办", "市局负责人 同意", "仍按超期统计")
	has(t, city.Get(overduePath), number, "已暂停到 7月25日 24:00", totalOf(1))
	page = leader.Submit(leader.Get(casePath(number)).Form(`form[action="`+casePath(number)+`/unmute"]`), "")
	has(t, page, "督办照常进行", "恢复督办")
	hasNot(t, city.Get(overduePath), "已暂停")
	form = leader.Get(casePath(number) + "/mute").Form("main form")
	has(t, leader.Submit(form.Set("reason", "等待自治区对学校隶属的批复").Set("until", "2025-07-25"), ""), "督办照常进行")
	page = leader.Submit(leader.Get(casePath(number)).Form(`form[action="`+casePath(number)+`/unmute"]`), "")
	has(t, page, "撤回暂停督办的申请")
}

func TestCase_issuesALetterOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	o.later(12 * 24 * time.Hour)
	city := o.as("cityleader")
	page := city.Get(casePath(number))
	if page.Has("[data-primary]") {
		t.Errorf("the city's leader has to do %q first", page.One("[data-primary]").Text())
	}
	form := o.issuing(city, number, "签发督办单")
	if got := form.Get("until"); got != "2025-07-23" { // three working days from the day of issue
		t.Errorf("办结时限 is proposed as %s", got)
	}
	past := city.Submit(form.Set("until", "2025-07-01"), "")
	if past.Status != 422 || past.Form("main form").Get("until") != "2025-07-01" || !contains(past.Text(), "之间的一天") {
		t.Errorf("a day that is over: %d %s", past.Status, past.Text())
	}
	form.Set("until", "2025-07-25")
	for range 2 {
		has(t, city.Submit(form, ""), "已签发，承办单位负责人会收到通知", "签发督办单（乌教督〔2025〕1号）", "已督办")
	}
	has(t, city.Get(casePath(number)+"/letters/supervise"), "办结时限", "2025年7月25日")
	has(t, city.Submit(city.Get(casePath(number)).Form(`form[action="`+casePath(number)+`/talk"]`), ""), "约谈通知已起草", "签发约谈通知")
	hasNot(t, o.as("leader").Get(casePath(number)), "/issue\"")
}

// issuing is the form on which a letter of a case is issued.
func (o *office) issuing(v *testkit.Visitor, number, button string) *testkit.Form {
	o.t.Helper()
	for _, a := range v.Get(casePath(number)).All("main .actions a") {
		if a.Text() == button {
			return v.Get(a.Attr("href")).Form("main form")
		}
	}
	o.t.Fatalf("%s offers no %s", number, button)
	return nil
}

// A talk says who is to come, when and where to; what cannot be is refused, and nothing typed is lost.
func TestCase_issuesATalk(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.submit()
	o.later(12 * 24 * time.Hour)
	city := o.as("cityleader")
	has(t, city.Submit(city.Get(casePath(number)).Form(`form[action="`+casePath(number)+`/talk"]`), ""), "约谈通知已起草")
	has(t, city.Get(casePath(number)+"/letters/talk"), "待签发", "4 个工作日")
	form := o.issuing(city, number, "签发约谈通知")
	for _, name := range []string{"who", "day", "hour", "place"} {
		if form.Get(name) == "" {
			t.Errorf("nothing is proposed for %s", name)
		}
	}
	for name, typed := range map[string]string{"who": "区", "day": "2025-12-31", "hour": "25:00", "place": "电话 19900001234"} {
		was := form.Get(name)
		page := city.Submit(form.Set(name, typed), "")
		if page.Status != 422 || page.Form("main form").Get(name) != typed {
			t.Errorf("%s %q: %d", name, typed, page.Status)
		}
		form.Set(name, was)
	}
	o.later(2 * 24 * time.Hour)
	city = o.as("cityleader")
	form = o.issuing(city, number, "签发约谈通知")
	has(t, city.Submit(form.Set("who", "天山区教育局局长").Set("day", "2025-07-25").Set("hour", "15:30").Set("place", "市教育局三楼"), ""), "已签发")
	for _, at := range []string{"", docxEnd} {
		page := city.Get(casePath(number) + "/letters/talk" + at)
		said := page.Text()
		if at != "" {
			said = docText(t, page.Body)
		}
		for _, want := range []string{"天山区教育局局长", "2025年7月25日 15:30", "市教育局三楼", "5 个工作日"} { // a day more than when it was drafted
			if !strings.Contains(said, want) {
				t.Errorf("%q does not say %s: %s", at, want, said)
			}
		}
	}
}
