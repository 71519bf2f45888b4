// Package demo fills a new data folder with fiction, so that a newcomer sees the service at work at once.
//
// Everything goes through the ledger's own moves, on a clock that runs from some weeks ago to now: the leads
// have the trail, the dates and the ladder steps that real ones have. Every school, person and number is made up.
package demo
