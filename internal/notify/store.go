package notify

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
)

// pageSize is how many messages a page shows when the caller does not say.
const pageSize = 50

// mine is what the actor may read: what was addressed to them, and of walled leads only what mayReach lets through
// now. A wall can have gone up, and a name been struck off, since they were told.
func mine(g *gorm.DB, a org.Actor) *gorm.DB {
	q := g.Model(&Entry{}).Where("staff_id = ? AND staff_id <> 0", a.ID)
	switch {
	case a.Kind == org.Discipline:
		return q.Where("(wall_unit >= -1 OR wall_unit = ?)", org.OnlyFor(a.ID))
	case a.Named && a.Kind == org.City && a.Role != org.Monitor:
		return q.Where("(wall_unit <> ? AND wall_unit >= -1 OR wall_unit = ?)", org.CityID, org.OnlyFor(a.ID))
	default:
		return q.Where("wall_unit = 0")
	}
}

// before is the key of a page: the time told of, then the id.
const before = "at <= (SELECT at FROM messages AS m WHERE m.id = ?)" +
	" AND (at < (SELECT at FROM messages AS m WHERE m.id = ?) OR id < ?)"

func (s *Service) page(ctx context.Context, a org.Actor, kind string, after int64, limit int) (Page, error) {
	if limit <= 0 {
		limit = pageSize
	}
	q := mine(s.DB.Gorm(ctx), a)
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	if after > 0 {
		q = q.Where(before, after, after, after)
	}
	var entries []Entry
	if err := q.Order("at DESC, id DESC").Limit(limit + 1).Find(&entries).Error; err != nil {
		return Page{}, fmt.Errorf("read messages: %w", err)
	}
	p := Page{Entries: entries, More: len(entries) > limit}
	if p.More {
		p.Entries = entries[:limit]
	}
	for i := range p.Entries {
		p.Entries[i].Args = decode(p.Entries[i].Data)
	}
	return p, nil
}

// UnseenMax is where counting ends: there are so many, or more.
const UnseenMax = 1_000

// Unseen counts the actor's messages that were not marked as seen, at most UnseenMax: it stands on every page.
func (s *Service) Unseen(ctx context.Context, a org.Actor) (int, error) {
	return s.count(ctx, mine(s.DB.Gorm(ctx), a).Where("seen = 0"), UnseenMax)
}

// count counts the rows of a query, at most so many.
func (s *Service) count(ctx context.Context, q *gorm.DB, most int) (int, error) {
	var n int64
	if err := s.DB.Gorm(ctx).Table("(?) AS counted", q.Select("1").Limit(most)).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count messages: %w", err)
	}
	return int(n), nil
}

// MarkSeen marks all of the actor's messages as seen.
func (s *Service) MarkSeen(ctx context.Context, a org.Actor) error {
	now := clock.Milli(s.Case.Now())
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := mine(tx.Gorm(ctx), a).Where("seen = 0").Update("seen", now).Error; err != nil {
			return fmt.Errorf("mark messages: %w", err)
		}
		return nil
	})
}

// Forget takes the messages about a number from a person who may no longer know of it, in the caller's transaction; only
// the worker calls it.
func (s *Service) Forget(ctx context.Context, tx db.Tx, number string, staff int64) error {
	if err := tx.Gorm(ctx).Where("number = ? AND staff_id = ?", db.Code(number), staff).Delete(&Entry{}).Error; err != nil {
		return fmt.Errorf("forget messages: %w", err)
	}
	return nil
}

// Wall puts all messages about a number behind a wall, in the caller's transaction; only the worker calls it.
// Notices to the discipline body hold nothing to be walled.
func (s *Service) Wall(ctx context.Context, tx db.Tx, number string, wall int64) error {
	err := tx.Gorm(ctx).Model(&Entry{}).Where("number = ? AND kind <> ?", db.Code(number), KeyNotice).Update("wall_unit", wall).Error
	if err != nil {
		return fmt.Errorf("wall messages: %w", err)
	}
	return nil
}
