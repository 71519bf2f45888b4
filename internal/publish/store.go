package publish

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// pageSize is how many a page shows when the caller does not say.
const pageSize = 30

var errNotFound = errs.New(errs.NotFound, "error.404.text")

// Filter narrows a list; the zero value is everything in scope.
type Filter struct {
	State State
	Kind  Kind
	After int64 // id of the last one of the page before
	Limit int   // 0 means 30
}

// Page is one page of a list, the newest first.
type Page struct {
	Publications []Publication
	More         bool
}

// Next is the key of the following page, 0 for none.
func (p Page) Next() int64 {
	if !p.More || len(p.Publications) == 0 {
		return 0
	}
	return p.Publications[len(p.Publications)-1].ID
}

// List returns one page within the actor's scope.
func (s *Service) List(ctx context.Context, a org.Actor, f Filter) (Page, error) {
	if f.Limit <= 0 {
		f.Limit = pageSize
	}
	where, args := scopeOf(a).predicate()
	q := gorm.G[Publication](s.DB.Gorm(ctx)).Where("("+where+")", args...)
	if f.State != "" {
		q = q.Where("state = ?", db.Code(string(f.State)))
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", db.Code(string(f.Kind)))
	}
	if f.After != 0 {
		q = q.Where("id < ?", f.After)
	}
	rows, err := q.Order("id DESC").Limit(f.Limit + 1).Find(ctx)
	if err != nil {
		return Page{}, fmt.Errorf("list publications: %w", err)
	}
	p := Page{Publications: rows, More: len(rows) > f.Limit}
	if p.More {
		p.Publications = rows[:f.Limit]
	}
	return p, nil
}

// Count is how many of each state there are within the actor's scope.
func (s *Service) Count(ctx context.Context, a org.Actor) (map[State]int, error) {
	where, args := scopeOf(a).predicate()
	var rows []struct {
		State State
		N     int
	}
	err := s.DB.Gorm(ctx).Model(&Publication{}).Where("("+where+")", args...).Select("state, COUNT(*) AS n").Group("state").Order("state").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count publications: %w", err)
	}
	out := map[State]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, nil
}

// Get returns one publication within the actor's scope with its history; NotFound for any other.
func (s *Service) Get(ctx context.Context, a org.Actor, id int64) (*Publication, []Event, error) {
	where, args := scopeOf(a).predicate()
	p, err := one(gorm.G[Publication](s.DB.Gorm(ctx)).Where("id = ?", id).Where("("+where+")", args...).Limit(1).Find(ctx))
	if err != nil {
		return nil, nil, err
	}
	if p == nil {
		return nil, nil, errNotFound
	}
	history, err := eventsOf(ctx, s.DB, id)
	return p, history, err
}

func one(rows []Publication, err error) (*Publication, error) {
	if err != nil {
		return nil, fmt.Errorf("read publication: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // the caller turns "none" into its own answer
	}
	return &rows[0], nil
}

func eventsOf(ctx context.Context, c db.Conn, id int64) ([]Event, error) {
	rows, err := gorm.G[Event](c.Gorm(ctx)).Where("publication_id = ?", id).Order("version").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("history of publication %d: %w", id, err)
	}
	return rows, nil
}

func byForm(ctx context.Context, tx db.Tx, hash []byte) (*Publication, error) {
	return one(gorm.G[Publication](tx.Gorm(ctx)).Where("form_hash = ?", hash).Limit(1).Find(ctx))
}

// locked reads one within the scope for a change; NotFound for any other.
func locked(ctx context.Context, tx db.Tx, sc scope, id int64) (*Publication, error) {
	where, args := sc.predicate()
	p, err := one(gorm.G[Publication](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Where("("+where+")", args...).Limit(1).Find(ctx))
	if err == nil && p == nil {
		return nil, errNotFound
	}
	return p, err
}

// lockedAny reads the one that is replaced by another of its unit; nil when it is gone.
func lockedAny(ctx context.Context, tx db.Tx, id int64) (*Publication, error) {
	return one(gorm.G[Publication](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Limit(1).Find(ctx))
}

// update stores what a move changed, unless somebody was quicker. The version in hand is the new one.
func update(ctx context.Context, tx db.Tx, p *Publication) error {
	up := tx.Gorm(ctx).Model(&Publication{}).Where("id = ? AND version = ?", p.ID, p.Version-1).Select(
		"state", "version", "label", "district", "school_id", "school_name", "topics", "title", "body", "basis", "doc_no", "doc_date",
		"valid_from", "valid_to", "figures", "author_id", "written", "approved_by", "agreed_by", "published", "withdrawn", "reason").Updates(p)
	if up.Error != nil {
		return fmt.Errorf("store publication %d: %w", p.ID, up.Error)
	}
	if up.RowsAffected == 0 {
		return errs.New(errs.Conflict, "publish.refused.moved")
	}
	return nil
}

// released are the statistics that were ever public, in their order, through the caller's connection.
func released(ctx context.Context, c db.Conn, lock bool) ([]Publication, error) {
	var opts []clause.Expression
	if lock { // two that are approved at once see each other
		opts = append(opts, clause.Locking{Strength: "UPDATE"})
	}
	rows, err := gorm.G[Publication](c.Gorm(ctx), opts...).Where("kind = ? AND state IN ?", Statistics, []State{Published, Withdrawn}).Order("published, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read releases: %w", err)
	}
	return rows, nil
}

// shelfVersion counts what ever changed the shelf; it only grows.
func (s *Service) shelfVersion(ctx context.Context) (int64, error) {
	var n int64
	if err := s.DB.Gorm(ctx).Model(&Event{}).Where("shelf = 1").Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count publications: %w", err)
	}
	return n, nil
}

// onShelf are all that the public may read, the newest first.
func (s *Service) onShelf(ctx context.Context) ([]Publication, error) {
	rows, err := gorm.G[Publication](s.DB.Gorm(ctx)).Where("state = ?", Published).Order("published DESC, id DESC").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read publications: %w", err)
	}
	return rows, nil
}
