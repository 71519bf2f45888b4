// Package metrics counts what a process does and writes it down for Prometheus.
//
// It knows the text format, version 0.0.4, and nothing of the house: whoever has figures takes a *Set, makes its
// own figures in it and names them; docs/metrics.md lists them all. A nil *Set and the figures made from it do
// nothing, so that nobody has to ask. There is no global set.
//
// A label never holds anything that somebody typed, nor a person, a number or the unit of a reporter: only words
// that stand in the code, such as a route's pattern or a kind of job.
package metrics
