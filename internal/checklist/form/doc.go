// Package form makes the plan's official forms: data in, file out.
//
// It is pure: it knows no database, no page and no person. Titles, header line and columns are the plan's,
// to the character, and are exported so that pages and letters print the same words (titles.go). Official
// forms are in Chinese only.
//
// Whatever a reporter typed reaches a clerk's spreadsheet as text: every cell is a string, and one that a
// spreadsheet could take for a formula is prefixed with an apostrophe (cell.go).
package form
