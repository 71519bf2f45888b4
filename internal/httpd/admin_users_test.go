package httpd

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/org"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

func TestAdminUsers_listsAccountsAndNothingElse(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("admin").Get(usersPath)
	has(t, page, "共 11 个账号", "天山承办人", "天山区教育局", "热线话务员", "可查看限知", "停用", "cityleader")
	if page.Has("main form") {
		t.Error("the list offers a form")
	}
	hasNot(t, page, "argon2")
	for _, user := range []string{"cityleader", "operator", "monitor"} {
		if p := o.as(user).Get(usersPath); p.Status != 403 {
			t.Errorf("%s: %d", user, p.Status)
		}
	}
}

const (
	ownPassword  = "一句自己记得住的长话 1"
	nextPassword = "another long sentence 2"
)

// added sends the form for a new account and returns its page and the form.
func (o *office) added(v *testkit.Visitor, user string) (*testkit.Page, *testkit.Form) {
	o.t.Helper()
	f := v.Get(usersPath+"/new").Form("main form").Set("name", "初教科李科员").Set("user", user).Set("unit", idText(tianshan)).Set("role", "handler")
	return v.Submit(f, ""), f
}

// account is one that a test has added.
func (o *office) account(user string) org.Staff {
	o.t.Helper()
	all, err := o.Org.AllStaff(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s org.Staff) bool { return s.UserName == user })
	if i < 0 {
		o.t.Fatalf("no account %q", user)
	}
	return all[i]
}

// act selects the form with which something is done to an account.
func act(id int64, verb string) string { return `form[action="` + userPath(id) + "/" + verb + `"]` }

func invitedBy(p *testkit.Page) string { return p.One("#code").Text() }

// joined uses an invitation.
func (o *office) joined(code, password string) *testkit.Page {
	o.t.Helper()
	v := testkit.NewVisitor(o.t, o.Handler())
	return v.Submit(v.Get(joinPath).Form("main form").Set("code", code).Set("password", password).Set("again", password), "")
}

func (o *office) signedIn(user, password string) (*testkit.Visitor, *testkit.Page) {
	o.t.Helper()
	v := testkit.NewVisitor(o.t, o.Handler())
	return v, v.Submit(v.Get(signInPath).Form("main form").Set("user", user).Set("password", password), "")
}

func TestAdminUsers_aNewcomerSetsTheirOwnPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	admin := o.as("admin")
	page, form := o.added(admin, "li.clerk")
	has(t, page, "初教科李科员", "请把邀请码交给初教科李科员", "待设密码", "用户名是 li.clerk")
	code := invitedBy(page)
	if again := admin.Get(usersPath); again.Has("#code") {
		t.Error("the code is shown a second time")
	}
	if again := admin.Submit(form, ""); invitedBy(again) != code || strings.Count(again.Body, ">li.clerk<") != 1 {
		t.Errorf("the second click shows %q and\n%s", invitedBy(again), again.Text())
	}
	if p := o.joined(strings.ToLower(code), ownPassword); p.URL.Path != signInPath || !strings.Contains(p.Text(), "li.clerk") {
		t.Fatalf("%s: %s", p.URL, p.Text())
	}
	if _, p := o.signedIn("li.clerk", ownPassword); p.URL.Path != "/cases" {
		t.Errorf("signed in at %s: %s", p.URL, p.Text())
	}
	if _, p := o.signedIn("li.clerk", ""); p.Status != 422 {
		t.Errorf("without a password: %d", p.Status)
	}
}

func TestAdminUsers_mistakesKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("admin")
	f := v.Get(usersPath+"/new").Form("main form").Set("name", "初教科李科员").Set("user", "李").Set("unit", idText(tianshan)).Set("role", "monitor").Set("named", "1")
	p := v.Submit(f, "")
	wantStatus(t, p, 422)
	wantText(t, p, "用户名要 3 到 40 个", "请选择天山区教育局有的岗位")
	again := p.Form("main form")
	if again.Get("name") != "初教科李科员" || again.Get("user") != "李" || again.Get("role") != "monitor" || again.Get("named") != "1" {
		t.Errorf("%v", again.Values())
	}
	taken, _ := o.added(v, "Handler")
	wantStatus(t, taken, 422)
	wantText(t, taken, "这个用户名已经有了")
	o.added(v, "li.clerk")
	f = v.Get(usersPath+"/new").Form("main form").Set("name", "甲").Set("user", "clerk-a").Set("unit", idText(org.CityID)).Set("role", "operator")
	v.Submit(f, "")
	p = v.Submit(f.Set("user", "clerk-b"), "") // back, and somebody else in the same form
	wantStatus(t, p, 409)
	if again := p.Form("main form"); again.Get("key") == f.Get("key") || again.Get("user") != "clerk-b" {
		t.Error("the form cannot be sent again")
	}
}

func TestAdminUsers_invitingEndsSessionsAndPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	admin := o.as("admin")
	page, _ := o.added(admin, "li.clerk")
	o.joined(invitedBy(page), ownPassword)
	clerk, _ := o.signedIn("li.clerk", ownPassword)
	has(t, clerk.Get("/cases"))

	show := admin.Get(userPath(o.account("li.clerk").ID))
	f := show.Form(act(o.account("li.clerk").ID, "invite"))
	page = admin.Submit(f, "")
	code := invitedBy(page)
	if again := admin.Submit(f, ""); invitedBy(again) != code {
		t.Error("the second click shows another code")
	}
	if p := clerk.Get("/cases"); p.URL.Path != signInPath {
		t.Errorf("the session goes on at %s", p.URL)
	}
	if _, p := o.signedIn("li.clerk", ownPassword); p.Status != 422 {
		t.Errorf("the old password: %d", p.Status)
	}
	o.joined(code, nextPassword)
	if p := clerk.Get("/cases"); p.URL.Path != signInPath {
		t.Errorf("the old session came back at %s", p.URL)
	}
	if _, p := o.signedIn("li.clerk", nextPassword); p.URL.Path != "/cases" {
		t.Errorf("the new password: %s", p.Text())
	}
}

func TestAdminUsers_disablingEndsTheNextRequest(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	admin, handler := o.as("admin"), o.as("handler")
	id := o.staff["handler"].ID
	p := admin.Submit(admin.Get(userPath(id)).Form(act(id, "disable")), "")
	has(t, p, "天山承办人的账号已停用。", "启用账号")
	if p := handler.Get("/cases"); p.URL.Path != signInPath {
		t.Errorf("the next request is answered at %s", p.URL)
	}
	p = admin.Submit(p.Form(act(id, "enable")), "")
	has(t, p, "天山承办人的账号已启用。")
	has(t, o.as("handler").Get("/cases"))

	self := admin.Get(userPath(o.staff["admin"].ID))
	has(t, self, "自己的账号由另一位管理员")
	if self.Has("main form") {
		t.Error("one's own account can be disabled")
	}
	token := self.One("header input[name=csrf]").Attr("value")
	for verb, status := range map[string]int{"disable": 409, "invite": 409} {
		body := "csrf=" + token + "&key=" + o.keyField(newFormKey())
		if p := benchRaw(t, admin, http.MethodPost, userPath(o.staff["admin"].ID)+"/"+verb, body); p.Status != status {
			t.Errorf("%s oneself: %d", verb, p.Status)
		}
	}
	entries, err := trail.Read(t.Context(), o.db, trail.UnitStream(org.CityID))
	if err != nil || len(entries) != 2 || entries[0].Kind != "staff_disabled" || entries[1].Actor != trail.Staff(o.staff["admin"].ID) {
		t.Errorf("the trail: %+v, %v", entries, err)
	}
}

// The invitation is the administrator's who made it, not whoever sits at the computer next.
func TestAdminUsers_theCodeIsShownToItsMaker(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.as("admin")
	f := v.Get(usersPath+"/new").Form("main form").Set("name", "甲").Set("user", "clerk").Set("unit", idText(org.CityID)).Set("role", "admin")
	p := benchRaw(t, v, http.MethodPost, usersPath+"/new", f.Values().Encode())
	if p.Status != http.StatusSeeOther {
		t.Fatal(p.Status, p.Text())
	}
	o.staff["clerk"] = o.account("clerk")
	o.sit(v, "clerk")
	if v.Get(usersPath).Has("#code") {
		t.Error("the next administrator sees the code")
	}
}
