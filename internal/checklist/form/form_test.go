package form_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sunlead/internal/checklist/form"
)

// written makes the file and opens it again.
func written(t *testing.T, write func(io.Writer) error) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func rowsOf(t *testing.T, f *excelize.File) [][]string {
	t.Helper()
	if n := f.SheetCount; n != 1 {
		t.Fatalf("%d sheets", n)
	}
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

var head = form.Head{Unit: "天山区教育局", Reporter: "承办人某", Phone: "19900001234", AsOf: "2025-07-31 20:00 & 补报"}

var leads = []form.LedgerRow{
	{Source: "平台举报", Summary: "示例一小报名时要求先交三万元“共建费”", Handling: "7月2日联系反映人；\n7月4日到校核查", Result: "属实", Remark: ""},
	{Source: "来电", Summary: "=HYPERLINK(\"http://x\",\"点\")", Handling: "\u200b＝1", Result: "<b>&\"_x0041_", Remark: "0001234567890123456"},
}

func TestLedger_isThePlansFormToTheCharacter(t *testing.T) {
	t.Parallel()
	f := written(t, func(w io.Writer) error { return form.Ledger(w, head, leads) })
	want := [][]string{
		{"义务教育招生入学工作问题线索管理台账"},
		{"区（县）教育局（签章）：天山区教育局         填报人：承办人某            联系电话：19900001234"},
		{"序号", "问题线索来源（含群众来信来电、上访、平台举报等）", "问题线索摘要", "办理情况", "处理结果", "备注"},
		{"1", "平台举报", "示例一小报名时要求先交三万元“共建费”", "7月2日联系反映人；\n7月4日到校核查", "属实"},
		{"2", "来电", "'=HYPERLINK(\"http://x\",\"点\")", "'\u200b＝1", "<b>&\"_x0041_", "0001234567890123456"},
	}
	if diff := cmp.Diff(want, rowsOf(t, f)); diff != "" {
		t.Error(diff)
	}
}

func TestViolations_isThePlansFormToTheCharacter(t *testing.T) {
	t.Parallel()
	f := written(t, func(w io.Writer) error {
		return form.Violations(w, head, []form.ViolationRow{
			{Subject: "示例一小", Behaviour: "收取与入学挂钩的“共建费”", Sanction: "责令退还，移交区纪检机构"},
			{Subject: "@示例机构", Behaviour: "-", Sanction: "\t=1"},
		})
	})
	want := [][]string{
		{"义务教育阳光招生专项行动违规招生行为查处登记表"},
		{"区（县）教育局（签章）：天山区教育局         填报人：承办人某           联系电话：19900001234"},
		{"序号", "违规主体", "违规行为", "查处和追责情况"},
		{"1", "示例一小", "收取与入学挂钩的“共建费”", "责令退还，移交区纪检机构"},
		{"2", "'@示例机构", "'-", "'\t=1"},
	}
	if diff := cmp.Diff(want, rowsOf(t, f)); diff != "" {
		t.Error(diff)
	}
}

func TestHeads_areThePlansWhenBlank(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		form.LedgerHead(form.Head{}):    "区（县）教育局（签章）：         填报人：            联系电话：",
		form.ViolationHead(form.Head{}): "区（县）教育局（签章）：         填报人：           联系电话：",
		form.ChecklistHead(form.Head{}): "区（县）教育局（签章）：          填报人：              联系电话：",
	} {
		if got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
	}
	f := written(t, func(w io.Writer) error { return form.Ledger(w, form.Head{}, nil) })
	rows := rowsOf(t, f)
	if len(rows) != 3 || rows[1][0] != form.LedgerHead(form.Head{}) {
		t.Errorf("an empty ledger: %q", rows)
	}
}

func TestLedger_everyCellIsText(t *testing.T) {
	t.Parallel()
	f := written(t, func(w io.Writer) error { return form.Ledger(w, head, leads) })
	name := f.GetSheetName(0)
	for r, row := range rowsOf(t, f) {
		for c := range row {
			ref, _ := excelize.CoordinatesToCellName(c+1, r+1)
			kind, err := f.GetCellType(name, ref)
			if row[c] != "" && (err != nil || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString)) {
				t.Errorf("%s: type %v, %v", ref, kind, err)
			}
			if formula, err := f.GetCellFormula(name, ref); formula != "" || err != nil {
				t.Errorf("%s: formula %q, %v", ref, formula, err)
			}
		}
	}
}

func TestLedger_wrapsAndBordersEveryCellOfTheTable(t *testing.T) {
	t.Parallel()
	f := written(t, func(w io.Writer) error { return form.Ledger(w, head, leads) })
	for _, ref := range []string{"A3", "F3", "A4", "C4", "F4", "F5"} { // F4 is empty
		id, err := f.GetCellStyle(f.GetSheetName(0), ref)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if style.Alignment == nil || !style.Alignment.WrapText || len(style.Border) != 4 || style.NumFmt != 49 {
			t.Errorf("%s: %+v", ref, style)
		}
	}
}

func TestLedger_printsOnA4WithItsHeadOnEveryPage(t *testing.T) {
	t.Parallel()
	f := written(t, func(w io.Writer) error { return form.Ledger(w, head, leads) })
	name := f.GetSheetName(0)
	layout, err := f.GetPageLayout(name)
	if err != nil {
		t.Fatal(err)
	}
	if *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("layout %+v", layout)
	}
	props, err := f.GetSheetProps(name)
	if err != nil || props.FitToPage == nil || !*props.FitToPage {
		t.Errorf("fit to page %+v, %v", props.FitToPage, err)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'"+name+"'!$1:$3" || names[0].Scope != name {
		t.Errorf("print titles %+v", names)
	}
	merged, err := f.GetMergeCells(name)
	if err != nil || len(merged) != 2 || merged[0].GetEndAxis() != "F1" || merged[1].GetEndAxis() != "F2" {
		t.Errorf("merged %v, %v", merged, err)
	}
	foot, err := f.GetHeaderFooter(name)
	if err != nil || !strings.HasPrefix(foot.OddFooter, "&L数据截至：2025-07-31 20:00 && 补报&R") {
		t.Errorf("footer %+v, %v", foot, err)
	}
	for column, want := range map[string]float64{"A": 6, "C": 38, "F": 12} {
		if got, err := f.GetColWidth(name, column); err != nil || got != want {
			t.Errorf("width of %s: %v, %v", column, got, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestLedger_saysWhenItCannotBeWritten(t *testing.T) {
	t.Parallel()
	if err := form.Ledger(broken{}, head, leads); err == nil {
		t.Error("no error")
	}
}

func BenchmarkLedger(b *testing.B) {
	rows := make([]form.LedgerRow, 10_000)
	for i := range rows {
		rows[i] = leads[i%2]
	}
	for b.Loop() {
		if err := form.Ledger(io.Discard, head, rows); err != nil {
			b.Fatal(err)
		}
	}
}
