// Package job runs what the ledger leaves behind: it offers the rows of the outbox to the queue, handles what
// comes out of it, and lets the deadlines climb.
//
// The database holds the truth. A row of `outbox` is claimed for a while and offered to Redis as part of one
// task of ids (relay.go); the handler deletes the row in the transaction of its effect (handler.go). So a job
// may be offered and run any number of times and has its effect once, and an emptied or unreachable Redis
// only makes it late. Attempts, the reason of the last failure and the dead rows are in the table, never in
// the queue's own retries. The queue never decides a deadline: the sweep asks the ledger (sweep.go).
//
// There is one file for each kind of job: decode, call the room. docs/jobs.md says what each does.
package job
