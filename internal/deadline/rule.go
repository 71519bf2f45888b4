package deadline

// Unit says what a rule counts.
type Unit string

// The units.
const (
	WorkingDays  Unit = "working_days"  // ends when the offices close on the last day
	CalendarDays Unit = "calendar_days" // ends at 24:00 of the last day
	Hours        Unit = "hours"         // plain hours, day and night
)

// The ids of the rules that ship.
const (
	RuleSign          = "sign"           // sign for the lead
	RuleContact       = "contact"        // first contact with the reporter
	RuleAnswer        = "answer"         // answer; the due date of this clock is the ladder's T
	RuleAnswerComplex = "answer_complex" // answer, once a leader has marked the lead complex
	RuleObjection     = "objection"      // object to a return; after it the return counts as signed
	RuleLawAccept     = "law_accept"     // say in writing whether the petition is accepted
	RuleLawAnswer     = "law_answer"     // settle the petition, from acceptance
	RuleUrgent        = "urgent"         // the 24-hour class
	RuleUnrated       = "unrated"        // close an answered lead that nobody rated
)

// Rule is one time limit: N units counted from the receipt or from the act that starts the clock. A changed
// figure is a new Version, and clocks that already run keep theirs.
type Rule struct {
	ID      string
	Version string
	Unit    Unit
	N       int
	Article string // where the figure comes from, printed beside the date
}

const rulesVersion = "2025.1"

// Rules returns the rules that ship, the promises first.
func Rules() []Rule {
	const promise, internal = "办理时限承诺（暂定）", "内部办理规定（暂定）"
	return []Rule{
		{RuleSign, rulesVersion, WorkingDays, 1, promise},
		{RuleContact, rulesVersion, WorkingDays, 3, promise},
		{RuleAnswer, rulesVersion, WorkingDays, 5, promise},
		{RuleAnswerComplex, rulesVersion, WorkingDays, 15, promise},
		{RuleUrgent, rulesVersion, Hours, 24, promise},
		{RuleObjection, rulesVersion, WorkingDays, 1, internal},
		{RuleUnrated, rulesVersion, CalendarDays, 15, internal},
		{RuleLawAccept, rulesVersion, CalendarDays, 15, "《信访工作条例》第二十三条"},
		{RuleLawAnswer, rulesVersion, CalendarDays, 60, "《信访工作条例》第三十四条"},
	}
}

// RuleByID returns the shipped rule of the id, and whether there is one.
func RuleByID(id string) (Rule, bool) {
	for _, r := range Rules() {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
