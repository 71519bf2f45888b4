package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/errs"
)

func questionsOf(ctx context.Context, c db.Conn, id int64) ([]Question, error) {
	return gorm.G[Question](c.Gorm(ctx)).Where("lead_id = ?", id).Order("id").Find(ctx)
}

// lastQuestion is the one that waits, or the one before; nil when nobody asked.
func lastQuestion(ctx context.Context, c db.Conn, id int64) (*Question, error) {
	return first(gorm.G[Question](c.Gorm(ctx)).Where("lead_id = ?", id).Order("id DESC").Limit(1).Find(ctx))
}

// updateQuestion writes how a question ended, once.
func updateQuestion(ctx context.Context, tx db.Tx, q *Question) error {
	up := tx.Gorm(ctx).Model(&Question{}).Where("id = ? AND ended = 0", q.ID).Select("outcome", "answer", "answered_by", "ended").Updates(q)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return up.Error
}

// endedQuestions are those of some leads that took time off a promise.
func endedQuestions(ctx context.Context, c db.Conn, ids []int64) (map[int64][]Question, error) {
	rows, err := gorm.G[Question](c.Gorm(ctx)).Where("lead_id IN ? AND ended > 0", ids).Order("lead_id, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	all := map[int64][]Question{}
	for _, q := range rows {
		all[q.LeadID] = append(all[q.LeadID], q)
	}
	return all, nil
}

// renameClock makes a running clock one of another kind.
func renameClock(ctx context.Context, tx db.Tx, c *Clock, kind string) error {
	up := tx.Gorm(ctx).Model(&Clock{}).Where("lead_id = ? AND kind = ? AND round = ? AND stopped = 0", c.LeadID, c.Kind, c.Round).Update("kind", kind)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	c.Kind = kind
	return up.Error
}
