package httpd

import (
	"net/http/httptest"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// longText is the longest that an import takes, in one word that no browser breaks by itself.
var longText = "示例一小" + strings.Repeat("W", lead.TextMaxImport-4)

// imported stores a row of a file, and the worker routes it.
func (o *office) imported(district string) lead.Receipt {
	o.t.Helper()
	r := plainReport()
	r.Text, r.District, r.SchoolName, r.Source = longText, district, "", lead.FromAbove
	r.When, r.WhenText = "earlier", strings.Repeat("W", lead.ShortMax)
	rec, _, err := o.Leads.Import(o.t.Context(), r, lead.Origin{ID: district})
	if err != nil {
		o.t.Fatal(err)
	}
	o.work()
	return rec
}

func TestImport_longTextIsWholeOnTheCasePageAndShortInLists(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	number := o.imported("650102").Number
	o.imported(org.DistrictUnknown)
	if p := o.as("handler").Get("/cases/" + number); p.Status != 200 || !strings.Contains(p.Body, longText) {
		t.Errorf("the case page is %d and has not all of the text", p.Status)
	}
	for user, path := range map[string]string{"city": "/city/dispatch", "handler": "/cases", "leader": "/ledger"} {
		if p := o.as(user).Get(path); p.Status != 200 || strings.Contains(p.Body, strings.Repeat("W", 200)) {
			t.Errorf("%s is %d and shows a long text", path, p.Status)
		}
	}
	if p := o.as("leader").Get("/ledger.xlsx"); p.Status != 200 || strings.Contains(p.Body, strings.Repeat("W", 200)) {
		t.Errorf("the ledger's file is %d", p.Status)
	}
}

// TestImport_looks opens every page with an imported text in a real browser at every width. Full runs only.
func TestImport_looks(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o := newOffice(t)
	rec := o.imported("650102")
	o.imported(org.DistrictUnknown)
	o.ok(o.Leads.Sign(t.Context(), o.actor("handler"), o.ref(rec.Number)))
	o.ok(o.Leads.Accept(t.Context(), o.actor("handler"), o.ref(rec.Number), lead.ByHotline))
	server := httptest.NewServer(o.Handler())
	t.Cleanup(server.Close)
	browser := testkit.NewBrowser(t)
	for _, page := range []struct{ user, path, name string }{
		{"handler", "/cases/" + rec.Number, "import-case"},
		{"handler", "/cases/" + rec.Number + "/reply", "import-reply"},
		{"city", "/city/dispatch", "import-dispatch"},
		{"operator", "/desk/lookup?number=" + rec.Number, "import-lookup"},
		{"leader", "/ledger", "import-ledger"},
	} {
		tab := o.tab(browser, server.URL, page.user)
		tab.Go(server.URL + page.path)
		o.look(tab, page.name)
	}
	tab := browser.Open(server.URL + "/track")
	tab.MustElement("#code").MustInput(rec.Code)
	tab.Click("main form button")
	o.look(tab, "import-track")
}

// Most reports without a district name it in their text; whoever dispatches sees it beside the choice.
func TestCityDispatch_tellsTheDistrictsOfTheText(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.submit(unsureReport, func(r *lead.Report) {
		r.Text = "我们住在米东区和天山区交界处，两边都说不归自己管"
	})
	has(t, o.as("city").Get("/city/dispatch"), "正文提到：天山区、米东区")
}
