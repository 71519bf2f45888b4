package form

import "io"

// LedgerRow is one lead in the ledger; its 序号 is its place in the list.
type LedgerRow struct {
	Source   string // 问题线索来源
	Summary  string // 问题线索摘要
	Handling string // 办理情况
	Result   string // 处理结果
	Remark   string // 备注
}

// Ledger writes form 2, 问题线索管理台账, as .xlsx. The caller has taken out what may identify a reporter.
func Ledger(w io.Writer, head Head, rows []LedgerRow) error {
	s := sheet{
		name: "问题线索管理台账", title: LedgerTitle, line: LedgerHead(head), columns: LedgerColumns,
		widths: []float64{6, 24, 38, 34, 18, 12}, height: 54, asOf: head.AsOf,
	}
	for _, r := range rows {
		s.rows = append(s.rows, []string{r.Source, r.Summary, r.Handling, r.Result, r.Remark})
	}
	return s.write(w)
}
