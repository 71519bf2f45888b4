// Package outbox holds the jobs that a transaction leaves behind.
//
// A job is a row written in the transaction of its cause, so it exists if and only if the cause does. The
// relay (internal/job) claims rows and offers them to the queue; the handler deletes them in the transaction
// of the effect. So a job may run any number of times and has its effect once; a lost queue loses nothing.
package outbox
