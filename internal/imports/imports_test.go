package imports

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func hasContent(names []string) bool { return slices.Contains(names, "内容") }

// all reads a file to its end: the good rows, and line → fault of the others.
func all(t testing.TB, content, name string) (rows []Row, faults map[int]Fault) {
	t.Helper()
	f, err := Read(strings.NewReader(content), name, hasContent)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	faults = map[int]Fault{}
	for {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			return rows, faults
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.Fault != "" {
			faults[r.Line] = r.Fault
			continue
		}
		rows = append(rows, r)
	}
}

func encoded(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCSV_isReadAsSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	want := []Row{
		{Line: 2, Values: map[string]string{"编号": "A1", "内容": "示例一小收费，请核查"}},
		{Line: 3, Values: map[string]string{"编号": "A2", "内容": "第一行\n第二行说“好”和\"好\""}},
		{Line: 6, Values: map[string]string{"内容": "没有编号"}},
	}
	plain := "编号,内容\nA1,示例一小收费，请核查\nA2,\"第一行\n第二行说“好”和\"\"好\"\"\"\n\n,没有编号\n"
	cases := map[string]string{
		"utf-8":        plain,
		"bom":          "\ufeff" + plain,
		"crlf":         strings.ReplaceAll(plain, "\n", "\r\n"),
		"cr":           strings.ReplaceAll(plain, "\n", "\r"),
		"semicolon":    strings.ReplaceAll(plain, ",", ";"),
		"tab":          strings.ReplaceAll(plain, ",", "\t"),
		"gbk":          encoded(t, simplifiedchinese.GBK, plain),
		"gb18030":      encoded(t, simplifiedchinese.GB18030, plain),
		"utf-16le":     encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain),
		"utf-16be":     encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain),
		"more commas":  strings.ReplaceAll(plain, "编号,内容\n", "编号,内容,,\n"),
		"blank at end": plain + "\n,\n\n",
	}
	for name, content := range cases {
		rows, faults := all(t, content, "a.csv")
		if diff := cmp.Diff(want, rows); diff != "" || len(faults) > 0 {
			t.Errorf("%s: faults %v, %s", name, faults, diff)
		}
	}
}

func TestCSV_findsTheHeadingBelowATitle(t *testing.T) {
	t.Parallel()
	rows, _ := all(t, "问题线索管理台账,,\n填报人：,,\n序号,内容,备注\n7,示例三小划片不清,\n", "台账.csv")
	want := []Row{{Line: 4, Values: map[string]string{"序号": "7", "内容": "示例三小划片不清"}}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// One broken row costs itself, never its neighbours.
func TestCSV_faultsHaveTheirLinesAndGoodRowsStay(t *testing.T) {
	t.Parallel()
	content := "编号,内容\n" +
		"1,好的\n" +
		"2,\"没有关上\n" + // line 3
		"3,好的\n" +
		"4,\"关上\"了又写\n" + // line 5
		"5\n" + // line 6
		"6,多,了\n" + // line 7
		"7,\xff\xfe坏字节\n" + // line 8
		"8," + strings.Repeat("长", LineMax) + "\n" + // line 9
		"9,a\x00b\n" + // line 10
		"10,最后\n" +
		"11,\"到末尾也没有关上\n12,好的\n" // line 12
	rows, faults := all(t, content, "a.csv")
	var good []string
	for _, r := range rows {
		good = append(good, r.Values["编号"])
	}
	if diff := cmp.Diff([]string{"1", "3", "10", "12"}, good); diff != "" {
		t.Error(diff)
	}
	want := map[int]Fault{
		3: FaultQuote, 5: FaultQuote, 6: FaultColumns, 7: FaultColumns, 8: FaultText, 9: FaultLong, 10: FaultText, 12: FaultQuote,
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Error(diff)
	}
}

// A file in which every line opens a mark that nothing closes is read once or a few times, not once for each line.
func TestCSV_nothingButOpenQuotesEnds(t *testing.T) {
	t.Parallel()
	_, faults := all(t, "编号,内容\n"+strings.Repeat("a\",\"\n", 400_000), "a.csv")
	if len(faults) == 0 {
		t.Error("no fault")
	}
}

func TestJSONL_rowsAndFaults(t *testing.T) {
	t.Parallel()
	content := "\ufeff{\"id\":\"a\",\"body\":\" 示例 \",\"n\":19900001234,\"no\":null,\"list\":[1]}\n\n" +
		"{\"id\":\n" + // line 3
		"[1]\n" + // line 4
		"null\n" + // line 5
		"{\"body\":\"a\\u0000\"}\n" + // line 6
		"{\"body\":\"\xff\"}\n" + // line 7
		"{\"body\":\"" + strings.Repeat("x", LineMax) + "\"}\n" + // line 8
		"{\"body\":\"最后\"}"
	rows, faults := all(t, content, "a.jsonl")
	want := []Row{
		{Line: 1, Values: map[string]string{"id": "a", "body": "示例", "n": "19900001234", "list": "[1]"}},
		{Line: 9, Values: map[string]string{"body": "最后"}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	faulty := map[int]Fault{3: FaultJSON, 4: FaultJSON, 5: FaultJSON, 6: FaultText, 7: FaultText, 8: FaultLong}
	if diff := cmp.Diff(faulty, faults); diff != "" {
		t.Error(diff)
	}
}

func book(t testing.TB, cells map[string]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestXLSX_isReadAsItShows(t *testing.T) {
	t.Parallel()
	rows, faults := all(t, book(t, map[string]any{
		"A1": "台账", "A3": "编 号", "B3": "内容", "C3": "电话",
		"A4": "1", "B4": "示例一小收费", "C4": 19900001234, "B6": "=1+1", "A7": "3", "B7": "多", "F7": "了",
	}), "a.xlsx")
	want := []Row{
		{Line: 4, Values: map[string]string{"编号": "1", "内容": "示例一小收费", "电话": "19900001234"}},
		{Line: 6, Values: map[string]string{"内容": "=1+1"}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[int]Fault{7: FaultColumns}, faults); diff != "" {
		t.Error(diff)
	}
}

// A formula is the value it showed last, never run.
func TestXLSX_formulaIsWhatItShows(t *testing.T) {
	t.Parallel()
	rows, _ := all(t, sheet(t, `<row r="2"><c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>`), "a.xlsx")
	if diff := cmp.Diff([]Row{{Line: 2, Values: map[string]string{"内容": "ab"}}}, rows); diff != "" {
		t.Error(diff)
	}
}

// sheet packs a workbook whose one sheet has these rows.
func sheet(t testing.TB, rows string) string {
	t.Helper()
	return repack(t, book(t, map[string]any{"A1": "内容"}), "xl/worksheets/sheet1.xml",
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+
			`<row r="1"><c r="A1" t="inlineStr"><is><t>内容</t></is></c></row>`+rows+`</sheetData></worksheet>`)
}

// repack exchanges one part of a workbook.
func repack(t testing.TB, packed, part, content string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			_, _ = io.WriteString(out, content)
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(out, in)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// overstated is a workbook whose list of parts says that the first has 2 GB.
func overstated(t testing.TB) string {
	t.Helper()
	b := []byte(book(t, map[string]any{"A1": "内容"}))
	copy(b[bytes.Index(b, []byte("PK\x01\x02"))+24:], "\xff\xff\xff\x7f")
	return string(b)
}

// drain reads whatever there is; what must not happen is a panic or an endless loop.
func drain(content, name string) error {
	f, err := Read(strings.NewReader(content), name, func([]string) bool { return true })
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		if _, err := f.Next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestXLSX_brokenWorkbooksAreErrors(t *testing.T) {
	t.Parallel()
	cell := func(at string) string { return `<c r="` + at + `" t="inlineStr"><is><t>x</t></is></c>` }
	good := book(t, map[string]any{"A1": "内容"})
	locked := []byte(good)
	at := bytes.Index(locked, []byte("PK\x01\x02"))
	locked[at+8] |= 1
	cases := map[string]struct {
		content string
		fails   bool
	}{
		"row 2147483647":    {sheet(t, `<row r="2147483647">`+cell("A2147483647")+`</row>`), true},
		"row 1048577":       {sheet(t, `<row r="1048577">`+cell("A1048577")+`</row>`), true},
		"row -1":            {sheet(t, `<row r="-1">`+cell("A2")+`</row>`), false},
		"last row":          {sheet(t, `<row r="1048576">`+cell("A1048576")+`</row>`), false},
		"rows out of order": {sheet(t, `<row r="9">`+cell("A9")+`</row><row r="3">`+cell("A3")+`</row>`), false},
		"cell out of order": {sheet(t, `<row r="2">`+cell("C2")+cell("A2")+`</row>`), false},
		"no such cell":      {sheet(t, `<row r="2">`+cell("ZZZZ2")+`</row>`), true},
		"no such string":    {sheet(t, `<row r="2"><c r="A2" t="s"><v>-1</v></c><c r="B2" t="s"><v>99</v></c></row>`), false},
		"cut short":         {good[:len(good)/2], true},
		"half of the xml":   {repack(t, good, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"), true},
		"breaks off":        {sheet(t, `<row r="2">`+cell("A2")+"</row>\x0b"), true},
		"says it is huge":   {overstated(t), true},
		"has a password":    {string(locked), true},
		"only a name":       {"编号,内容\n", true},
		"old .xls":          {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", true},
	}
	for name, c := range cases {
		if err := drain(c.content, "a.xlsx"); (err != nil) != c.fails {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestXLSX_manyPartsAndLargeOnesAreRefusedUnpacked(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range partsMax + 1 {
		if _, err := w.Create(fmt.Sprint("xl/", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := drain(b.String(), "a.xlsx"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("many parts: %v", err)
	}
	if err := drain(overstated(t), "a.xlsx"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a part of 2 GB: %v", err)
	}
}

func TestRead_contentDecidesBeforeTheName(t *testing.T) {
	t.Parallel()
	packed := book(t, map[string]any{"A1": "内容"})
	cases := []struct {
		content, name string
		want          Kind
	}{
		{packed, "a.csv", XLSX}, {packed, "a", XLSX}, {"{}", "a.jsonl", JSONL}, {"{}", "a.txt", JSONL}, {"内容\n", "a.txt", CSV}, {"内容\n", "a.csv", CSV},
	}
	for _, c := range cases {
		f, err := Read(strings.NewReader(c.content), c.name, hasContent)
		if err != nil || f.Kind != c.want {
			t.Errorf("%s %.5q: %v, %v", c.name, c.content, f, err)
			continue
		}
		_ = f.Close()
	}
	for content, want := range map[string]error{"a,b\n1,2\n": ErrHeading, "": ErrHeading, strings.Repeat("a\x00", 50): ErrEncoding} {
		if _, err := Read(strings.NewReader(content), "a.csv", hasContent); !errors.Is(err, want) {
			t.Errorf("%.8q: %v, want %v", content, err, want)
		}
	}
}
