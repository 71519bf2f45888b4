package lead

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
)

// Group is how urgent a lead is on the work list.
type Group string

// The groups, most urgent first. Late leads are those whose answer is owed after T.
const (
	Severe  Group = "severe"  // 严重超期: more than 3 working days
	Overdue Group = "overdue" // 已超期, up to 3 working days
	Today   Group = "today"   // 今天到期
	Soon    Group = "soon"    // 3 个工作日内到期
	Later   Group = "later"   // 未到期
	Waiting Group = "waiting" // 等别人: answered, waiting for the reporter
	Done    Group = "done"    // 已办结, 不予受理
)

// Groups lists those of the work list.
func Groups() []Group { return []Group{Severe, Overdue, Today, Soon, Later, Waiting} }

// Filter narrows a list; the zero value is everything in scope. Count and List of one Filter always agree.
type Filter struct {
	Group    Group
	Late     bool // Severe and Overdue together
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

// PageSize is how many leads a list shows at once.
const PageSize = 50

// Page is one page of a list, newest first. More says that there are others after the last.
type Page struct {
	Leads []Lead
	More  bool
}

// Next is the key of the following page.
func (p Page) Next() int64 {
	if !p.More || len(p.Leads) == 0 {
		return 0
	}
	return p.Leads[len(p.Leads)-1].ID
}

// List returns one page within the actor's scope.
func (s *Service) List(ctx context.Context, a org.Actor, f Filter) (Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = PageSize
	}
	q := s.filtered(ctx, a, f)
	if f.After > 0 {
		last, err := s.keyOf(ctx, a, f.After)
		if err != nil || last == nil {
			return Page{}, err
		}
		q = q.Where("(received < ? OR (received = ? AND leads.id < ?))", last.Received, last.Received, last.ID)
	}
	var leads []Lead
	if err := q.Order("received DESC, leads.id DESC").Limit(limit + 1).Find(&leads).Error; err != nil {
		return Page{}, fmt.Errorf("list leads: %w", err)
	}
	p := Page{Leads: leads, More: len(leads) > limit}
	if p.More {
		p.Leads = leads[:limit]
	}
	return p, nil
}

// keyOf is the last row of the page before, if the actor may know of it: a key must not tell that a lead
// exists. Ids come in blocks for each process, so time goes before them.
func (s *Service) keyOf(ctx context.Context, a org.Actor, id int64) (*Lead, error) {
	where, args := ScopeOf(a).predicate()
	var rows []Lead
	err := s.DB.Gorm(ctx).Select("id", "received").Where("id = ?", id).Where(where, args...).Limit(1).Find(&rows).Error
	return first(rows, err)
}

// countMax is where counting stops; a list then says 超过 1 万件.
const countMax = 10_001

// Count returns how many leads List would go through, at most 10,001.
func (s *Service) Count(ctx context.Context, a org.Actor, f Filter) (int, error) {
	f.After = 0
	var n int64
	inner := s.filtered(ctx, a, f).Select("1").Limit(countMax)
	if err := s.DB.Gorm(ctx).Table("(?) AS counted", inner).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count leads: %w", err)
	}
	return int(n), nil
}

// Counts counts several filters, for a page of tiles.
func (s *Service) Counts(ctx context.Context, a org.Actor, fs []Filter) ([]int, error) {
	out := make([]int, len(fs))
	for i, f := range fs {
		n, err := s.Count(ctx, a, f)
		if err != nil {
			return nil, err
		}
		out[i] = n
	}
	return out, nil
}

// filtered is the one place where scope and filter become a query.
func (s *Service) filtered(ctx context.Context, a org.Actor, f Filter) *gorm.DB {
	where, args := ScopeOf(a).predicate()
	q := s.DB.Gorm(ctx).Model(&Lead{}).Where("("+where+")", args...)
	for _, c := range f.conditions(s.bounds()) {
		q = q.Where(c.sql, c.args...)
	}
	if f.Query != "" {
		q = search(q, f.Query)
	}
	return q
}

type condition struct {
	on   bool
	sql  string
	args []any
}

// conditions is the filter as a table: what is on becomes SQL.
func (f Filter) conditions(b bounds) []condition {
	all := []condition{
		{f.State != "", "state = ?", []any{db.Code(string(f.State))}},
		{f.Category != "", "category = ?", []any{db.Code(f.Category)}},
		{f.Unit != 0, "owner_unit = ?", []any{f.Unit}},
		{f.Ledger != 0, "territory_unit = ?", []any{f.Ledger}},
		{f.Plain, "wall_unit = 0 AND suspicious = 0", nil},
		{f.OpenOnly, "open = 1", nil},
		{f.Late, "open = 1 AND state <> 'replied' AND due > 0 AND due < ?", []any{b.now}},
		{f.Item != 0, "leads.id IN (SELECT lead_id FROM lead_items WHERE print_no = ?)", []any{f.Item}},
		b.group(f.Group),
	}
	var on []condition
	for _, c := range all {
		if c.on {
			on = append(on, c)
		}
	}
	return on
}

// bounds are the instants between the groups, from the calendar.
type bounds struct{ now, severe, today, soon int64 }

func (s *Service) bounds() bounds {
	now := s.Case.Now()
	local := now.In(clock.Beijing)
	midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, clock.Beijing)
	return bounds{
		now: clock.Milli(now), today: clock.Milli(midnight),
		severe: clock.Milli(deadline.AddWorkingDays(s.Calendar, now, -3)),
		soon:   clock.Milli(deadline.AddWorkingDays(s.Calendar, now, 3)),
	}
}

const owed = "open = 1 AND state <> 'replied' AND "

func (b bounds) group(g Group) condition {
	switch g {
	case Severe:
		return condition{true, owed + "due > 0 AND due < ?", []any{b.severe}}
	case Overdue:
		return condition{true, owed + "due >= ? AND due < ?", []any{b.severe, b.now}}
	case Today:
		return condition{true, owed + "due >= ? AND due <= ?", []any{b.now, b.today}}
	case Soon:
		return condition{true, owed + "due > ? AND due <= ?", []any{b.today, max(b.soon, b.today)}}
	case Later:
		return condition{true, owed + "(due = 0 OR due > ?)", []any{max(b.soon, b.today)}}
	case Waiting:
		return condition{true, "open = 1 AND state = 'replied'", nil}
	case Done:
		return condition{true, "open = 0", nil}
	default:
		return condition{}
	}
}

// search is literal: a percent sign finds a percent sign. A whole 登记编号 finds its lead at once.
func search(q *gorm.DB, typed string) *gorm.DB {
	typed = strings.TrimSpace(typed)
	if number, ok := ParseNumber(typed); ok {
		return q.Where("number = ?", number)
	}
	like := "%" + db.Like(typed) + "%"
	words := "school_name LIKE ? ESCAPE '!' OR summary LIKE ? ESCAPE '!'" +
		" OR leads.id IN (SELECT lead_id FROM lead_texts WHERE text LIKE ? ESCAPE '!')"
	if !db.ASCII(typed) { // numbers are kept in ASCII, which the server refuses to compare with anything else
		return q.Where(words, like, like, like)
	}
	return q.Where("number LIKE ? ESCAPE '!' OR "+words, like, like, like, like)
}
