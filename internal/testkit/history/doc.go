// Package history is the oracle of fault runs: every client writes down, durably, what it is about to do and what
// it was answered, and after the run the database is held against these diaries. What a client was told is
// stored must be there exactly once, what was refused must not be there, and of what nobody knows the answer at
// most one may be there.
//
//	c, _ := history.Open(filepath.Join(dir, "client-3.jsonl")) // one file for each client
//	a, _ := c.Submit(key, history.Content{Category: "fee", …}) // before the request leaves
//	a.OK(number, code)                                          // or a.Fail(), or a.Unknown()
//	…
//	faults, err := history.Oracle{DB: d, Ring: ring, Track: track}.Verify(ctx, files...)
//
// ok is a receipt that was read. fail is a refusal that says the report was not taken: 4xx, or a connection that
// was refused before a byte was sent. Everything else is unknown: a cut connection, a timeout, any 5xx. A client
// that dies leaves an attempt without an end, which counts as unknown. Sent again with the same key, a report is
// another attempt of the same operation.
package history
