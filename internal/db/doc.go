// Package db opens the one database of the house and owns how it is written to.
//
// The truth lives here, in SQLite (`intake demo`) or MySQL/MariaDB (production). The package gives:
// a transaction that is retried whole and refuses to go on once the server has given it up (InTx),
// ids that never depend on the engine (NextID, Sequence), a committer that writes what queued while the
// last commit ran (Group), and numbered forward-only migrations per dialect (Migrate).
//
// It knows nothing of leads. Only files named store*.go, outbox and trail use its gorm handle.
package db
