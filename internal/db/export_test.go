package db

import "context"

// ShrinkIDs gives the ids of d small blocks and marks; only before its first transaction.
func ShrinkIDs(d *DB, block, low, least int64) {
	d.ids = d.Sequence("id", block)
	d.ids.low, d.ids.least = low, least
}

// Unavailable is what InTx makes of an error of the engine.
var Unavailable = unavailable

// MigrateTo brings the schema to an older version, as an older program would have left it.
func MigrateTo(ctx context.Context, d *DB, version int64) error {
	pool, done, err := d.slowPool()
	if err != nil {
		return err
	}
	defer done()
	p, err := d.provider(pool)
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
