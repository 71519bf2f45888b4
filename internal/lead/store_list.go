package lead

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// PageSize is how many leads a list shows at once.
const PageSize = 50

// Page is one page of a list. More says that there are others after the last.
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

func (p Page) ids() []int64 {
	ids := make([]int64, len(p.Leads))
	for i := range p.Leads {
		ids[i] = p.Leads[i].ID
	}
	return ids
}

// List returns one page within the actor's scope. A search for words that takes too long is Unavailable, with a
// sentence that says what to do.
func (s *Service) List(ctx context.Context, a org.Actor, f Filter) (Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = PageSize
	}
	after, err := s.afterKey(ctx, a, f)
	if err != nil || after == nil {
		return Page{}, err
	}
	q, err := s.ask(ctx, a, f)
	if err != nil {
		return Page{}, err
	}
	p, err := s.pick(ctx, f, q, after, limit)
	if err != nil {
		return Page{}, fmt.Errorf("list leads: %w", err)
	}
	return p, nil
}

// page cuts what was read to a page; one more than it shows tells that there are others.
func page(leads []Lead, limit int) Page {
	return Page{Leads: leads[:min(limit, len(leads))], More: len(leads) > limit}
}

// pick reads the leads of a page in the list's order.
func (s *Service) pick(ctx context.Context, f Filter, q question, after *Lead, limit int) (Page, error) {
	var leads []Lead
	switch len(q.branches) {
	case 0:
		return Page{}, nil
	case 1:
		err := s.read(ctx, f, q.page(after, limit+1), &leads)
		return page(leads, limit), err
	}
	if err := s.read(ctx, f, q.keys(after, limit+1), &leads); err != nil || len(leads) == 0 {
		return Page{}, err
	}
	p := page(leads, limit)
	return s.fill(ctx, q, p)
}

// fill reads the leads whose keys are on the page. What changed since the keys were read is asked again: nobody is
// shown what is not theirs any more.
func (s *Service) fill(ctx context.Context, q question, p Page) (Page, error) {
	var leads []Lead
	err := s.DB.Gorm(ctx).Table(s.index(primary[s.DB.Dialect])).Where("id IN ?", p.ids()).Where(q.where.sql, q.where.args...).Find(&leads).Error
	slices.SortFunc(leads, q.compare)
	p.Leads = leads
	return p, err
}

// compare is the list's order.
func (q question) compare(x, y Lead) int {
	if q.desc {
		return cmp.Or(cmp.Compare(y.Received, x.Received), cmp.Compare(y.ID, x.ID))
	}
	return cmp.Or(cmp.Compare(x.SortAt, y.SortAt), cmp.Compare(x.ID, y.ID))
}

// countMax is where counting leads stops; a list then says 超过 1 万件.
const countMax = 10_001

// scan counts the leads of a filter that no counter covers, at most countMax.
func (s *Service) scan(ctx context.Context, a org.Actor, f Filter) (int, error) {
	q, err := s.ask(ctx, a, f)
	if err != nil {
		return 0, err
	}
	var n int
	if len(q.branches) == 0 {
		return 0, nil
	}
	if err := s.read(ctx, f, q.count(countMax), &n); err != nil {
		return 0, fmt.Errorf("count leads: %w", err)
	}
	return n, nil
}

// searchTime is the patience with a search for words: a rare one reads every text there is.
const searchTime = 3 * time.Second

// read runs a question of a list.
func (s *Service) read(ctx context.Context, f Filter, ask condition, into any) error {
	if !f.words() {
		return s.DB.Gorm(ctx).Raw(ask.sql, ask.args...).Find(into).Error
	}
	short, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	err := s.DB.Gorm(short).Raw(ask.sql, ask.args...).Find(into).Error
	if err != nil && (short.Err() != nil || errs.Is(err, errs.Unavailable)) && ctx.Err() == nil {
		return errs.Wrap(errs.Unavailable, err, "case.search.slow")
	}
	return err
}

// words reports a search that must read texts.
func (f Filter) words() bool {
	_, number := ParseNumber(strings.TrimSpace(f.Query))
	return f.Query != "" && !number
}

// afterKey is where the page begins: the zero Lead for the first, nil when the actor may not know of the last row of
// the page before: a key must not tell that a lead exists.
func (s *Service) afterKey(ctx context.Context, a org.Actor, f Filter) (*Lead, error) {
	if f.After <= 0 {
		return &Lead{}, nil
	}
	where, args := ScopeOf(a).predicate()
	var rows []Lead
	err := s.DB.Gorm(ctx).Select("id", "received", "sort_at").Where("id = ?", f.After).Where(where, args...).Limit(1).Find(&rows).Error
	return first(rows, err)
}

// filtered is scope and filter on the leads themselves.
func (s *Service) filtered(ctx context.Context, a org.Actor, f Filter) *gorm.DB {
	c := s.where(a, f)
	return s.DB.Gorm(ctx).Model(&Lead{}).Where(c.sql, c.args...)
}

// where is the one place where scope and filter become a condition on leads.
func (s *Service) where(a org.Actor, f Filter) condition {
	sql, args := ScopeOf(a).predicate()
	return and(condition{true, sql, args}, f.conditions(s.bounds()), f.item(), f.search())
}
