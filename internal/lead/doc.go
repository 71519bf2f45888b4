// Package lead is THE LEDGER: every report is one lead, with one owner, one next action and dates that can be
// explained.
//
// Service is the only way in; pages and jobs call the same methods. A move reads the one transition table
// (state.go), changes the lead by compare-and-swap on its version, and writes state, clocks, trail and outbox
// in one transaction. Every read takes a Scope, made only from an Actor, which keeps units and conflict walls
// apart inside the query. What happens in another room (messages, the violation register) leaves as a job.
package lead
