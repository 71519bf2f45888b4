package settings

// Kind says what a setting's value is, and how it stands in the file.
type Kind string

// The kinds.
const (
	WorkingDays Kind = "working_days" // a number
	Days        Kind = "days"         // a number; calendar days
	Hours       Kind = "hours"        // a number
	Years       Kind = "years"        // a number
	YesNo       Kind = "yes_no"       // true or false
	Choice      Kind = "choice"       // one of Choices
	Line        Kind = "line"         // one line of text
	Day         Kind = "day"          // of every year, as 01-02
	Times       Kind = "times"        // of every working day, as 10:00-19:30
	Phone       Kind = "phone"        // {"number": "…", "hours": "…"}
	Holidays    Kind = "holidays"     // {"off": [{"from": "10-01", "days": 7, "name": "national"}], "work": ["10-10"]}
)

// Spec is one line of the table of settings.
type Spec struct {
	ID          string // in the file; of a time limit it is the id of its rule in internal/deadline
	Group       string
	Kind        Kind
	Shipped     Value    // blank when only the operator can know
	Least, Most int      // of a number
	Choices     []string // of a choice; of Holidays the names of the festivals
	Source      string   // where the shipped value comes from
}

// The answers of YesNo.
const (
	Yes = "yes"
	No  = "no"
)

// festivals are the names a row of Holidays may carry; internal/deadline has the same.
var festivals = []string{
	"new_year", "spring", "qingming", "labour", "dragon_boat", "mid_autumn", "national", "roza", "qurban",
}

// The groups, in the order of the page.
const (
	promises = "promises"
	law      = "law"
	duty     = "duty"
	privacy  = "privacy"
	lines    = "lines"
	calendar = "calendar"
	language = "language"
	security = "security"
)

const (
	petitions = "《信访工作条例》"
	promise   = "办理时限承诺"
)

// table is every setting there is. A limit of the law may be shortened, never lengthened, and what it gives the reporter
// is neither; where this version can
// do one thing only, that one is the only choice.
var table = []Spec{
	{ID: "sign", Group: promises, Kind: WorkingDays, Shipped: number(1), Least: 1, Most: 15, Source: promise},
	{ID: "contact", Group: promises, Kind: WorkingDays, Shipped: number(3), Least: 1, Most: 30, Source: promise},
	{ID: "answer", Group: promises, Kind: WorkingDays, Shipped: number(5), Least: 1, Most: 60, Source: promise},
	{ID: "answer_complex", Group: promises, Kind: WorkingDays, Shipped: number(15), Least: 1, Most: 60, Source: promise},
	{ID: "urgent", Group: promises, Kind: Hours, Shipped: number(24), Least: 1, Most: 72, Source: promise},
	{ID: "receipt_law", Group: promises, Kind: YesNo, Shipped: text(Yes), Source: promise},

	{ID: "law_accept", Group: law, Kind: Days, Shipped: number(15), Least: 1, Most: 15, Source: petitions + "第二十三条"},
	{ID: "law_answer", Group: law, Kind: Days, Shipped: number(60), Least: 1, Most: 60, Source: petitions + "第三十四条"},
	{ID: "law_extend", Group: law, Kind: Days, Shipped: number(30), Least: 1, Most: 30, Source: petitions + "第三十四条"},
	{ID: "law_review", Group: law, Kind: Days, Shipped: number(30), Least: 30, Most: 30, Source: petitions + "第三十五条"},
	{ID: "law_recheck", Group: law, Kind: Days, Shipped: number(30), Least: 1, Most: 30, Source: petitions + "第三十六条"},

	{ID: "rule_nine", Group: duty, Kind: Choice, Shipped: text("off"), Choices: []string{"off", "on"}},
	{ID: "rule_nine_address", Group: duty, Kind: Line},
	{ID: "restricted_recipient", Group: duty, Kind: Line},
	{ID: "owner_corps", Group: duty, Kind: Choice, Shipped: text("city"), Choices: []string{"city"}},
	{ID: "owner_region", Group: duty, Kind: Choice, Shipped: text("city"), Choices: []string{"city"}},
	{ID: "discipline", Group: duty, Kind: Choice, Choices: []string{"stationed", "commission"}},

	{ID: "basis", Group: privacy, Kind: Choice, Shipped: text("consent"), Choices: []string{"consent", "duty"}, Source: "《个人信息保护法》第十三条"},
	{ID: "retention", Group: privacy, Kind: Years, Least: 1, Most: 100},

	{ID: "hotline", Group: lines, Kind: Phone},
	{ID: "hotline_times", Group: lines, Kind: Times},
	{ID: "line_12345", Group: lines, Kind: Phone, Shipped: Value{Phone: Call{Number: "12345"}}},
	{ID: "line_12388", Group: lines, Kind: Phone, Shipped: Value{Phone: Call{Number: "12388"}}},
	{ID: "line_other", Group: lines, Kind: Line},
	{ID: "public_stats", Group: lines, Kind: YesNo, Shipped: text(No)},

	{ID: "registration_closes", Group: calendar, Kind: Day},
	{ID: "placing_published", Group: calendar, Kind: Day},
	{ID: "term_begins", Group: calendar, Kind: Day, Shipped: text("09-01")},
	{ID: "holidays_2026", Group: calendar, Kind: Holidays, Choices: festivals, Source: "国务院办公厅、自治区放假通知"},
	{ID: "holidays_2027", Group: calendar, Kind: Holidays, Choices: festivals, Source: "国务院办公厅、自治区放假通知"},

	{ID: "publish_ug", Group: language, Kind: YesNo, Shipped: text(No)},
	{ID: "publish_kk", Group: language, Kind: YesNo, Shipped: text(No)},

	{ID: "dengbao", Group: security, Kind: Line, Source: "《网络安全法》"},
	{ID: "miping", Group: security, Kind: Line, Source: "《密码法》"},
}

func number(n int) Value  { return Value{Number: n} }
func text(s string) Value { return Value{Text: s} }

// All lists the settings in the order of the page.
func All() []Spec { return append([]Spec(nil), table...) }

// ByID finds a setting.
func ByID(id string) (Spec, bool) {
	for _, s := range table {
		if s.ID == id {
			return s, true
		}
	}
	return Spec{}, false
}
