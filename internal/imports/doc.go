// Package imports reads tables that people bring in files: JSON lines, CSV as spreadsheets write it, and .xlsx. It
// hands out one row after the other, each with the line it stands on; a row that cannot be read says why, and the
// next one is read all the same.
//
// It is pure: it knows no lead and no school, and imports nothing of ours. What a column means is decided by whoever
// asks. The files come from anybody, so nothing in them is trusted: lines, rows and unpacked sizes are bounded, and a
// library that panics over a broken workbook is an error here.
package imports
