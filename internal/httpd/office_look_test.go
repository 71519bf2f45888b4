package httpd

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/proto"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// TestOffice_looks opens every page of city, desk and registers in a real browser at every width. Full runs only.
func TestOffice_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o := newTown(t)
	o.later(3 * 24 * time.Hour)
	o.submit(suspiciousReport, func(r *lead.Report) { r.Urgent, r.UrgentWhy, r.Mode = true, "报名后天截止", lead.ModeAnonymous })
	server := httptest.NewServer(o.Handler())
	t.Cleanup(server.Close)
	browser := testkit.NewBrowser(t)
	for _, page := range []struct{ user, path, name string }{
		{"cityleader", "/city", "city"},
		{"cityleader", overduePath, "city-overdue"},
		{"monitor", overduePath, "city-overdue-monitor"},
		{"cityleader", overduePath + "/issue?pick=" + o.waits(), "city-issue"},
		{"cityleader", casePath(o.late), "case-late-city"},
		{"leader", casePath(o.lateOwn()), "case-late-leader"},
		{"leader", casePath(o.lateOwn()) + "/explain", "case-explain"},
		{"leader", casePath(o.lateOwn()) + "/mute", "case-mute"},
		{"city", "/city/dispatch", "city-dispatch"},
		{"monitor", "/city/dispatch", "city-dispatch-monitor"},
		{"operator", "/desk", "desk"},
		{"operator", "/desk/lookup?number=" + o.review, "desk-lookup"},
		{"operator", "/desk/lookup?number=2025-000001-1", "desk-lookup-wrong"},
		{"discipline", "/ji", "ji"},
		{"cityleader", "/ledger", "ledger"},
		{"handler", "/violations", "violations"},
		{"leader", "/checklist", "checklist"},
		{"monitor", "/checklist/14", "checklist-item"},
		{"leader", "/messages", "messages"},
		{"admin", "/admin/users", "admin-users"},
	} {
		tab := o.tab(browser, server.URL, page.user)
		tab.Go(server.URL + page.path)
		o.look(tab, page.name)
	}
	o.lookAtDesk(o.tab(browser, server.URL, "operator"), server.URL)
}

// tab is a browser in which the person is signed in.
func (o *office) tab(b *testkit.Browser, site, user string) *testkit.Tab {
	o.t.Helper()
	answer, err := http.PostForm(site+"/t/in", url.Values{"id": {strconv.FormatInt(o.staff[user].ID, 10)}})
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	tab := b.Open(site + "/track")
	for _, c := range answer.Cookies() {
		tab.MustSetCookies(&proto.NetworkCookieParam{Name: c.Name, Value: c.Value, URL: site})
	}
	return tab
}

// look keeps pictures and fails on what a reader could not use.
func (o *office) look(tab *testkit.Tab, name string) {
	o.t.Helper()
	tab.Screenshots(name)
	for _, w := range testkit.Widths {
		tab.Width(w)
		if n := tab.Sideways(); n > 0 {
			o.t.Errorf("%s at %d px is %d px too wide", name, w, n)
		}
	}
	for _, v := range tab.Axe() {
		o.t.Errorf("%s: %s", name, v)
	}
	if errs := tab.ConsoleErrors(); len(errs) > 0 {
		o.t.Errorf("%s: the browser complains: %q", name, errs)
	}
}

// lookAtDesk sends the form with mistakes, then rightly, as an operator does.
func (o *office) lookAtDesk(tab *testkit.Tab, site string) {
	o.t.Helper()
	tab.Go(site + "/desk")
	tab.MustElement("#text").MustInput("学校报名时要求先交三万元共建费，不交就不给学位")
	tab.Click("main form button")
	o.look(tab, "desk-errors")
	for name, value := range map[string]string{"district": "天山区", "cat": "收费、捐款、共建费", "about": "学校"} {
		tab.MustElement("#" + name).MustSelect(value)
	}
	tab.Click("main form button")
	o.look(tab, "desk-done")
}

// waits is a 督办单 that nobody has issued; lateOwn a late lead of 天山区.
func (o *office) waits() string {
	o.t.Helper()
	var id int64
	o.ok(o.db.Gorm(o.t.Context()).Table("letters").Where("kind = 'supervise' AND issued = 0").Limit(1).Pluck("id", &id).Error)
	return idText(id)
}

func (o *office) lateOwn() string {
	o.t.Helper()
	page, err := o.Leads.List(o.t.Context(), o.actor("leader"), lead.Filter{Late: true})
	o.ok(err)
	return page.Leads[0].Number
}
