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
