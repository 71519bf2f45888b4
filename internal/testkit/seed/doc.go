// Package seed fills a ledger with many leads at once, as years of work would have left them, for benchmarks and for
// tests of plans: written as rows, not through lead.Service, but every row fits every other one and all of them pass
// internal/invariants. The leads are fiction. The same options give the same leads.
package seed
