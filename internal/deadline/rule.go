package deadline

import (
	"strconv"
	"strings"
)

// Unit says what a rule counts.
type Unit string

// The units.
const (
	WorkingDays  Unit = "working_days"  // ends when the offices close on the last day
	CalendarDays Unit = "calendar_days" // ends at 24:00 of the last day
	Hours        Unit = "hours"         // plain hours, day and night
	Months       Unit = "months"        // ends at 24:00 of the same day of that month, or of its last day
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

	// Information: how long the reporter has to turn to somebody else. No clock runs on them.
	RuleLawReview     = "law_review"     // ask the organ above for a review, from the written opinion
	RuleLawReconsider = "law_reconsider" // apply for administrative reconsideration
	RuleLawSue        = "law_sue"        // go to court
)

// Rule is one time limit: N units counted from the receipt or from the act that starts the clock. A changed
// figure is a new Version, and clocks that already run keep theirs.
type Rule struct {
	ID      string
	Version string
	Unit    Unit
	N       int
	Article string // where the figure comes from, printed beside the date
	Waits   bool   // waiting for the reporter stops it: a promise, never the law
	Longer  int    // by how many units it may be extended, once; 0 for never
}

const rulesVersion = "2025.1"

// shippedRules are the rules that ship, the promises first.
func shippedRules() []Rule {
	const promise, internal = "办理时限承诺", "内部办理规定"
	rules := []Rule{
		{ID: RuleSign, Unit: WorkingDays, N: 1, Article: promise},
		{ID: RuleContact, Unit: WorkingDays, N: 3, Article: promise, Waits: true},
		{ID: RuleAnswer, Unit: WorkingDays, N: 5, Article: promise, Waits: true, Longer: 10},
		{ID: RuleAnswerComplex, Unit: WorkingDays, N: 15, Article: promise, Waits: true, Longer: 10},
		{ID: RuleUrgent, Unit: Hours, N: 24, Article: promise},
		{ID: RuleObjection, Unit: WorkingDays, N: 1, Article: internal},
		{ID: RuleUnrated, Unit: CalendarDays, N: 15, Article: internal},
		{ID: RuleLawAccept, Unit: CalendarDays, N: 15, Article: "《信访工作条例》第二十三条"},
		{ID: RuleLawAnswer, Unit: CalendarDays, N: 60, Article: "《信访工作条例》第三十四条", Longer: 30},
		{ID: RuleLawReview, Unit: CalendarDays, N: 30, Article: "《信访工作条例》第三十五条"},
		{ID: RuleLawReconsider, Unit: CalendarDays, N: 60, Article: "《中华人民共和国行政复议法》第二十条"},
		{ID: RuleLawSue, Unit: Months, N: 6, Article: "《中华人民共和国行政诉讼法》第四十六条"},
	}
	for i := range rules {
		rules[i].Version = rulesVersion
	}
	return rules
}

// Rules are the time limits an installation keeps. The zero Rules are those that ship. They are never changed
// once made.
type Rules struct{ figures map[string]int }

// RulesFrom returns the rules with an installation's figures, by id of the rule; the others are as shipped. A
// figure of an id that is no rule does nothing.
func RulesFrom(figures map[string]int) Rules { return Rules{figures} }

// All lists the rules, the promises first.
func (r Rules) All() []Rule {
	rules := shippedRules()
	for i := range rules {
		rules[i] = rules[i].with(r.figures[rules[i].ID])
	}
	return rules
}

// ByID returns the rule of the id, and whether there is one.
func (r Rules) ByID(id string) (Rule, bool) {
	for _, rule := range shippedRules() {
		if rule.ID == id {
			return rule.with(r.figures[id]), true
		}
	}
	return Rule{}, false
}

// RuleByID returns the rule of the id as it ships, and whether there is one.
func RuleByID(id string) (Rule, bool) { return Rules{}.ByID(id) }

// RuleOf returns the rule of the id in a version, whatever figure holds today: a clock is explained by the rule it
// was started with, and by how much it was extended. It is false for a version this program never gave.
func RuleOf(id, version string) (Rule, bool) {
	version, by, extended := strings.Cut(version, "+")
	shipped, figure, changed := strings.Cut(version, "-")
	n, err := strconv.Atoi(figure)
	if shipped != rulesVersion || changed && (err != nil || n < 1) {
		return Rule{}, false
	}
	r, ok := RulesFrom(map[string]int{id: n}).ByID(id)
	if !ok || !extended {
		return r, ok
	}
	more, err := strconv.Atoi(by)
	if err != nil {
		return Rule{}, false
	}
	return r.Extended(more)
}

// Extended is the rule with its limit extended by so many units, which is another version of it. It is false for less
// than one, for more than the rule allows, and for a rule that was extended already: there is one extension.
func (r Rule) Extended(by int) (Rule, bool) {
	if by < 1 || by > r.Longer {
		return Rule{}, false
	}
	r.N, r.Longer, r.Version = r.N+by, 0, r.Version+"+"+strconv.Itoa(by)
	return r, true
}

// with is the rule with another figure, which is another version; 0 is no other figure.
func (r Rule) with(n int) Rule {
	if n > 0 && n != r.N {
		r.N, r.Version = n, r.Version+"-"+strconv.Itoa(n)
	}
	return r
}
