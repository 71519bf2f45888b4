package httpd

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"sunlead/internal/testkit"
)

var contains = strings.Contains

func TestCity_everyNumberIsTheListItOpens(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, user := range []string{"monitor", "cityleader", "city"} {
		v := o.as(user)
		page := v.Get("/city")
		links := page.All("main a[data-count]")
		if page.Status != 200 || len(links) < 6+9*4 {
			t.Fatalf("%s: %d, %d numbers", user, page.Status, len(links))
		}
		some := 0
		for _, a := range links {
			n, err := strconv.Atoi(a.Attr("data-count"))
			if err != nil {
				t.Fatal(err)
			}
			some += n
			if list := v.Get(a.Attr("href")); list.Status != 200 || !contains(list.Text(), totalOf(n)) {
				t.Errorf("%s: %s says %d, the list %s says otherwise: %s", user, a.Text(), n, list.URL, list.One("main").Text())
			}
		}
		if some < 20 {
			t.Errorf("%s: the numbers sum to %d only, the town is empty", user, some)
		}
	}
}

func TestCity_saysTodayFirstAndTheFindingInWords(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("cityleader").Get("/city")
	has(t, page, "截至 7月20日")
	if h := page.One("h1").Text(); !contains(h, "严重超期") || !contains(page.Body, "<title>"+h) {
		t.Errorf("the heading is %q", h)
	}
	text := page.One("main").Text()
	today, late, totals := strings.Index(text, "今天要处理"), strings.Index(text, "谁超期"), strings.Index(text, "各单位情况")
	if today < 0 || late < today || totals < late {
		t.Errorf("order %d %d %d", today, late, totals)
	}
	if got := newOffice(t).as("monitor").Get("/city").One("h1").Text(); got != "没有超期，今天没有到期的线索" {
		t.Errorf("the empty city says %q", got)
	}
}

func TestCity_monitorCountsNoWalledLead(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	open := func(user string) string {
		return o.as(user).Get("/city").One(`main tr a[href="/cases?open=1&unit=1"]`).Attr("data-count")
	}
	if m, c := open("monitor"), open("cityleader"); m != "1" || c != "3" {
		t.Errorf("the monitor counts %s, named staff %s", m, c)
	}
}

func TestCity_asksTheDatabaseABoundedNumberOfTimes(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("cityleader")
	var asked atomic.Int64
	count := func(*gorm.DB) { asked.Add(1) }
	q := o.db.Gorm(t.Context()).Callback()
	o.ok(q.Query().Before("gorm:query").Register("test:count", count))
	o.ok(q.Row().Before("gorm:row").Register("test:count", count))
	has(t, v.Get("/city"))
	if n := asked.Load(); n < 2 || n > 8 { // session, account, unread messages, and one for every number
		t.Errorf("%d queries, want at most 8 however many units there are", n)
	}
}

func TestDispatch_sendsALeadToItsDistrict(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("city")
	page := v.Get("/city/dispatch")
	has(t, page, totalOf(2), o.unsure, o.suspicious, "由市级分派", "先由市级人员判断", "报名时要求先交三万元")
	form := page.Form(`form[action="/city/dispatch/` + o.unsure + `"]`)
	if options := form.Field("unit").Options; len(options) != 10 {
		t.Errorf("offered are %q", options)
	}
	page = v.Submit(form, form.Buttons[0].Text)
	if page.Status != 422 || !contains(page.Text(), "请选择承办单位") {
		t.Errorf("without a unit: %d %s", page.Status, page.Text())
	}
	if form = page.Form(`form[action="/city/dispatch/` + o.unsure + `"]`); page.One(".govuk-error-summary a").Attr("href") != "#unit" || !page.Has("select#unit") {
		t.Errorf("the summary leads nowhere: %s", page.Text())
	}
	form.Set("unit", strconv.FormatInt(midong, 10))
	page = v.Submit(form, form.Buttons[0].Text)
	has(t, page, o.unsure+" 已分派给米东区教育局", totalOf(1))
	has(t, o.as("midong").Get("/cases/"+o.unsure), o.unsure)
}

func TestDispatch_staleFormKeepsTheChoice(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("city")
	form := v.Get("/city/dispatch").Form(`form[action="/city/dispatch/`+o.unsure+`"]`).Set("unit", strconv.FormatInt(midong, 10))
	testkit.Corrupted(o.db) // a version without its move
	o.tx(func(ctx ctxT, tx dbTx) error {
		return tx.Gorm(ctx).Exec("UPDATE leads SET version = version + 1").Error
	})
	page := v.Submit(form, form.Buttons[0].Text)
	if page.Status != 409 || page.Form(`form[action="/city/dispatch/`+o.unsure+`"]`).Get("unit") != strconv.FormatInt(midong, 10) {
		t.Errorf("%d %s", page.Status, page.Text())
	}
}

func TestDispatch_wallsALeadFromTheAccused(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("cityleader")
	form := v.Get("/city/dispatch").Form(`form[action="/city/dispatch/` + o.suspicious + `"]`)
	page := v.Submit(form.Set("unit", strconv.FormatInt(tianshan, 10)).Set("wall", "1"), form.Buttons[0].Text)
	has(t, page, o.suspicious+" 已按限知办理，天山区教育局不能查看")
	has(t, v.Get("/cases/"+o.suspicious), o.suspicious)
	for _, user := range []string{"handler", "leader", "monitor"} {
		if p := o.as(user).Get("/cases/" + o.suspicious); p.Status != 404 {
			t.Errorf("%s opens it: %d", user, p.Status)
		}
	}
}

// What may be about the city bureau's own people is walled from the whole of it, by who saw it first.
func TestDispatch_wallsALeadFromTheCity(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("cityleader")
	form := v.Get("/city/dispatch").Form(`form[action="/city/dispatch/` + o.suspicious + `"]`)
	v.Submit(form.Set("unit", "1").Set("wall", "1"), form.Buttons[0].Text)
	for _, user := range []string{"handler", "leader", "monitor", "city", "cityleader"} {
		if p := o.as(user).Get("/cases/" + o.suspicious); p.Status != 404 {
			t.Errorf("%s opens it: %d", user, p.Status)
		}
	}
	if p := o.as("discipline").Get("/cases/" + o.suspicious); p.Status != 200 {
		t.Errorf("its recipient: %d", p.Status)
	}
}

// The 专班 dispatches what it may know of; what may be misconduct waits for named people, and it puts up no wall.
func TestDispatch_monitorOfWhatItSees(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("monitor")
	page := v.Get("/city/dispatch")
	has(t, page, totalOf(1), o.unsure)
	if contains(page.Body, o.suspicious) || page.Has("main input[name=wall]") {
		t.Error("the monitor sees what may be misconduct, or is offered a wall")
	}
	form := page.Form(`form[action="/city/dispatch/`+o.unsure+`"]`).Set("unit", strconv.FormatInt(midong, 10))
	values := form.Values()
	values.Set("wall", "1")
	if p := v.Post("/city/dispatch/"+o.unsure, values); p.Status != 403 {
		t.Errorf("the monitor walls a lead: %d", p.Status)
	}
	has(t, v.Submit(form, form.Buttons[0].Text), o.unsure+" 已分派给米东区教育局")
}
