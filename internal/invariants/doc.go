// Package invariants holds a database against what must always be true of it: one table, one line for each promise,
// each with the ids of what breaks it. Tests run it after every test (testkit), an operator runs `intake check`.
//
// Most promises are about one lead and all that is stored of it. The ledger is walked in pages by key, each page
// read in one moment of the database (db.Snapshot), so that the check may run beside a live service, needs constant
// memory, and never takes a move that is half seen for a fault. The others read a moment of their own.
//
// It reads only, and tables of every room, as nobody else may: it must not take the rooms' own word for what they
// stored. For the same reason, and because the rooms' tests run it, it imports neither lead nor checklist nor notify
// nor org; the legal moves come as data (Options.Moves). Findings hold numbers and ids, never a text.
package invariants
