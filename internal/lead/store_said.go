package lead

import (
	"context"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

// ratingsOf is what was said of each answer, in order.
func ratingsOf(ctx context.Context, c db.Conn, id int64) ([]Rated, error) {
	return gorm.G[Rated](c.Gorm(ctx)).Where("lead_id = ?", id).Order("round").Find(ctx)
}

// additionsOf is what the reporter added, the oldest first.
func additionsOf(ctx context.Context, c db.Conn, id int64) ([]Addition, error) {
	return gorm.G[Addition](c.Gorm(ctx)).Where("lead_id = ?", id).Order("id").Find(ctx)
}
