package lead

import (
	"context"
	"fmt"
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
	sql, args := q.page(*after, limit+1)
	var leads []Lead
	if err := s.read(ctx, f, sql, args, &leads); err != nil {
		return Page{}, fmt.Errorf("list leads: %w", err)
	}
	p := Page{Leads: leads, More: len(leads) > limit}
	if p.More {
		p.Leads = leads[:limit]
	}
	return p, nil
}

// countMax is where counting leads stops; a list then says 超过 1 万件.
const countMax = 10_001

// scan counts the leads of a filter that no counter covers, at most countMax.
func (s *Service) scan(ctx context.Context, a org.Actor, f Filter) (int, error) {
	q, err := s.ask(ctx, a, f)
	if err != nil {
		return 0, err
	}
	sql, args := q.count(countMax)
	var n int
	if err := s.read(ctx, f, sql, args, &n); err != nil {
		return 0, fmt.Errorf("count leads: %w", err)
	}
	return n, nil
}

// searchTime is the patience with a search for words: a rare one reads every text there is.
const searchTime = 3 * time.Second

// read runs a question of a list. A list without branches has no rows.
func (s *Service) read(ctx context.Context, f Filter, sql string, args []any, into any) error {
	if sql == "" {
		return nil
	}
	if !f.words() {
		return s.DB.Gorm(ctx).Raw(sql, args...).Find(into).Error
	}
	short, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	err := s.DB.Gorm(short).Raw(sql, args...).Find(into).Error
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
	err := s.DB.Gorm(ctx).Select("id", "received", "due").Where("id = ?", f.After).Where(where, args...).Limit(1).Find(&rows).Error
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
