package letter

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// whole is a letter with everything a letter can have, and hostile words in every place.
var whole = Letter{
	Unit: "示例区教育局", Number: "示教督〔2026〕3号", Title: "督办单", To: "示例区<教育>局：",
	Intro:  "下列问题线索经提醒、催办仍未答复。\n\n请限期办结 & 报送。",
	Rows:   []Row{{"登记编号", "2026-000128-7"}, {"办结时限", ""}, {"\"事项\"", "甲\r\n乙\x00\x0b</w:t>]]>"}},
	Parts:  []Part{{"一、查明的情况", "经查，“共建费”属实。"}, {"", "\xff\ufffe=cmd|' /C calc'!A0 &#x0; <!DOCTYPE a>"}},
	Signed: "示例区教育局（签章）", Date: "2026年7月3日", Notes: []string{"（一式两份）\n反映人签收：　　　"},
}

func written(t testing.TB, l Letter) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Docx(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// opened are the parts of a file by name.
func opened(t testing.TB, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || !f.Modified.Equal(zipTime) {
			t.Fatalf("%s: %v, written %s", f.Name, err, f.Modified)
		}
		parts[f.Name] = string(body)
	}
	return parts
}

// elements reads a part to its end: its elements in order, and what stands in each w:t.
func elements(t testing.TB, body string) (tokens []xml.StartElement, texts []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = true
	in := false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tokens, texts
		}
		if err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			tokens = append(tokens, tok.Copy())
			if in = tok.Name.Local == "t"; in {
				texts = append(texts, "")
			}
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in {
				texts[len(texts)-1] += string(tok)
			}
		case xml.Directive, xml.Comment:
			t.Fatalf("%v in %s", tok, body)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestDocx_isTheGoldenDocument(t *testing.T) {
	t.Parallel()
	golden := map[string]Letter{"whole": whole, "empty": {}}
	for name, l := range golden {
		got := opened(t, written(t, l))[documentPart]
		file := path.Join("testdata", name+".xml")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestDocx_sameLetterIsTheSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(written(t, whole), written(t, whole)) {
		t.Error("two files of one letter differ")
	}
}

// A word processor opens a package when its table of contents names the type of every part, every reference leads to a
// part, and every style that is used is there.
func TestDocx_isAWholePackage(t *testing.T) {
	t.Parallel()
	files := opened(t, written(t, whole))
	types := map[string]string{}
	list, _ := elements(t, files["[Content_Types].xml"])
	for _, e := range list {
		types[attr(e, "PartName")+attr(e, "Extension")] = attr(e, "ContentType")
	}
	for name := range files {
		if types["/"+name] == "" && types[strings.TrimPrefix(path.Ext(name), ".")] == "" {
			t.Errorf("%s has no type", name)
		}
	}
	for _, rels := range []string{"_rels/.rels", "word/_rels/document.xml.rels"} {
		list, _ := elements(t, files[rels])
		for _, e := range list[1:] {
			target := path.Join(path.Dir(path.Dir(rels)), attr(e, "Target"))
			if files[target] == "" || !strings.HasSuffix(types["/"+target], "+xml") || types["/"+target] == types["xml"] {
				t.Errorf("%s leads to %s, which is not there or of no type of its own", rels, target)
			}
		}
	}
	styles := map[string]bool{}
	list, _ = elements(t, files["word/styles.xml"])
	for _, e := range list {
		if e.Name.Local == "style" {
			styles[attr(e, "styleId")] = true
		}
	}
	list, _ = elements(t, files[documentPart])
	for _, e := range list {
		if e.Name.Space != namespace {
			t.Errorf("%s is of %q", e.Name.Local, e.Name.Space)
		}
		if name := e.Name.Local; (name == "pStyle" || name == "tblStyle") && !styles[attr(e, "val")] {
			t.Errorf("no style %s", attr(e, "val"))
		}
	}
}

// The page of GB/T 9704: A4, margins of 37, 26, 35, 28 mm, lines of 28.95 pt, the title in 22 pt and the text in 16 pt.
func TestDocx_isLaidOutAsTheStandardSays(t *testing.T) {
	t.Parallel()
	files := opened(t, written(t, whole))
	for name, wants := range map[string][]string{
		documentPart: {
			`w:w="11906" w:h="16838"`, `w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"`, `w:linePitch="579"`,
		},
		"word/styles.xml": {`w:line="579" w:lineRule="exact"`, `w:sz w:val="44"`, `w:sz w:val="32"`, `w:eastAsia="仿宋"`, `w:eastAsia="方正小标宋简体"`},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
	}
	const mm, twip = 25.4, 1440.0
	for got, want := range map[int]float64{a4.Margin.Top: 37, a4.Margin.Bottom: 35, a4.Margin.Left: 28, a4.Margin.Right: 26} {
		if off := float64(got) - want/mm*twip; off > 1 || off < -1 {
			t.Errorf("a margin of %d is not %v mm", got, want)
		}
	}
}

// What was typed is there, to the character, and nothing else: no element, no entity, no control character.
func TestDocx_typedWordsStayWords(t *testing.T) {
	t.Parallel()
	_, texts := elements(t, opened(t, written(t, whole))[documentPart])
	want := []string{
		"示例区教育局", "示教督〔2026〕3号", "督办单", "示例区<教育>局：", "下列问题线索经提醒、催办仍未答复。", "", "请限期办结 & 报送。",
		"登记编号", "2026-000128-7", "办结时限", "", "\"事项\"", "甲", "乙</w:t>]]>",
		"一、查明的情况", "经查，“共建费”属实。", "\ufffd=cmd|' /C calc'!A0 &#x0; <!DOCTYPE a>",
		"示例区教育局（签章）", "2026年7月3日", "（一式两份）", "反映人签收：　　　",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestDocx_tellsWhatCouldNotBeWritten(t *testing.T) {
	t.Parallel()
	if err := whole.Docx(broken{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

// Whatever is typed, the file opens and says just that.
func FuzzDocx(f *testing.F) {
	for _, seed := range []string{"", "\x00", "</w:t>", "&", "\ufffe\uffff", "\xed\xa0\x80", "甲\r乙\n\n", "\u202e"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		_, texts := elements(t, opened(t, written(t, Letter{Parts: []Part{{Text: typed}}}))[documentPart])
		if diff := cmp.Diff(Lines(typed), texts[5:len(texts)-2]); diff != "" {
			t.Errorf("%q: %s", typed, diff)
		}
	})
}
