package org

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/trail"
)

// TellCity writes what an administrator did into the city's stream, in the caller's transaction. It holds the
// city's row until the transaction ends.
func TellCity(ctx context.Context, tx db.Tx, e trail.Event) error {
	city, err := lockCity(ctx, tx)
	if err != nil {
		return err
	}
	return tellCity(ctx, tx, city, e)
}

// TellUnit writes what was done for a unit into its stream, in the caller's transaction. It holds the unit's row until
// the transaction ends.
func TellUnit(ctx context.Context, tx db.Tx, unit int64, e trail.Event) error {
	u, err := lockUnit(ctx, tx, unit)
	if err != nil {
		return err
	}
	return tellUnit(ctx, tx, u, e)
}
