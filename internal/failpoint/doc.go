// Package failpoint marks the places at which fault runs end a program: the moments between two effects at which
// a crash would hurt most. In a normal build a mark is nothing. Built with the tag failpoint, a program reads the
// variable SUNLEAD_FAILPOINT once:
//
//	submit.after_commit             ends itself as kill -9 would when it comes there
//	submit.after_commit:3           … when it comes there for the third time
//	job.in_tx:2:panic               panics instead; sleep=40s waits; stop freezes until somebody sends SIGCONT
//	relay.after_claim:5,job.in_tx   several marks, with commas between them
//
// The package knows nothing of what it interrupts. internal/faults is who uses it.
package failpoint
