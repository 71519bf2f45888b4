// Package logs carries the lines of a program to standard error without ever holding the program up.
//
// A Log is a slog.Logger that writes JSON into a bounded buffer; one goroutine empties it. Who does not read (a
// full pipe, a stopped collector) loses lines, which are counted and told of afterwards; the service goes on. A
// flood, say of bad input, is cut to some lines a second of each sort, and the rest is counted too.
//
// What may stand in a line is the caller's business: ids, codes, patterns, kinds and durations, never what
// somebody typed, nor where they came from.
package logs
