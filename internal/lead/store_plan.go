package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sunlead/internal/db"
	"sunlead/internal/org"
)

// A list is read along an index whose tail is the list's order, from the key on, and ends when the page is full. Where
// one index cannot do that, the list is several branches, each with its own, and the newest of their heads are the
// page. We name the index, for an optimizer that weighs every list anew takes the wrong one now and then: p99 then is
// seconds (ADR 0013). Each branch has the whole condition: a branch can leave a lead out, never show one too many.

// branch is one way into a list.
type branch struct {
	from  string // the table, and its index
	where condition
	items bool // through the side table of items, in its order
}

// question is a list to be read: its order, and its branches.
type question struct {
	key      string // the column of the order; the id breaks ties
	desc     bool
	where    condition // scope and filter
	branches []branch
}

// way is the unit through which a list is entered: one column has it; the zero way is the whole city.
type way struct {
	column string
	unit   int64
}

// ways into a list: by the filter's unit or territory, otherwise by what the scope sees.
func (s Scope) ways(f Filter) []way {
	switch {
	case f.Unit != 0:
		return []way{{"owner_unit", f.Unit}}
	case f.Ledger != 0:
		return []way{{"territory_unit", f.Ledger}}
	case s.sight == org.SeesAddressed:
		return []way{{"owner_unit", s.unit}}
	case s.sight == org.SeesUnit:
		return []way{{"territory_unit", s.unit}, {"owner_unit", s.unit}, {"co_unit", s.unit}}
	default:
		return []way{{}}
	}
}

func (w way) is() condition { return condition{w.column != "", w.column + " = ?", []any{w.unit}} }

// The indexes by which lists are read, by the column of the way.
var (
	byReceipt = map[string]string{"": "leads_received", "owner_unit": "leads_owner", "territory_unit": "leads_territory", "co_unit": "leads_co"}
	byDate    = map[string]string{"": "leads_due", "owner_unit": "leads_owner_due", "territory_unit": "leads_territory_due", "co_unit": "leads_co"}
)

// primary is the index of the ids: left alone, SQLite finds a page's leads by reading all of their unit's.
var primary = map[db.Dialect]string{db.SQLite: "sqlite_autoindex_leads_1", db.MySQL: "PRIMARY"}

// index names the table with the index that must be used.
func (s *Service) index(name string) string {
	if s.DB.Dialect == db.SQLite {
		return "leads INDEXED BY " + name
	}
	return "leads FORCE INDEX (" + name + ")"
}

// ask finds the branches of a list.
func (s *Service) ask(ctx context.Context, a org.Actor, f Filter) (question, error) {
	q := question{key: "received", desc: true, where: s.where(a, f)}
	if f.dated() {
		q.key, q.desc = "sort_at", false
	}
	if f.Query != "" && !f.words() {
		q.branches = []branch{{from: s.index("leads_number")}}
		return q, nil
	}
	rare, err := s.rareItem(ctx, a, f)
	if err != nil {
		return q, err
	}
	if rare {
		q.branches = []branch{{s.alongItems(), condition{true, "lead_items.print_no = ?", []any{f.Item}}, true}}
		return q, nil
	}
	for _, w := range ScopeOf(a).ways(f) {
		q.branches = append(q.branches, s.along(w, f)...)
	}
	return q, nil
}

// along is the list through one way, in pieces that each lie in order in one index.
func (s *Service) along(w way, f Filter) []branch {
	states := f.states()
	switch {
	case len(states) == 0: // a contradiction: no lead is open and closed
		return nil
	case f.dated():
		return s.split(byDate[w.column], w, f.dates(s.bounds()))
	case w.column != "":
		return s.split(byReceipt[w.column], w, opens(states))
	case len(states) == len(States()) || f.Group == Done: // most of the ledger
		return s.split(byReceipt[""], w, []condition{{true, "received > 0", nil}}) // a range: only along one is anything judged in an index
	default:
		return s.split("leads_state", w, oneEach("state = ?", states))
	}
}

func (s *Service) split(index string, w way, pieces []condition) []branch {
	list := make([]branch, len(pieces))
	for i, p := range pieces {
		list[i] = branch{s.index(index), and(w.is(), p), false}
	}
	return list
}

func oneEach[T any](sql string, values []T) []condition {
	list := make([]condition, len(values))
	for i, v := range values {
		list[i] = condition{true, sql, []any{v}}
	}
	return list
}

// opens are the two halves of a unit's leads that states lie in.
func opens(states []State) []condition {
	var halves []bool
	for _, st := range states {
		if !slices.Contains(halves, st.open()) {
			halves = append(halves, st.open())
		}
	}
	return oneEach("open = ?", halves)
}

// dates are the ranges of a list that is in the order of its dates: what has none comes first.
func (f Filter) dates(b bounds) []condition {
	if f.Group != Later {
		return []condition{{true, "open = 1", nil}}
	}
	return []condition{{true, "open = 1 AND sort_at = 0", nil}, {true, "open = 1 AND sort_at > ?", []any{max(b.soon, b.today)}}}
}

// rareItem reports that a page is sooner picked out of the leads of the filter's item than the item's leads out of the
// list: the shorter of the two. The counters know both lengths.
func (s *Service) rareItem(ctx context.Context, a org.Actor, f Filter) (bool, error) {
	if f.Item == 0 || f.dated() {
		return false, nil
	}
	list, err := s.Count(ctx, a, Filter{State: f.State, Unit: f.Unit, Ledger: f.Ledger, OpenOnly: f.OpenOnly, Group: f.Group})
	if err != nil {
		return false, err
	}
	item, err := s.Count(ctx, systemActor, Filter{Item: f.Item})
	return item < list, err
}

// alongItems reads the leads of an item through the side table. No engine may turn the two round.
func (s *Service) alongItems() string {
	if s.DB.Dialect == db.SQLite {
		return "lead_items INDEXED BY lead_items_print_no CROSS JOIN leads ON leads.id = lead_items.lead_id"
	}
	return "lead_items FORCE INDEX (lead_items_print_no) STRAIGHT_JOIN leads ON leads.id = lead_items.lead_id"
}

func order(key, id string, desc bool) string {
	if desc {
		return " ORDER BY " + key + " DESC, " + id + " DESC"
	}
	return " ORDER BY " + key + ", " + id
}

// columns are the order's key and id where the branch has them.
func (b branch) columns(q question) (key, id string) {
	if b.items {
		return "lead_items.at", "lead_items.lead_id"
	}
	return q.key, "id"
}

// after leaves out what stands before a page. Both engines find the key in the index: they do not in (a, b) < (?, ?).
func (q question) after(b branch, l *Lead) condition {
	if l == nil || l.ID == 0 {
		return condition{}
	}
	key, id := b.columns(q)
	at, past := l.SortAt, ">"
	if q.desc {
		at, past = l.Received, "<"
	}
	return condition{true, fmt.Sprintf("%[1]s %[3]s= ? AND (%[1]s %[3]s ? OR %[2]s %[3]s ?)", key, id, past), []any{at, at, l.ID}}
}

// page is the list from a key on, of one branch.
func (q question) page(after *Lead, limit int) condition {
	heads, args := q.heads("leads.*", after, limit)
	return condition{true, heads[0], args}
}

// keys are the ids of a page of several branches: the first of their heads. The leads themselves are read apart, for
// sorting their texts would make the server write them to a file first.
func (q question) keys(after *Lead, limit int) condition {
	columns := "id, " + q.key
	heads, args := q.heads(columns, after, limit)
	return condition{true, union(columns, heads) + order(q.key, "id", q.desc) + " LIMIT ?", append(args, limit)}
}

// count counts the list, at most limit.
func (q question) count(limit int) condition {
	heads, args := q.heads("id", nil, limit)
	return condition{true, "SELECT COUNT(*) FROM (" + union("id", heads) + " LIMIT ?) AS counted", append(args, limit)}
}

// heads is the beginning of each branch, after a lead and in order, or without order when there is no lead given.
func (q question) heads(columns string, after *Lead, limit int) ([]string, []any) {
	var sql []string
	var args []any
	for _, b := range q.branches {
		c, by := and(b.where, q.after(b, after), q.where), ""
		if after != nil {
			key, id := b.columns(q)
			by = order(key, id, q.desc)
		}
		sql = append(sql, "SELECT "+columns+" FROM "+b.from+" WHERE "+c.sql+by+" LIMIT ?")
		args = append(append(args, c.args...), limit)
	}
	return sql, args
}

// union puts the heads together; a lead that stands in two is there once.
func union(columns string, heads []string) string {
	parts := make([]string, len(heads))
	for i, h := range heads {
		parts[i] = "SELECT " + columns + " FROM (" + h + ") AS head"
	}
	return strings.Join(parts, " UNION ")
}
