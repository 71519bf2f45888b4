// Package faults breaks a whole installation on purpose: real `intake serve` and `worker` processes on real
// servers, people who send reports over HTTP, and a fault from the table in docs/reliability.md. Afterwards
// everything is healed, the work must drain, and the database is held against what the people were told.
//
// The package is tests only. It runs in the full set (`make test`); `make soak` draws its faults at random for as
// many rounds as asked. Every run prints its seed; -seed draws the same faults again (what the processes do in
// between is their own). The programs are built with the tag failpoint, so that they can be ended at a named place.
//
//	site      an installation: databases, keys, slots with processes in them
//	slot      a place for one process: it may be killed, frozen and filled again, its address stays
//	proxy     stands between the programs and MariaDB and cuts, holds or delays what they say
//	phone     somebody who sends a report and tries again with the same form until there is a receipt
//	ward      what is checked after every fault
package faults
