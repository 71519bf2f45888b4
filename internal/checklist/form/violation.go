package form

import "io"

// ViolationRow is one entry of the violation register; its 序号 is its place in the list.
type ViolationRow struct {
	Subject   string // 违规主体
	Behaviour string // 违规行为
	Sanction  string // 查处和追责情况
}

// Violations writes form 3, 违规招生行为查处登记表, as .xlsx.
func Violations(w io.Writer, head Head, rows []ViolationRow) error {
	s := sheet{
		name: "违规招生行为查处登记表", title: ViolationTitle, line: ViolationHead(head), columns: ViolationColumns,
		widths: []float64{6, 28, 46, 46}, height: 30, asOf: head.AsOf,
	}
	for _, r := range rows {
		s.rows = append(s.rows, []string{r.Subject, r.Behaviour, r.Sanction})
	}
	return s.write(w)
}
