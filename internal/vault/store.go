package vault

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

// Insert stores sealed contacts in the caller's transaction.
func Insert(ctx context.Context, tx db.Tx, rows []Sealed) error {
	return db.Insert(ctx, tx, rows)
}

// find returns the sealed contact of a lead, or nil for an anonymous one.
func find(ctx context.Context, c db.Conn, leadID int64) (*Sealed, error) {
	rows, err := gorm.G[Sealed](c.Gorm(ctx)).Where("lead_id = ?", leadID).Limit(1).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read contact of lead %d: %w", leadID, err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // an anonymous report has no contact
	}
	return &rows[0], nil
}
