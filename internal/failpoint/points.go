package failpoint

// Point is one mark and what is true there.
type Point struct{ Name, Where string }

// Points lists every mark in the programs, in the order of a report's way. A test holds the list to the code.
func Points() []Point {
	return []Point{
		{"submit.before_tx", "a batch of reports has its numbers, nothing is written"},
		{"submit.in_tx", "lead, text, contact and clocks are written, trail and job are not"},
		{"submit.before_commit", "all is written, nothing is committed"},
		{"submit.after_commit", "all is committed, nobody has been answered"},
		{"submit.before_reply", "the request knows its receipt, the browser does not"},
		{"relay.after_claim", "jobs are claimed, the queue does not know"},
		{"relay.after_offer", "the queue knows, the relay has not gone on"},
		{"job.before_effect", "a task came out of the queue, nothing is done"},
		{"job.in_tx", "the jobs are deleted and their effect is written, nothing is committed"},
		{"job.after_effect", "the effect is committed, the queue does not know"},
		{"sweep.mid_batch", "some leads of a batch took their step, others did not"},
		{"sweep.after_commit", "steps are committed, nobody was woken to tell of them"},
	}
}
