package main

import (
	"strings"
	"testing"

	"sunlead/internal/demo"
	"sunlead/internal/testkit"
)

// person is somebody in a real Chromium without JavaScript.
type person struct {
	*testkit.Tab
	t    *testing.T
	town *town
	name string
}

func (tn *town) person(b *testkit.Browser, name string, width int) *person {
	tn.t.Helper()
	p := &person{b.Open(tn.base.String()), tn.t, tn, name}
	p.NoScript()
	p.Width(width)
	return p
}

// at goes to an address of the town.
func (p *person) at(path string) {
	p.t.Helper()
	p.Go(p.town.base.JoinPath(path).String())
}

// goOn presses the form's button without a name.
func (p *person) goOn() {
	p.t.Helper()
	p.Click("main form[method=post] button:not([name])")
}

// choose presses the radio or box.
func (p *person) choose(name, value string) {
	p.t.Helper()
	p.Press(`main [name="` + name + `"][value="` + value + `"] + label`)
}

func (p *person) text() string { return p.MustElement("main").MustText() }

func (p *person) signIn() {
	p.t.Helper()
	p.at("signin")
	p.Type("#user", p.name)
	p.Type("#password", demo.Password)
	p.goOn()
}

// look keeps a picture and holds the page to what every page promises.
func (p *person) look(name string) {
	p.t.Helper()
	p.Screenshot("day-"+name, p.width())
	if n := p.Sideways(); n != 0 {
		p.t.Errorf("%s scrolls sideways by %d", name, n)
	}
	if v := p.Axe(); len(v) != 0 {
		p.t.Errorf("%s: %v", name, v)
	}
}

func (p *person) width() int { return int(p.MustEval(`() => window.innerWidth`).Num()) }

// A day of everybody, in a browser without JavaScript: the parent on a phone, the district and the city at a desk.
func TestDemo_aDayInTheBrowser(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // a quick run has no browser; make test does
	}
	tn := startDemo(t)
	b := testkit.NewBrowser(t)
	parent := tn.person(b, "parent", 390)
	number, code := parent.report()

	handler, leader := tn.person(b, "tianshan-handler", 1280), tn.person(b, "tianshan-leader", 390)
	handler.signIn()
	leader.signIn()
	waitFor(t, tn.staff("tianshan-handler"), "/cases?q="+number, number)
	handler.work(number)
	leader.at("cases/" + number)
	leader.look("leader-decides")
	leader.Click(`form[action$="/approve"] button`)
	handler.at("cases/" + number + "/close")
	handler.goOn()
	waitFor(t, tn.staff("tianshan-handler"), "/violations", "以赞助费名义收取")
	handler.at("violations")
	handler.look("register")

	parent.at("track")
	parent.Type("#code", code)
	parent.goOn()
	if text := parent.text(); !strings.Contains(text, "责令学校全额退还") {
		t.Errorf("the parent reads %s", text)
	}
	parent.look("parent-answered")
	parent.choose("solved", "solved")
	parent.choose("satisfied", "good")
	parent.goOn()
	for name, home := range map[string]string{"monitor": "今天要处理", "operator": "来电登记", "discipline": "抄告", "admin": "tianshan-leader"} {
		p := tn.person(b, name, 1280)
		p.signIn()
		if !strings.Contains(p.text(), home) {
			t.Errorf("%s arrives at %s", name, p.text())
		}
		p.look(name)
	}
	for _, p := range []*person{parent, handler, leader} {
		if complaints := p.ConsoleErrors(); len(complaints) != 0 {
			t.Errorf("%s: %v", p.name, complaints)
		}
	}
}

func (p *person) report() (number, code string) {
	p.t.Helper()
	p.Click(`form[action="/report/start"] button`)
	p.choose("cat", "fee")
	p.goOn()
	p.choose("district", "650102")
	p.choose("about", "school")
	p.Type("#school_q", "示例一小")
	p.goOn()
	p.Type("#text", "报名时老师说要先交两万元赞助费才能录取，没有给发票")
	p.look("parent-what")
	p.goOn()
	p.look("parent-files")
	p.Click(`form[action="/report/evidence/next"] button`)
	p.choose("mode", "anonymous")
	p.goOn()
	p.look("parent-check")
	p.goOn()
	p.look("parent-receipt")
	page := testkit.Parse(p.t, strings.NewReader(p.MustHTML()))
	return numberIn(p.t, page), codeIn(p.t, page)
}

func (p *person) work(number string) {
	p.t.Helper()
	p.at("cases/" + number)
	p.Click(`form[action$="/sign"] button`)
	p.at("cases/" + number + "/accept")
	p.choose("procedure", "violation")
	p.goOn()
	p.look("handler-case")
	p.at("cases/" + number + "/reply")
	for name, values := range reply {
		switch name {
		case "finding", "violation", "hand_over", "items":
		default:
			p.Type("#"+name, values[0])
		}
	}
	p.choose("finding", "proven")
	p.look("handler-reply")
	p.goOn()
	if !strings.Contains(p.text(), "答复审核中") {
		p.t.Errorf("after the reply: %s", p.text())
	}
}
