package web

// The structs of the components that are not form fields; each goes to the template of the same name in
// lower case ("button", "tag", "summary_list" …).

// NavItem is one entry of the staff navigation.
type NavItem struct {
	Href, Label string
	Current     bool
	Count       int // a number behind the label, 0 hides it
}

// Lang leads to the same page in another language.
type Lang struct {
	Code, Dir, Name string // ug, rtl, ئۇيغۇرچە
	Href            string
	Current         bool
}

// Button is a go-on button (Href empty: <button> without a name) or a link that looks like one.
type Button struct {
	Label string
	Href  string
	Look  string // "" green, secondary, warning (red)
	Small bool   // staff forms
	Main  bool   // the single next action of a staff case page: data-primary
	Form  string // id of the form it submits when it stands outside
}

// The looks of a tag: tint, dark text and a shape, so that none depends on colour.
const (
	Late       = "late"       // ▲ overdue, errors; nothing else is red
	Soon       = "soon"       // ● due today, needs you
	Moving     = "moving"     // being worked on
	Done       = "done"       // ✓ answered, closed
	Neutral    = "neutral"    // merged, rejected, draft
	Restricted = "restricted" // ◆ handed over, 限知, anonymous
)

// Tag is a status word.
type Tag struct {
	Look string // one of the looks above; "" is Neutral
	Text string
}

// SummaryRow is one line of a summary list.
type SummaryRow struct {
	Key    string
	Value  string // "" shows 未填写
	Href   string // address of 修改, "" for none
	Prose  bool   // keep the line breaks the person typed
	Number bool   // a code or number: not broken, even digits
}

// Details is a folded explanation.
type Details struct {
	Summary, Text string
	Open          bool
}

// Notice is a banner: something happened (Look done), something must be known (moving), or attention (soon, late).
type Notice struct {
	Look        string
	Title, Text string
	Href, Link  string
}

// Event is one entry of a timeline, newest first.
type Event struct {
	When     string // as shown, 7月3日 16:20
	ISO      string // for the datetime attribute
	Title    string // what happened
	Who      string // the unit, on public pages never a person
	Text     string // details or the reason
	Tags     []Tag
	Told     string // staff: the sentence that the reporter reads instead of title and text
	Internal bool   // staff: not shown to the reporter
}

// LetterLink leads to a letter and to its file.
type LetterLink struct {
	Title string
	State string // its number, its date, or that it waits to be issued
	Href  string
	File  string
}

// Table is a simple table; on narrow screens each row becomes a card with the column names in it.
type Table struct {
	Caption string
	Quiet   bool // the caption repeats the heading before it: read aloud, not shown
	Wide    bool // a ledger: keeps its shape and scrolls inside its frame
	Columns []Column
	Rows    [][]Cell
	Empty   string // the sentence instead of rows
}

// Column returns the heading above the i-th cell, an empty one past the end.
func (t Table) Column(i int) Column {
	if i < len(t.Columns) {
		return t.Columns[i]
	}
	return Column{}
}

// Column is a heading of a table.
type Column struct {
	Label  string
	Number bool // aligned at the end, even digits
	Prose  bool // ledger: at least 16em wide
}

// Cell is one value of a table; the first of a row is its heading.
type Cell struct {
	Text  string
	Href  string
	Tag   *Tag
	Code  bool   // a number that must not be broken
	Count *int   // the number a link carries as data-count
	Pick  *Field // checkboxes: marks the row, in a table that stands in a form
}

// Tile is one number of the city page; it opens the list it counts.
type Tile struct {
	Label string
	Count int
	Href  string
	Note  string // 最久 5 小时
	Look  string // late and soon only; "" plain
}

// Pager leads to the pages of a list that is paged by key.
type Pager struct {
	First, Prev, Next string // addresses, "" for none
	Note              string // 共 43 件
}

// WorkGroup is a severity group of the work list.
type WorkGroup struct {
	ID    string
	Title string
	Look  string
	Count int
	Rows  []WorkRow
}

// WorkRow is one lead of a work list: two lines, and when it is due.
type WorkRow struct {
	Href   string
	Title  string // 收费 · 示例一小
	Number string // 登记编号
	Meta   []string
	Next   string // the one next action
	Tags   []Tag
	Due    string // 剩 2 个工作日, 超 2 天
	DueISO string
	Look   string // of Due: late, soon or ""
}

// Clock is a deadline line of a case.
type Clock struct {
	Label string // 答复时限
	Due   string // 7月10日 18:30
	ISO   string
	Left  string // 剩 2 个工作日 4 小时
	Look  string
	Note  string // 已延期 0 次, why a day was skipped
}

// Task is a row of a task list, such as an item of the checklist.
type Task struct {
	Mark  string // the printed number
	Title string
	Href  string
	Hint  string
	Tag   Tag
}

// Receipt is the panel with the code a parent must keep.
type Receipt struct {
	Title  string // 已收到您的反映
	Code   string // 16 digits
	Spoken string // the same in words
	Number string // 登记编号
}
