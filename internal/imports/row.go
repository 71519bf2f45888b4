package imports

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Row is one row of a table.
type Row struct {
	Line   int               // where it begins, counted as an editor or a spreadsheet counts
	Values map[string]string // column → text without blanks around it; empty cells are absent. Valid UTF-8 without NUL
	Fault  Fault             // why it cannot be read, "" for a good row; then Values is nil
}

// Fault is why a row cannot be read.
type Fault string

// The faults.
const (
	FaultLong    Fault = "long"    // longer than LineMax
	FaultText    Fault = "text"    // bytes that are no text in the file's encoding
	FaultQuote   Fault = "quote"   // a quotation mark is not closed, or followed by something else
	FaultColumns Fault = "columns" // more or fewer cells than the heading has
	FaultJSON    Fault = "json"    // not one JSON object
)

// Why a file as a whole cannot be read.
var (
	ErrHeading  = errors.New("no row with the headings that are looked for")
	ErrEncoding = errors.New("not a text in UTF-8, UTF-16 or GB18030")
	ErrWorkbook = errors.New("not a workbook that can be read")
	ErrTooLarge = errors.New("too large")
)

// Limits of a file.
const (
	LineMax   = 1 << 20   // bytes of one row of text
	RowsMax   = 1_000_000 // rows of a file
	headLines = 10        // the heading stands in one of the first rows, below a title
)

// lineEnds makes every line end a single \n.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// tidy is the one normalisation of a cell. False for what is no text.
func tidy(s string) (string, bool) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", false
	}
	return strings.TrimSpace(lineEnds.Replace(strings.TrimPrefix(s, "\ufeff"))), true
}

// heading is a column's name as it is compared: without the blanks and line breaks a narrow column brings.
func heading(s string) string {
	s, _ = tidy(s)
	return strings.Join(strings.Fields(s), "")
}

// row makes a row of cells under headings. Cells beyond the headings must be empty.
func row(line int, names, cells []string) Row {
	r := Row{Line: line, Values: make(map[string]string, len(names))}
	for i, c := range cells {
		v, ok := tidy(c)
		switch {
		case !ok:
			return Row{Line: line, Fault: FaultText}
		case v == "":
		case i >= len(names):
			return Row{Line: line, Fault: FaultColumns}
		default:
			r.Values[names[i]] = v
		}
	}
	return r
}
