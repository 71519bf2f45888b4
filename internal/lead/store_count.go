package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sunlead/internal/db"
	"sunlead/internal/org"
)

// delta is a change of one number, appended in the transaction of its cause and never changed, so that no two writers
// wait for each other.
type delta struct {
	ID    int64
	Key   countKey `gorm:"embedded"`
	Leads int64
}

// TableName tells the store where changes of numbers lie.
func (delta) TableName() string { return "lead_deltas" }

// deltas are the rows of what was gathered.
func (c counts) deltas(tx db.Tx) []delta {
	rows := make([]delta, 0, len(c))
	for key, n := range c {
		rows = append(rows, delta{tx.NextID(), key, n})
	}
	return rows
}

// recount moves the lead in hand from the numbers it was counted in to those it counts in now, and stores its new
// items.
func (st *step) recount(ctx context.Context, was *Lead) error {
	if !st.itemised && countPlace(was) == countPlace(st.l) {
		return nil
	}
	had, err := st.hadItems(ctx)
	if err != nil {
		return err
	}
	has := had
	if st.itemised {
		has = st.items
		if err := st.putItems(ctx); err != nil {
			return err
		}
	}
	changed := counts{}
	if st.batch != nil {
		changed = st.batch.counts
	}
	changed.add(was, had, -1)
	changed.add(st.l, has, 1)
	if st.batch != nil {
		return nil
	}
	return db.Insert(ctx, st.tx, changed.deltas(st.tx))
}

// putItems stores the lead's new items, or leaves them with the batch.
func (st *step) putItems(ctx context.Context) error {
	rows := itemRows(st.l, st.items)
	if st.batch != nil {
		st.batch.items[st.l.ID] = rows
		return nil
	}
	return setItems(ctx, st.tx, map[int64][]item{st.l.ID: rows})
}

func (st *step) hadItems(ctx context.Context) ([]int, error) {
	if st.batch != nil {
		return st.batch.had[st.l.ID], nil
	}
	return itemsOf(ctx, st.tx, st.l.ID)
}

// countTables hold a number together: what is folded, and the changes since.
var countTables = []string{"lead_counts", "lead_deltas"}

// folded puts questions to both tables in one statement, so that no number is seen while it moves from one to the
// other.
//
// less is one more statement that takes off what the counters do not know of; off for none.
func (s *Service) folded(ctx context.Context, asks []condition, less condition, scan func(row func(dest ...any) error) error) error {
	var sql []string
	var args []any
	if less.on {
		sql, args = append(sql, less.sql), append(args, less.args...)
	}
	for _, table := range countTables {
		for _, ask := range asks {
			sql, args = append(sql, strings.Replace(ask.sql, "FROM counts", "FROM "+table, 1)), append(args, ask.args...)
		}
	}
	rows, err := s.DB.Gorm(ctx).Raw(strings.Join(sql, " UNION ALL "), args...).Rows()
	if err != nil {
		return fmt.Errorf("read counters: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return fmt.Errorf("read counters: %w", db.Told(err))
		}
	}
	return db.Told(rows.Err())
}

// part is the filters that one kind of rows answers. Its rows lie together in the key, by owner.
type part struct {
	kind countKind
	item int
}

// ownerSums reads the numbers of filters that the counters cover, by owner.
func (s *Service) ownerSums(ctx context.Context, a org.Actor, fs []Filter) ([]map[int64]int, error) {
	var parts []part
	out := make([]map[int64]int, len(fs))
	for i, f := range fs {
		kind, _ := f.kind()
		if p := (part{kind, f.Item}); !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
		out[i] = map[int64]int{}
	}
	asks := make([]condition, len(parts))
	for i, p := range parts {
		asks[i] = p.sums(ScopeOf(a), fs, s.bounds())
	}
	dest, n := make([]any, len(fs)+1), make([]int64, len(fs)+1)
	for i := range n {
		dest[i] = &n[i]
	}
	err := s.folded(ctx, asks, ScopeOf(a).stepped(fs, s.bounds()), func(row func(...any) error) error {
		err := row(dest...)
		for i := range out {
			out[i][n[0]] += int(n[i+1])
		}
		return err
	})
	return out, err
}

// sums asks a part for the sum of each of its filters, and for 0 in place of the others.
func (p part) sums(sc Scope, fs []Filter, b bounds) condition {
	sums, ask := make([]string, len(fs)), condition{on: true}
	for i, f := range fs {
		sums[i] = "0"
		if kind, _ := f.kind(); p == (part{kind, f.Item}) {
			c := f.conditions(b)
			sums[i] = "SUM(CASE WHEN " + c.sql + " THEN leads ELSE 0 END)"
			ask.args = append(ask.args, c.args...)
		}
	}
	scope, args := sc.seat()
	ask.sql = "SELECT owner_unit, " + strings.Join(sums, ", ") + " FROM counts WHERE kind = ? AND print_no = ? AND (" + scope + ") GROUP BY owner_unit"
	ask.args = append(append(ask.args, string(p.kind), p.item), args...)
	return ask
}

// recusals joins the leads that one person stepped aside from: few, and looked up by their keys.
const recusals = " FROM lead_recusals JOIN leads ON leads.id = lead_recusals.lead_id"

// stepped takes off, from the sum of each filter, what the person stepped aside from (回避): the counters know of seats.
func (s Scope) stepped(fs []Filter, b bounds) condition {
	sums, ask := make([]string, len(fs)), condition{on: !s.worker}
	for i, f := range fs {
		c := and(f.conditions(b), f.item())
		sums[i] = "-SUM(CASE WHEN " + c.sql + " THEN 1 ELSE 0 END)"
		ask.args = append(ask.args, c.args...)
	}
	seat, args := s.seat()
	ask.sql = "SELECT owner_unit, " + strings.Join(sums, ", ") + recusals + " WHERE staff_id = ? AND (" + seat + ") GROUP BY owner_unit"
	ask.args = append(append(ask.args, s.staff), args...)
	return ask
}

// Counts returns how many leads List would go through for each filter, exactly where the counters cover it, otherwise
// at most 10,001. The covered ones are one question.
func (s *Service) Counts(ctx context.Context, a org.Actor, fs []Filter) ([]int, error) {
	by, err := s.byOwner(ctx, a, fs)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(fs))
	for i := range fs {
		if by[i] == nil {
			if out[i], err = s.scan(ctx, a, fs[i]); err != nil {
				return nil, err
			}
		}
		for _, n := range by[i] {
			out[i] += n
		}
	}
	return out, nil
}

// Count is Counts of one filter.
func (s *Service) Count(ctx context.Context, a org.Actor, f Filter) (int, error) {
	n, err := s.Counts(ctx, a, []Filter{f})
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// CountsByOwner counts as Counts does, for every unit that owns leads of a filter; a unit without any is absent. The
// filters' Unit is ignored. A filter that no counter covers is a fault of the program.
func (s *Service) CountsByOwner(ctx context.Context, a org.Actor, fs []Filter) ([]map[int64]int, error) {
	all := make([]Filter, len(fs))
	for i, f := range fs {
		f.Unit = 0
		all[i] = f
	}
	by, err := s.byOwner(ctx, a, all)
	if err != nil {
		return nil, err
	}
	for i, owners := range by {
		if owners == nil {
			return nil, fmt.Errorf("count by owner: no counter covers filter %d", i)
		}
		for unit, n := range owners {
			if n == 0 {
				delete(owners, unit)
			}
		}
	}
	return by, nil
}

// byOwner asks the counters once for all filters that they cover; the others stay nil.
func (s *Service) byOwner(ctx context.Context, a org.Actor, fs []Filter) ([]map[int64]int, error) {
	var covered []Filter
	var at []int
	for i, f := range fs {
		if _, ok := f.kind(); ok {
			covered, at = append(covered, f), append(at, i)
		}
	}
	out := make([]map[int64]int, len(fs))
	if len(covered) == 0 {
		return out, nil
	}
	sums, err := s.ownerSums(ctx, a, covered)
	for i := range sums {
		out[at[i]] = sums[i]
	}
	return out, err
}

// ItemCounts returns, per printed number, how many leads of the actor's ledger speak of it and how many of those are
// open.
func (s *Service) ItemCounts(ctx context.Context, a org.Actor) (map[int]ItemCount, error) {
	sc := ScopeOf(a)
	scope, args := sc.seat()
	ledger := LedgerFilter(a).conditions(s.bounds())
	less := condition{
		!sc.worker, "SELECT print_no, -COUNT(*), -SUM(open)" + recusals + " JOIN lead_items ON lead_items.lead_id = leads.id WHERE staff_id = ? AND (" +
			scope + ") AND " + ledger.sql + " GROUP BY print_no", slices.Concat([]any{sc.staff}, args, ledger.args),
	}
	ask := condition{
		true, "SELECT print_no, SUM(leads), SUM(leads * open) FROM counts WHERE kind = 'item' AND (" + scope + ") AND " + ledger.sql + " GROUP BY print_no",
		slices.Concat(args, ledger.args),
	}
	out := map[int]ItemCount{}
	err := s.folded(ctx, []condition{ask}, less, func(row func(...any) error) error {
		var no int
		var n ItemCount
		err := row(&no, &n.All, &n.Open)
		out[no] = ItemCount{out[no].All + n.All, out[no].Open + n.Open}
		return err
	})
	for no, n := range out {
		if n == (ItemCount{}) {
			delete(out, no)
		}
	}
	return out, err
}

// ItemCount is how many leads an item has.
type ItemCount struct{ All, Open int }
