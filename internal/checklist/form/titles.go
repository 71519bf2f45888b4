package form

import "strings"

// The titles of the three forms, as the plan prints them.
const (
	ChecklistTitle = "义务教育阳光招生专项行动对照检查表"
	LedgerTitle    = "义务教育招生入学工作问题线索管理台账"
	ViolationTitle = "义务教育阳光招生专项行动违规招生行为查处登记表"
)

// The columns of the three forms, as the plan prints them. Read-only.
var (
	ChecklistColumns = []string{"序号", "重点任务", "重点任务排查项目", "落实举措（简要填写印发文件或政策执行情况）", "检查结论"}
	LedgerColumns    = []string{"序号", "问题线索来源（含群众来信来电、上访、平台举报等）", "问题线索摘要", "办理情况", "处理结果", "备注"}
	ViolationColumns = []string{"序号", "违规主体", "违规行为", "查处和追责情况"}
)

// Head is the line above a form's table. What is empty stays blank, to be written in by hand.
type Head struct {
	Unit     string // the bureau whose form it is; its seal goes over it
	Reporter string // who filled the form in
	Phone    string // that person's telephone
	AsOf     string // when the data was frozen, printed at the foot of each page; not part of the line
}

// The plan leaves differently wide gaps to write in; they are kept.
const (
	labelUnit     = "区（县）教育局（签章）："
	labelReporter = "填报人："
	labelPhone    = "联系电话："
)

// ChecklistHead returns the header line of the checklist.
func ChecklistHead(h Head) string { return headLine(h, 10, 14) }

// LedgerHead returns the header line of the ledger of problem leads.
func LedgerHead(h Head) string { return headLine(h, 9, 12) }

// ViolationHead returns the header line of the violation register.
func ViolationHead(h Head) string { return headLine(h, 9, 11) }

func headLine(h Head, afterUnit, afterReporter int) string {
	return labelUnit + oneLine(h.Unit) + strings.Repeat(" ", afterUnit) +
		labelReporter + oneLine(h.Reporter) + strings.Repeat(" ", afterReporter) +
		labelPhone + oneLine(h.Phone)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
