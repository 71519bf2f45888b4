package db

// ShrinkIDs gives the ids of d small blocks and marks; only before its first transaction.
func ShrinkIDs(d *DB, block, low, least int64) {
	d.ids = d.Sequence("id", block)
	d.ids.low, d.ids.least = low, least
}

// Unavailable is what InTx makes of an error of the engine.
var Unavailable = unavailable
