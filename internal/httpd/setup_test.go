package httpd

import (
	"net/http/httptest"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// newEmptyOffice is an installation on its first morning: units, no account.
func newEmptyOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.tx(func(ctx ctxT, tx db.Tx) error { return tx.Gorm(ctx).Where("1 = 1").Delete(&org.Staff{}).Error })
	return o
}

func (o *office) token() string {
	o.t.Helper()
	in, ok, err := o.Org.SetupToken(o.t.Context())
	if err != nil || !ok {
		o.t.Fatal(ok, err)
	}
	return in.Code
}

func setupForm(p *testkit.Page, token string) *testkit.Form {
	return p.Form("main form").Set("code", token).Set("user", "boss").Set("name", "信息科王科员").Set("password", ownPassword).Set("again", ownPassword)
}

func TestSetup_makesTheFirstAdministratorOnce(t *testing.T) {
	t.Parallel()
	o := newEmptyOffice(t)
	token := o.token()
	v, other := testkit.NewVisitor(t, o.Handler()), testkit.NewVisitor(t, o.Handler())
	f, late := setupForm(v.Get(setupPath), token), setupForm(other.Get(setupPath), o.token())
	for range 2 { // and the second click
		if p := v.Submit(f, ""); p.URL.Path != signInPath || !strings.Contains(p.Text(), "管理员账号已设好") {
			t.Fatalf("%s: %s", p.URL, p.Text())
		}
	}
	if p := v.Get(setupPath); p.Status != 404 {
		t.Errorf("the page afterwards: %d", p.Status)
	}
	if p := other.Submit(late.Set("user", "second"), ""); p.Status != 422 || !strings.Contains(p.Text(), "这个码不对") {
		t.Errorf("another token afterwards: %d", p.Status)
	}
	if _, p := o.signedIn("boss", ownPassword); p.URL.Path != usersPath {
		t.Errorf("signed in at %s: %s", p.URL, p.Text())
	}
}

func TestSetup_wrongTokenKeepsNamesNotPasswords(t *testing.T) {
	t.Parallel()
	o := newEmptyOffice(t)
	o.token()
	v := testkit.NewVisitor(t, o.Handler())
	p := v.Submit(setupForm(v.Get(setupPath), "WRONG"), "")
	wantStatus(t, p, 422)
	wantText(t, p, "这个码不对，或者已过期、已用过")
	f := p.Form("main form")
	if f.Get("user") != "boss" || f.Get("name") != "信息科王科员" || f.Get("password") != "" || f.Get("again") != "" || strings.Contains(p.Body, ownPassword) {
		t.Errorf("%v", f.Values())
	}
}

func TestJoin_saysWhatIsWrongAndKeepsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := testkit.NewVisitor(t, o.Handler())
	f := v.Get(joinPath).Form("main form").Set("code", "AAAA").Set("password", "kurz").Set("again", "kurz")
	p := v.Submit(f, "")
	wantStatus(t, p, 422)
	wantText(t, p, "至少要 12 个字")
	p = v.Submit(p.Form("main form").Set("code", "AAAA").Set("password", ownPassword).Set("again", ownPassword), "")
	wantStatus(t, p, 422)
	wantText(t, p, "这个码不对")
	if strings.Contains(p.Body, ownPassword) {
		t.Error("the password is given back")
	}
}

// TestAccounts_look opens the pages of accounts in a real browser at every width. Full runs only.
func TestAccounts_look(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return
	}
	o, empty := newOffice(t), newEmptyOffice(t)
	site, first := httptest.NewServer(o.Handler()), httptest.NewServer(empty.Handler())
	t.Cleanup(site.Close)
	t.Cleanup(first.Close)
	browser := testkit.NewBrowser(t)
	tab := browser.Open(first.URL + setupPath)
	o.look(tab, "setup")
	tab.Click("main form button")
	o.look(tab, "setup-errors")
	tab.Go(site.URL + joinPath)
	o.look(tab, "join")
	tab = o.tab(browser, site.URL, "admin")
	tab.Go(site.URL + usersPath + "/new")
	o.look(tab, "admin-new")
	tab.Click("main form button")
	o.look(tab, "admin-new-errors")
	for name, typed := range map[string]string{"name": "初教科李科员", "user": "li.clerk"} {
		tab.MustElement("#" + name).MustInput(typed)
	}
	tab.MustElement("#unit").MustSelect("天山区教育局")
	tab.MustElement("#role").MustSelect("承办人（市局、区县）")
	tab.Click("main form button")
	o.look(tab, "admin-code")
	tab.Go(site.URL + userPath(o.staff["handler"].ID))
	o.look(tab, "admin-user")
}
