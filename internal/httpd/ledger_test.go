package httpd

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sunlead/internal/checklist/form"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/testkit"
	"sunlead/internal/trail"
)

// sheetOf reads a downloaded file back.
func sheetOf(t *testing.T, p *testkit.Page) [][]string {
	t.Helper()
	if p.Status != 200 || p.Header.Get("Content-Type") != xlsxType {
		t.Fatalf("%s: %d %s", p.URL, p.Status, p.Header.Get("Content-Type"))
	}
	f, err := excelize.OpenReader(bytes.NewReader([]byte(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func exportsOf(t *testing.T, o *office) []string {
	t.Helper()
	entries, err := trail.Read(t.Context(), o.db, trail.UnitStream(tianshan))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if !e.Intact() || e.Kind != "exported" {
			t.Errorf("entry %+v", e)
		}
		list = append(list, e.Actor+" "+e.Data)
	}
	return list
}

func TestLedger_isTheFormOnThePage(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	page := o.as("handler").Get("/ledger")
	has(t, page, totalOf(3), form.LedgerTitle, "区（县）教育局（签章）：天山区教育局", "反映示例一小收取与入学挂钩的费用", "7月7日收到；7月7日转天山区教育局；7月7日天山区教育局签收；7月7日受理（热线诉求）")
	has(t, page, "属实；责令全额退还", "第14项", o.proven, "已回访", "截至 7月20日")
	if diff := cmp.Diff(form.LedgerColumns, page.Texts("main thead th")); diff != "" {
		t.Error(diff)
	}
	if a := page.All(`main tbody a[href="/cases/` + o.proven + `"]`); len(a) != 1 {
		t.Errorf("%d links to the case", len(a))
	}
	hasNot(t, page, "19900001234", "19900007777", "王女士", wallText)
	has(t, o.as("midong").Get("/ledger"), totalOf(2), "上访", "正在办理")
	has(t, o.as("cityleader").Get("/ledger"), "；天山区；已回访", "；米东区")
}

func TestLedger_filters(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("monitor")
	form := v.Get("/ledger").Form("main form")
	page := v.Submit(form.Set("state", "closed").Set("unit", strconv.FormatInt(tianshan, 10)).Set("q", "示例一小"), "")
	has(t, page, totalOf(1), o.proven)
	if got := page.Form("main form"); got.Get("state") != "closed" || got.Get("q") != "示例一小" {
		t.Errorf("the filter shows %v", got.Values())
	}
	rows := sheetOf(t, v.Get(page.One("a[download]").Attr("href")))
	if len(rows) != 3+1 {
		t.Errorf("the file has %d rows", len(rows))
	}
	for _, q := range []string{"state=nonsense", "unit=2", "unit=x"} {
		if p := v.Get("/ledger?" + q); p.Status != 422 {
			t.Errorf("%s: %d", q, p.Status)
		}
	}
	if p := o.as("handler").Get("/ledger?unit=650109"); p.Status != 422 {
		t.Errorf("a district filters by unit: %d", p.Status)
	}
	if p := v.Get("/ledger?nothing=1"); p.Status != 400 {
		t.Errorf("unknown parameter: %d", p.Status)
	}
}

func TestLedger_countsOnOverThePages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range lead.PageSize + 2 {
		o.submit()
	}
	v := o.as("handler")
	page := v.Get("/ledger?q=" + "一小")
	next := v.Get(page.One("a[rel=next]").Attr("href"))
	first := next.All("main tbody th")
	if len(first) != 2 || first[0].Text() != "51" || next.Form("main form").Get("q") != "一小" {
		t.Errorf("page two begins with %v", next.Texts("main tbody th"))
	}
	if rows := sheetOf(t, v.Get("/ledger.xlsx")); len(rows) != 3+lead.PageSize+2 || rows[len(rows)-1][0] != strconv.Itoa(lead.PageSize+2) {
		t.Errorf("the file has %d rows", len(rows))
	}
}

func TestLedgerFile_isThePlansFormAndNoted(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("handler")
	before := len(exportsOf(t, o.office))
	if p := v.Do(headOf(t, "/ledger.xlsx")); p.Status != 200 || len(exportsOf(t, o.office)) != before {
		t.Errorf("HEAD: %d, %q", p.Status, exportsOf(t, o.office))
	}
	p := v.Get("/ledger.xlsx")
	rows := sheetOf(t, p)
	if rows[0][0] != "义务教育招生入学工作问题线索管理台账" || rows[1][0] != form.LedgerHead(form.Head{Unit: "天山区教育局"}) {
		t.Errorf("title %q, header line %q", rows[0], rows[1])
	}
	want := []string{"序号", "问题线索来源（含群众来信来电、上访、平台举报等）", "问题线索摘要", "办理情况", "处理结果", "备注"}
	if diff := cmp.Diff(want, rows[2]); diff != "" {
		t.Error(diff)
	}
	all := flat(rows)
	if len(rows) != 3+3 || !strings.Contains(all, o.proven) || strings.Contains(all, "19900007777") || !strings.Contains(all, "（号码已隐去）") {
		t.Errorf("rows\n%s", all)
	}
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil || params["filename"] != "问题线索管理台账-天山区教育局-20250720.xlsx" {
		t.Errorf("%q, %v", params, err)
	}
	got := exportsOf(t, o.office)
	wantLine := trail.Staff(o.staff["handler"].ID) + ` {"rows":3,"what":"ledger"}`
	if len(got) != before+1 || got[before] != wantLine {
		t.Errorf("the trail says %q, want %q", got, wantLine)
	}
}

func headOf(t *testing.T, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, "http://127.0.0.1:8080"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func flat(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, "|") + "\n")
	}
	return b.String()
}

func TestWalledLead_isInNobodysRegisterAndNowhereForTheMonitor(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	// Even proven and with an item it stays behind the wall.
	o.closed(o.walled, "city", "cityleader")
	items := map[string]string{
		"monitor": "全市相关线索 3 件（2 件未办结）", "cityleader": "全市相关线索 3 件（2 件未办结）", "handler": "本区相关线索 2 件（1 件未办结）",
	}
	for user := range items {
		v := o.as(user)
		for _, path := range []string{"/ledger", "/ledger?q=" + o.walled, "/violations", "/checklist", "/checklist/14"} {
			hasNot(t, v.Get(path), "/cases/"+o.walled, "/cases/"+o.city, "示例九小")
		}
		if all := flat(sheetOf(t, v.Get("/ledger.xlsx"))) + flat(sheetOf(t, v.Get("/violations.xlsx"))); strings.Contains(all, o.walled) || strings.Contains(all, "示例九小") {
			t.Errorf("%s exports it", user)
		}
		has(t, v.Get("/ledger?q="+o.walled), totalOf(0))
		has(t, v.Get("/checklist"), items[user], "查实违规 1 起")
	}
	m := o.as("monitor")
	hasNot(t, m.Get("/city"), o.walled)
	hasNot(t, m.Get("/city/dispatch"), o.walled)
	has(t, m.Get("/cases?q=示例九小"), totalOf(0))
	has(t, o.as("cityleader").Get("/cases?q=示例九小"), totalOf(1))
	for _, user := range []string{"monitor", "handler", "leader"} {
		if p := o.as(user).Get("/cases/" + o.walled); p.Status != 404 {
			t.Errorf("%s opens it: %d", user, p.Status)
		}
	}
}

// A wall that goes up over a closed and registered case takes it from every page, number and file of the bureau it accuses.
func TestWall_overAClosedCaseTakesItFromTheRegister(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := newOfficeOn(t, d)
		paths := []string{"/cases", "/ledger", "/violations", "/checklist", "/checklist/14", "/messages"}
		files := []string{"/ledger.xlsx", "/violations.xlsx"}
		number := o.submit()
		o.closed(number, "handler", "leader")
		has(t, o.as("leader").Get("/violations"), totalOf(1))
		page := sends(o.as("city"), casePath(number)+"/respondent", "main form", url.Values{
			"about": {lead.AboutDistrict}, "nature": {lead.NatureConduct}, "district": {"650102"}, "why": {"办结后查明是区教育局工作人员收的钱"},
		})
		has(t, page, "已更正反映对象")
		o.work()
		if c, err := o.Leads.Get(t.Context(), o.actor("city"), number); err != nil || c.State != lead.Closed {
			t.Errorf("the named read %v", err)
		}
		for _, user := range []string{"leader", "handler", "monitor"} {
			v := o.as(user)
			for _, path := range paths {
				hasNot(t, v.Get(path), number, "示例一小", "查实违规 1 起")
			}
			for _, path := range files {
				if all := flat(sheetOf(t, v.Get(path))); strings.Contains(all, number) || strings.Contains(all, "示例一小") {
					t.Errorf("%s exports it by %s", user, path)
				}
			}
			items, err := o.Leads.ItemCounts(t.Context(), o.actor(user))
			if must(t, err); len(items) != 0 {
				t.Errorf("%s counts %v beside the checklist", user, items)
			}
		}
	})
}

func TestViolations_isTheFormOnThePageAndInTheFile(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("leader")
	page := v.Get("/violations")
	has(t, page, totalOf(1), form.ViolationTitle, "示例一小", "收取与入学挂钩的“共建费”", "责令退还，负责人作检查", "待移交")
	if diff := cmp.Diff(append(slices.Clone(form.ViolationColumns), "移交"), page.Texts("main thead th")); diff != "" {
		t.Error(diff)
	}
	rows := sheetOf(t, v.Get(page.One("a[download]").Attr("href")))
	want := [][]string{
		{"义务教育阳光招生专项行动违规招生行为查处登记表"},
		{form.ViolationHead(form.Head{Unit: "天山区教育局"})},
		{"序号", "违规主体", "违规行为", "查处和追责情况"},
		{"1", "示例一小", "收取与入学挂钩的“共建费”", "责令退还，负责人作检查"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if got := exportsOf(t, o.office); len(got) != 1 || !strings.Contains(got[0], `{"rows":1,"what":"violations"}`) {
		t.Errorf("the trail says %q", got)
	}
	has(t, o.as("midong").Get("/violations"), totalOf(0), "没有登记违规招生行为")
	for _, path := range []string{"/violations", "/violations.xlsx", "/ledger", "/ledger.xlsx", "/checklist", "/checklist/14"} {
		for _, user := range []string{"operator", "admin", "discipline"} {
			if p := o.as(user).Get(path); p.Status != 403 {
				t.Errorf("%s for %s: %d", path, user, p.Status)
			}
		}
	}
}

func TestExport_isNotSentWhenTheTrailCannotBeWritten(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	v := o.as("handler")
	testkit.Corrupted(o.db) // a unit is gone
	o.tx(func(ctx context.Context, tx dbTx) error {
		return tx.Gorm(ctx).Exec("DELETE FROM units WHERE id = ?", tianshan).Error
	})
	p := v.Get("/ledger.xlsx")
	if p.Status == 200 || p.Header.Get("Content-Disposition") != "" || strings.HasPrefix(p.Body, "PK") {
		t.Errorf("sent all the same: %d", p.Status)
	}
}
