package form

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet is one form on its way into a file.
type sheet struct {
	name    string // of the tab
	title   string
	line    string // the header line
	columns []string
	widths  []float64 // in characters; together about 125, an A4 page on its side
	height  float64   // of the columns' names, in points; the rows below fit themselves
	rows    [][]string
	asOf    string
}

// The three rows every form begins with; they are repeated on each printed page.
const (
	rowTitle = 1 + iota
	rowLine
	rowColumns
)

const paperA4 = 9

// write sends the sheet to w as a workbook. The rows are numbered and guarded here.
func (s sheet) write(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("close %s: %w", s.name, e)
		}
	}()
	if err := s.setUp(f); err != nil {
		return fmt.Errorf("set up %s: %w", s.name, err)
	}
	if err := s.fill(f); err != nil {
		return fmt.Errorf("fill %s: %w", s.name, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write %s: %w", s.name, err)
	}
	return nil
}

// setUp names the tab and sets everything about paper.
func (s sheet) setUp(f *excelize.File) error {
	size, orientation, wide, high, fit := paperA4, "landscape", 1, 0, true
	side, edge, foot, centred := 0.5, 0.6, 0.3, true
	return firstOf(
		func() error { return f.SetSheetName(f.GetSheetName(0), s.name) },
		func() error { return f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}) },
		func() error {
			return f.SetPageLayout(s.name, &excelize.PageLayoutOptions{
				Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high,
			})
		},
		func() error {
			return f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
				Left: &side, Right: &side, Top: &edge, Bottom: &edge, Footer: &foot, Horizontally: &centred,
			})
		},
		func() error { return f.SetDocProps(&excelize.DocProperties{Title: s.title}) }, // and nobody as author
		func() error {
			return f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: s.footer()})
		},
		func() error {
			return f.SetDefinedName(&excelize.DefinedName{
				Name: "_xlnm.Print_Titles", Scope: s.name,
				RefersTo: fmt.Sprintf("'%s'!$%d:$%d", s.name, rowTitle, rowColumns),
			})
		},
	)
}

func (s sheet) footer() string {
	left := ""
	if s.asOf != "" {
		left = "&L数据截至：" + strings.ReplaceAll(clean(oneLine(s.asOf)), "&", "&&")
	}
	return left + "&R第 &P 页，共 &N 页"
}

// fill streams title, header line, columns and rows.
func (s sheet) fill(f *excelize.File) error {
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	for i, width := range slices.Backward(s.widths) { // each is put before the others, and their order counts
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	frozen := &excelize.Panes{
		Freeze: true, YSplit: rowColumns, TopLeftCell: at(1, rowColumns+1), ActivePane: "bottomLeft",
	}
	if err := sw.SetPanes(frozen); err != nil {
		return err
	}
	if err := s.top(sw, st); err != nil {
		return err
	}
	for i, row := range s.rows {
		values := []any{excelize.Cell{StyleID: st.number, Value: strconv.Itoa(i + 1)}}
		for _, v := range row {
			values = append(values, excelize.Cell{StyleID: st.text, Value: cell(v)})
		}
		if err := sw.SetRow(at(1, rowColumns+1+i), values); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// top writes the rows above the table: title and header line across all columns, then the columns' names.
func (s sheet) top(sw *excelize.StreamWriter, st styles) error {
	names := make([]any, len(s.columns))
	for i, name := range s.columns {
		names[i] = excelize.Cell{StyleID: st.columns, Value: name}
	}
	one := func(style int, value string) []any { return []any{excelize.Cell{StyleID: style, Value: value}} }
	last := len(s.columns)
	return firstOf(
		func() error {
			return sw.SetRow(at(1, rowTitle), one(st.title, s.title), excelize.RowOpts{Height: 36})
		},
		func() error {
			return sw.SetRow(at(1, rowLine), one(st.line, cell(s.line)), excelize.RowOpts{Height: 24})
		},
		func() error { return sw.SetRow(at(1, rowColumns), names, excelize.RowOpts{Height: s.height}) },
		func() error { return sw.MergeCell(at(1, rowTitle), at(last, rowTitle)) },
		func() error { return sw.MergeCell(at(1, rowLine), at(last, rowLine)) },
	)
}

// at is the reference of a cell, A1 for (1, 1). No form has more than these columns.
func at(column, row int) string { return "ABCDEF"[column-1:column] + strconv.Itoa(row) }

// firstOf runs the steps until one fails.
func firstOf(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
