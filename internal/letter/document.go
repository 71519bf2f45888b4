package letter

import "encoding/xml"

// The elements of a document, as far as a letter has them. Their order is the schema's.
type (
	document struct {
		XMLName xml.Name `xml:"w:document"`
		W       string   `xml:"xmlns:w,attr"`
		Blocks  []any    `xml:"w:body>block"` // paragraphs and tables, by their own names
		Paper   section  `xml:"w:body>w:sectPr"`
	}
	paragraph struct {
		XMLName xml.Name `xml:"w:p"`
		Style   value    `xml:"w:pPr>w:pStyle"`
		Text    text     `xml:"w:r>w:t"`
	}
	text struct {
		Space string `xml:"xml:space,attr"`
		Text  string `xml:",chardata"`
	}
	value struct {
		Val string `xml:"w:val,attr"`
	}
	table struct {
		XMLName xml.Name `xml:"w:tbl"`
		Style   value    `xml:"w:tblPr>w:tblStyle"`
		Width   width    `xml:"w:tblPr>w:tblW"`
		Layout  kind     `xml:"w:tblPr>w:tblLayout"`
		Columns []column `xml:"w:tblGrid>w:gridCol"`
		Rows    []row    `xml:"w:tr"`
	}
	kind struct {
		Type string `xml:"w:type,attr"`
	}
	width struct {
		W    int    `xml:"w:w,attr"`
		Type string `xml:"w:type,attr"`
	}
	column struct {
		W int `xml:"w:w,attr"`
	}
	row struct {
		Cells []cell `xml:"w:tc"`
	}
	cell struct {
		Width width       `xml:"w:tcPr>w:tcW"`
		Lines []paragraph `xml:"w:p"`
	}
	section struct {
		Size   pageSize   `xml:"w:pgSz"`
		Margin pageMargin `xml:"w:pgMar"`
		Grid   docGrid    `xml:"w:docGrid"`
	}
	pageSize struct {
		W int `xml:"w:w,attr"`
		H int `xml:"w:h,attr"`
	}
	pageMargin struct {
		Top    int `xml:"w:top,attr"`
		Right  int `xml:"w:right,attr"`
		Bottom int `xml:"w:bottom,attr"`
		Left   int `xml:"w:left,attr"`
		Header int `xml:"w:header,attr"`
		Footer int `xml:"w:footer,attr"`
		Gutter int `xml:"w:gutter,attr"`
	}
	docGrid struct {
		Type  string `xml:"w:type,attr"`
		Pitch int    `xml:"w:linePitch,attr"`
		Space int    `xml:"w:charSpace,attr"`
	}
)

const namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// a4 is the page of GB/T 9704 in twentieths of a point: margins of 37, 26, 35 and 28 mm around 22 lines of 28
// characters.
var a4 = section{
	Size:   pageSize{11906, 16838},
	Margin: pageMargin{Top: 2098, Right: 1474, Bottom: 1984, Left: 1587, Header: 851, Footer: 992},
	Grid:   docGrid{"linesAndChars", linePitch, -849},
}

// linePitch is 28.95 pt; styles.xml sets the same.
const linePitch = 579

// nameWidth and valueWidth are the columns of the table; together the width of the text.
const (
	nameWidth  = 2205
	valueWidth = 6640
)

func newDocument(l Letter) document {
	d := document{W: namespace, Paper: a4}
	for _, p := range []struct{ style, text string }{
		{"head", l.Unit}, {"number", l.Number}, {"title", l.Title}, {"to", l.To}, {"body", l.Intro},
	} {
		d.write(p.style, p.text)
	}
	if len(l.Rows) > 0 {
		d.Blocks = append(d.Blocks, tableOf(l.Rows))
	}
	for _, p := range l.Parts {
		if p.Heading != "" {
			d.write("heading", p.Heading)
		}
		d.write("body", p.Text)
	}
	d.write("signed", l.Signed)
	d.write("date", l.Date)
	for _, n := range l.Notes {
		d.write("note", n)
	}
	return d
}

func (d *document) write(style, text string) {
	for _, p := range paragraphs(style, text) {
		d.Blocks = append(d.Blocks, p)
	}
}

func paragraphs(style, s string) []paragraph {
	lines := Lines(s)
	list := make([]paragraph, len(lines))
	for i, line := range lines {
		list[i] = paragraph{Style: value{style}, Text: text{"preserve", line}}
	}
	return list
}

func tableOf(rows []Row) table {
	t := table{
		Style: value{"rows"}, Width: width{nameWidth + valueWidth, "dxa"}, Layout: kind{"fixed"},
		Columns: []column{{nameWidth}, {valueWidth}},
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, row{[]cell{
			{width{nameWidth, "dxa"}, paragraphs("cellname", r.Name)},
			{width{valueWidth, "dxa"}, paragraphs("cell", r.Value)},
		}})
	}
	return t
}
