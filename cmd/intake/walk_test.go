package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"go.uber.org/goleak"

	"sunlead/internal/demo"
	"sunlead/internal/testkit"
)

// The session library leaves one sleeping goroutine for a store of its own that nobody uses.
func TestMain(m *testing.M) {
	testkit.Main(m, goleak.IgnoreTopFunction("github.com/alexedwards/scs/v2/memstore.(*MemStore).startCleanup"))
}

// town is a running demo, and people who visit it.
type town struct {
	t    *testing.T
	base *url.URL
	data string
}

// startDemo runs the demo as `intake demo` does, on a free port, until the test ends.
func startDemo(t *testing.T, args ...string) *town {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	data, done := t.TempDir(), make(chan error, 1)
	go func() {
		done <- runDemo(ctx, append([]string{"-addr", "127.0.0.1:0", "-data", data}, args...), w)
		_ = w.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		checkFolder(t, data)
	})
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("the demo printed nothing: %v", err)
	}
	fields := strings.Fields(line)
	base, err := url.Parse(fields[len(fields)-1])
	if err != nil {
		t.Fatal(err)
	}
	return &town{t, base, data}
}

func (tn *town) visitor() *testkit.Visitor {
	return testkit.NewVisitor(tn.t, httputil.NewSingleHostReverseProxy(tn.base))
}

// staff is somebody of the demo's accounts, signed in.
func (tn *town) staff(user string) *testkit.Visitor {
	tn.t.Helper()
	v := tn.visitor()
	f := v.Get("/signin").Form("main form").Set("user", user).Set("password", demo.Password)
	if p := v.Submit(f, ""); p.Status != 200 || strings.HasPrefix(p.URL.Path, "/signin") {
		tn.t.Fatalf("%s cannot sign in: %d at %s", user, p.Status, p.URL)
	}
	return v
}

// report goes the parent's way page by page, and returns 登记编号 and 查询码.
func (tn *town) report(v *testkit.Visitor) (number, code string) {
	tn.t.Helper()
	p := v.Submit(v.Get("/").Form(`form[action="/report/start"]`), "")
	answers := []map[string]string{
		{"cat": "fee"},
		{"district": "650102", "about": "school", "school_q": "示例一小"},
		{"text": "报名时老师说要先交两万元赞助费才能录取，没有给发票"},
		{"mode": "phone", "phone": "199 0000 1234", "name": "王女士", "consent": "1"},
		{},
	}
	for _, page := range answers {
		p = noFiles(v, p)
		f := p.Form("main form[method=post]")
		for name, value := range page {
			f.Set(name, value)
		}
		if p = v.Submit(f, goOn(f)); p.Status != 200 {
			tn.t.Fatalf("%s: %d\n%s", p.URL, p.Status, p.One("main").Text())
		}
	}
	if p.URL.Path != "/report/done" {
		tn.t.Fatalf("ended at %s", p.URL)
	}
	return numberIn(tn.t, p.Node), codeIn(tn.t, p.Node)
}

// noFiles goes on from the page of files, which nobody has to fill.
func noFiles(v *testkit.Visitor, p *testkit.Page) *testkit.Page {
	if p.URL.Path != "/report/evidence" {
		return p
	}
	return v.Submit(p.Form(`form[action="/report/evidence/next"]`), "")
}

// goOn is the text of the button without a name.
func goOn(f *testkit.Form) string {
	for _, b := range f.Buttons {
		if b.Name == "" {
			return b.Text
		}
	}
	return ""
}

func numberIn(t *testing.T, p testkit.Node) string {
	t.Helper()
	for _, w := range strings.Fields(p.One("main").Text()) {
		if len(w) == 13 && strings.Count(w, "-") == 2 {
			return w
		}
	}
	t.Fatalf("no 登记编号 in %q", p.One("main").Text())
	return ""
}

func codeIn(t *testing.T, p testkit.Node) string {
	t.Helper()
	words := strings.Fields(p.One("main").Text())
	for i := range len(words) - 3 {
		code := strings.Join(words[i:i+4], "")
		if _, err := strconv.ParseUint(code, 10, 64); err == nil && len(code) == 16 {
			return code
		}
	}
	t.Fatalf("no 查询码 in %q", p.One("main").Text())
	return ""
}

// waitFor asks again until the page says so; half a minute is the sweep's own promise.
func waitFor(t *testing.T, v *testkit.Visitor, path, want string) *testkit.Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		p := v.Get(path)
		if strings.Contains(p.One("main").Text(), want) {
			return p
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s never said %q:\n%s", path, want, p.One("main").Text())
		}
	}
}

// primary follows the one next action of a case, filling what it asks.
func primary(t *testing.T, v *testkit.Visitor, number string, answers map[string][]string) {
	t.Helper()
	p := v.Get("/cases/" + number)
	next := p.One("[data-primary]")
	var f *testkit.Form
	if next.Tag() == "a" {
		f = v.Get(next.Attr("href")).Form("main form[method=post]")
	} else {
		f = p.Form(`form[action="/cases/` + number + `/` + verb(next.Text()) + `"]`)
	}
	for name, values := range answers {
		f.Set(name, values...)
	}
	after := v.Submit(f, "")
	if after.Status != 200 || after.URL.Path != "/cases/"+number {
		t.Fatalf("%s: %d at %s\n%s", next.Text(), after.Status, after.URL, after.One("main").Text())
	}
}

func verb(label string) string {
	if strings.Contains(label, "签收") {
		return "sign"
	}
	return "approve"
}

var reply = map[string][]string{
	"found": {"经到校核查收据存根和相关人员，反映的收费情况属实。"}, "result": {"责令学校全额退还所收费用。"},
	"finding": {"proven"}, "items": {"14"}, "summary": {"反映示例一小收取与入学挂钩的费用"}, "violation": {"yes"},
	"subject": {"示例一小"}, "conduct": {"以赞助费名义收取与入学挂钩的费用"}, "measures": {"责令退还，负责人作检查"}, "hand_over": {"yes"},
}

// The main job from end to end: report, route, work, answer, close, register, checklist, ledger.
func TestDemo_theWholeWay(t *testing.T) {
	t.Parallel()
	tn := startDemo(t)
	parent := tn.visitor()
	number, code := tn.report(parent)

	handler, leader := tn.staff("tianshan-handler"), tn.staff("tianshan-leader")
	waitFor(t, handler, "/cases?q="+number, number)
	before := provenOn(t, handler.Get("/checklist/14"))

	primary(t, handler, number, nil)
	primary(t, handler, number, map[string][]string{"procedure": {"violation"}})
	primary(t, handler, number, map[string][]string{"method": {"phone"}, "result": {"reached"}, "note": {"已电话核实收费时间和金额"}})
	primary(t, handler, number, reply)
	primary(t, leader, number, nil)
	primary(t, handler, number, nil)

	waitFor(t, handler, "/violations", "以赞助费名义收取与入学挂钩的费用")
	waitFor(t, handler, "/checklist/14", "查实违规 "+strconv.Itoa(before+1)+" 起")
	inLedger(t, handler, number)

	p := parent.Submit(parent.Get("/track").Form("main form").Set("code", code), "")
	if text := p.One("main").Text(); p.URL.Path != "/track/case" || !strings.Contains(text, "责令学校全额退还所收费用") {
		t.Errorf("the parent sees at %s: %s", p.URL, text)
	}
	for _, stranger := range []string{"midong-handler", "operator", "discipline", "admin"} {
		if p := tn.staff(stranger).Get("/cases/" + number); p.Status != 404 && p.Status != 403 {
			t.Errorf("%s opens the case: %d", stranger, p.Status)
		}
	}
}

// provenOn is how many proven violations an item's page counts.
func provenOn(t *testing.T, p *testkit.Page) int {
	t.Helper()
	var n int
	if _, err := fmt.Sscanf(p.One("#violations").Text(), "查实违规 %d 起", &n); err != nil {
		t.Fatalf("%q: %v", p.One("#violations").Text(), err)
	}
	return n
}

func inLedger(t *testing.T, v *testkit.Visitor, number string) {
	t.Helper()
	p := v.Get("/ledger.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, row := range rows {
		found = found || strings.Contains(strings.Join(row, "|"), number)
		if strings.Contains(strings.Join(row, "|"), "19900001234") {
			t.Error("a phone number in the ledger")
		}
	}
	if !found || rows[0][0] != "义务教育招生入学工作问题线索管理台账" {
		t.Errorf("the ledger does not hold %s, or its title is %q", number, rows[0][0])
	}
}

// Left alone, a lead climbs by itself to the notice at the discipline body.
func TestDemo_overdueClimbsToTheNotice(t *testing.T) {
	t.Parallel()
	tn := startDemo(t, "-speed", "300000")
	parent := tn.visitor()
	number, code := tn.report(parent)
	notices := waitFor(t, tn.staff("discipline"), "/ji", number)
	if strings.Contains(notices.Body, "赞助费") {
		t.Error("the notice holds the reporter's words")
	}
	p := parent.Submit(parent.Get("/track").Form("main form").Set("code", code), "")
	if text := p.One("main").Text(); !strings.Contains(text, "已超期，上级教育部门已督促") || strings.Contains(text, "抄告") || strings.Contains(text, "纪检") {
		t.Errorf("the parent is told: %s", text)
	}
}

func TestDemo_accountsAreWrittenAndRestartKeepsTheLedger(t *testing.T) {
	t.Parallel()
	tn := startDemo(t)
	table, err := os.ReadFile(filepath.Join(tn.data, demo.AccountsFile))
	if err != nil || string(table) != demo.AccountTable() {
		t.Errorf("accounts.tsv: %v\n%s", err, table)
	}
}

func TestParseDemo_refusesWhatOthersCouldReach(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:8080", ":8080", "192.168.1.2:80", "[::]:8080", "example.org:80", "nonsense"} {
		if _, err := parseDemo([]string{"-addr", addr}); err == nil {
			t.Errorf("%s is taken", addr)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:8080", "[::1]:8080", "127.0.0.2:1"} {
		if _, err := parseDemo([]string{"-addr", addr}); err != nil {
			t.Errorf("%s: %v", addr, err)
		}
	}
}
