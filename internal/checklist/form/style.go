package form

import "github.com/xuri/excelize/v2"

// styles are the ids of the few styles a form has.
type styles struct{ title, line, columns, number, text int }

const textFormat = 49 // the spreadsheet's own "@": what is typed into the cell later stays text, too

func newStyles(f *excelize.File) (styles, error) {
	var st styles
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&st.title, excelize.Style{Font: font(18, true), Alignment: align("center", "center")}},
		{&st.line, excelize.Style{Font: font(12, false), Alignment: align("left", "center")}},
		{&st.columns, excelize.Style{Font: font(12, true), Alignment: align("center", "center"), Border: box()}},
		{&st.number, excelize.Style{Font: font(11, false), Alignment: align("center", "top"), Border: box()}},
		{&st.text, excelize.Style{Font: font(11, false), Alignment: align("left", "top"), Border: box()}},
	} {
		s.style.NumFmt = textFormat
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return styles{}, err
		}
		*s.id = id
	}
	return st, nil
}

func font(size float64, bold bool) *excelize.Font {
	return &excelize.Font{Family: "宋体", Size: size, Bold: bold}
}

func align(horizontal, vertical string) *excelize.Alignment {
	return &excelize.Alignment{Horizontal: horizontal, Vertical: vertical, WrapText: true}
}

func box() []excelize.Border {
	var b []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		b = append(b, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	return b
}
