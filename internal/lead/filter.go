package lead

import (
	"slices"
	"strings"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
)

// Group is how urgent a lead is on the work list.
type Group string

// The groups, most urgent first. The red lane stands above all; the others go by the earlier of what was promised and
// what is of use to the reporter. That a promise is broken is another question: Filter.Late.
const (
	Red     Group = "red"     // 没有学上: a child without any school place
	Severe  Group = "severe"  // past by more than 3 working days
	Overdue Group = "overdue" // past by up to 3 working days
	Today   Group = "today"   // 今天到期
	Soon    Group = "soon"    // 3 个工作日内到期
	Later   Group = "later"   // 未到期
	Waiting Group = "waiting" // 等别人: answered or asked something and waiting for the reporter, or merged and waiting for the main case
	Done    Group = "done"    // 已办结, 不予受理
	Ahead   Group = "ahead"   // has a date that has not passed: Today, Soon and Later together
)

// Groups lists those of the work list.
func Groups() []Group { return []Group{Red, Severe, Overdue, Today, Soon, Later, Waiting} }

// Filter narrows a list; the zero value is everything in scope. Count and List of one Filter always agree.
type Filter struct {
	Group    Group
	Late     bool      // the promise is broken: T has passed
	VeryLate bool      // by more than 3 working days
	Rest     bool      // of a group by date: without the red lane, which stands by itself
	Stage    LateStage // of those whose promise is broken
	OpenOnly bool
	State    State
	Category string
	Unit     int64 // owner
	Ledger   int64 // territory: whose 台账
	Item     int   // printed number of the checklist
	Query    string
	After    int64 // id of the last row of the page before
	Limit    int   // 0 means 50
	Plain    bool  // without walled leads, whoever asks: ledger, exports
}

// dated reports a list of leads whose answer is owed by a date. It is in the order of that date, the earliest first;
// any other list is in the order of receipt, the newest first.
func (f Filter) dated() bool {
	return f.Late || f.VeryLate || f.Stage != "" || slices.Contains([]Group{Red, Severe, Overdue, Today, Soon, Later, Ahead}, f.Group)
}

// states are those that the filter's leads can be in.
func (f Filter) states() []State {
	var list []State
	for _, st := range States() {
		switch {
		case f.State != "" && st != f.State, (f.OpenOnly || f.dated()) && !st.open(),
			f.Group == Waiting && !slices.Contains([]State{Replied, WaitingReporter, Merged}, st), f.Group == Done && st.open():
		default:
			list = append(list, st)
		}
	}
	return list
}

// condition is a piece of SQL with its arguments; one that is not on asks for nothing.
type condition struct {
	on   bool
	sql  string
	args []any
}

// and joins what is on; nothing is always true.
func and(list ...condition) condition {
	out := condition{on: true}
	var parts []string
	for _, c := range list {
		if c.on {
			parts, out.args = append(parts, "("+c.sql+")"), append(out.args, c.args...)
		}
	}
	if out.sql = strings.Join(parts, " AND "); out.sql == "" {
		out.sql = "1 = 1"
	}
	return out
}

// conditions is the filter as a table: what is on becomes SQL. It fits leads and the rows of their counters, where
// an item is a column.
func (f Filter) conditions(b bounds) condition {
	return and(
		condition{f.State != "", "state = ?", []any{db.Code(string(f.State))}},
		condition{f.Category != "", "category = ?", []any{db.Code(f.Category)}},
		condition{f.Unit != 0, "owner_unit = ?", []any{f.Unit}},
		condition{f.Ledger != 0, "territory_unit = ?", []any{f.Ledger}},
		condition{f.Plain, "wall_unit = 0 AND suspicious = 0", nil},
		condition{f.OpenOnly, "open = 1", nil},
		condition{f.Late || f.Stage != "", broken, []any{b.now, b.now}},
		condition{f.VeryLate, broken, []any{b.severe, b.severe}},
		condition{f.Rest, "category <> '" + NoSeat + "'", nil},
		condition{f.Stage != "", stageSQL[f.Stage], nil},
		b.group(f.Group),
	)
}

// bounds are the instants between the groups, from the calendar.
type bounds struct{ now, severe, today, soon int64 }

func (s *Service) bounds() bounds {
	now := s.Case.Now()
	local := now.In(clock.Beijing)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, clock.Beijing)
	return bounds{
		now: clock.Milli(now), today: clock.Milli(midnight),
		severe: clock.Milli(deadline.AddWorkingDays(s.Calendar(), now, -3)),
		soon:   clock.Milli(deadline.AddWorkingDays(s.Calendar(), now, 3)),
	}
}

// What is owed by us, and what waits for the reporter: an answered lead, and one whose reporter was asked in time.
const (
	asked = "state = 'waiting_reporter' AND due = 0"
	owed  = "open = 1 AND state NOT IN ('replied', 'merged') AND NOT (" + asked + ") AND "
	// broken is a promise; what lies in the order of the work is read along it, and no promise ends before that.
	broken = owed + "sort_at > 0 AND sort_at < ? AND due > 0 AND due < ?"
)

func (b bounds) group(g Group) condition {
	switch g {
	case Red:
		return condition{true, owed + "category = '" + NoSeat + "'", nil}
	case Severe:
		return condition{true, owed + "sort_at > 0 AND sort_at < ?", []any{b.severe}}
	case Overdue:
		return condition{true, owed + "sort_at >= ? AND sort_at < ?", []any{b.severe, b.now}}
	case Today:
		return condition{true, owed + "sort_at >= ? AND sort_at <= ?", []any{b.now, b.today}}
	case Soon:
		return condition{true, owed + "sort_at > ? AND sort_at <= ?", []any{b.today, max(b.soon, b.today)}}
	case Later:
		return condition{true, owed + "(sort_at = 0 OR sort_at > ?)", []any{max(b.soon, b.today)}}
	case Ahead:
		return condition{true, owed + "due >= ?", []any{b.now}}
	case Waiting:
		return condition{true, "open = 1 AND (state IN ('replied', 'merged') OR " + asked + ")", nil}
	case Done:
		return condition{true, "open = 0", nil}
	default:
		return condition{}
	}
}

// item is the filter's item as a question about a lead; search its words. Both ask the side table about the lead in
// hand, in a form that no engine turns round: it would read the whole side table first.
func (f Filter) item() condition {
	return condition{f.Item != 0, "(SELECT print_no FROM lead_items WHERE lead_id = leads.id AND print_no = ?) = ?", []any{f.Item, f.Item}}
}

// search is literal: a percent sign finds a percent sign. A whole 登记编号 finds its lead at once.
func (f Filter) search() condition {
	typed := strings.TrimSpace(f.Query)
	if number, ok := ParseNumber(typed); ok {
		return condition{true, "number = ?", []any{number}}
	}
	like := "%" + db.Like(typed) + "%"
	c := condition{
		f.Query != "", "school_name LIKE ? ESCAPE '!' OR summary LIKE ? ESCAPE '!'" +
			" OR (SELECT text FROM lead_texts WHERE lead_id = leads.id) LIKE ? ESCAPE '!'", []any{like, like, like},
	}
	if db.ASCII(typed) { // numbers are kept in ASCII, which the server refuses to compare with anything else
		c.sql, c.args = "number LIKE ? ESCAPE '!' OR "+c.sql, append(c.args, like)
	}
	return c
}
