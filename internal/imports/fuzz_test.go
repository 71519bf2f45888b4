package imports

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// sound reads anything to its end: no panic, no row out of bounds, every text valid UTF-8.
func sound(t *testing.T, content, name string) {
	f, err := Read(strings.NewReader(content), name, func(names []string) bool { return len(names) > 0 })
	if err != nil {
		return
	}
	defer f.Close()
	for n := 0; ; n++ {
		r, err := f.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			return
		}
		if n > len(content)+1 && f.Kind != XLSX {
			t.Fatal("more rows than bytes")
		}
		if r.Line < 1 || (r.Fault != "") != (r.Values == nil) {
			t.Fatalf("row %+v", r)
		}
		for name, v := range r.Values {
			if !utf8.ValidString(v) || !utf8.ValidString(name) || strings.ContainsRune(v, 0) || len(v) > LineMax+utf8.UTFMax || v == "" {
				t.Fatalf("column %q holds %.40q", name, v)
			}
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"编号,内容\n1,示例一小收费\n", "编号;内容\n1;\"两行\n的\"\n", "a\tb\n\"\n", "\"", "a,b\n\"\"\"", "\ufeff内容\r\n\r\n示例\r", "内容\n" + strings.Repeat("a\",\"\n", 20),
	} {
		f.Add([]byte(s))
		f.Add([]byte(encoded(f, simplifiedchinese.GB18030, s)))
		f.Add([]byte(encoded(f, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), s)))
	}
	f.Fuzz(func(t *testing.T, content []byte) { sound(t, string(content), "a.csv") })
}

func FuzzJSONL(f *testing.F) {
	for _, s := range []string{
		`{"id":"1","body":"示例一小收费"}` + "\n", `{"a":{"b":[1,null]}}`, `{"a":"\ud800"}`, `{"a":1e999}`, "{}\n\n[]\nnull\n", `{"a":"\u0000"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) { sound(t, string(content), "a.jsonl") })
}

// FuzzXLSX exchanges the sheet, the strings and the styles of a good workbook, so that the reader is reached at all;
// what does not begin as XML is taken for the packed file itself.
func FuzzXLSX(f *testing.F) {
	good := book(f, map[string]any{"A1": "内容", "A2": "示例一小收费", "B2": 1.5})
	parts := []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"}
	f.Add(uint8(0), []byte(`<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c r="A2"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>`))
	f.Add(uint8(0), []byte(`<worksheet><sheetData><row r="-1"><c r="A-1" s="9"><v>45000</v></c></row></sheetData></worksheet>`))
	f.Add(uint8(1), []byte(`<sst><si><t>示例</t></si><si><r><t>a</t></r></si></sst>`))
	f.Add(uint8(2), []byte(`<styleSheet><numFmts><numFmt numFmtId="200" formatCode="yyyy"/></numFmts></styleSheet>`))
	f.Add(uint8(0), []byte(good))
	f.Fuzz(func(t *testing.T, part uint8, content []byte) {
		if len(content) > 64<<10 {
			return
		}
		packed := string(content)
		if !strings.HasPrefix(packed, "PK") {
			packed = repack(t, good, parts[int(part)%len(parts)], packed)
		}
		sound(t, packed, "a.xlsx")
	})
}
