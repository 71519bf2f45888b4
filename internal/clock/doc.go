// Package clock holds the two clocks of the house.
//
// Wall is the machine's time: sessions, tokens, drafts, leases, retries, limits, the sweep's tick.
// Case is the time of the ledger: received, due, events, the ladder. In production both are the same;
// `intake demo -speed N` lets the Case clock run N times faster, so that a person can watch a lead climb.
// The Case clock never goes backwards.
package clock
