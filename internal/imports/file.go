package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Kind is what a file is.
type Kind string

// The kinds.
const (
	JSONL Kind = "jsonl"
	CSV   Kind = "csv"
	XLSX  Kind = "xlsx"
)

// source is what the three readers have in common; io.EOF ends it.
type source interface {
	next() (Row, error)
}

// File is an open table. Close it.
type File struct {
	Kind Kind

	from source
	book *workbook
	file io.Closer
	rows int
}

// Open opens a table by its content and, where that does not tell, by the end of its name. isHeading knows the row
// with the headings among the first ones of a CSV or .xlsx file; the names it sees have no blanks, and empty ones are
// numbered. Errors of the file as a whole are ErrHeading, ErrEncoding, ErrWorkbook and ErrTooLarge.
func Open(path string, isHeading func(names []string) bool) (*File, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	opened, err := Read(f, path, isHeading)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	opened.file = f
	return opened, nil
}

// Read is Open of what is open already. Name is only looked at for its end.
func Read(f io.ReadSeeker, name string, isHeading func(names []string) bool) (*File, error) {
	kind, err := kindOf(f, name)
	if err != nil {
		return nil, err
	}
	out := &File{Kind: kind}
	switch kind {
	case XLSX:
		out.book, err = openXLSX(f, isHeading)
		out.from = out.book
	case JSONL:
		out.from, err = openJSONL(f)
	case CSV:
		out.from, err = openCSV(f, isHeading)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// kindOf leaves f at its beginning.
func kindOf(f io.ReadSeeker, name string) (Kind, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the file: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read the file: %w", err)
	}
	head = bytes.TrimPrefix(head[:n], []byte("\ufeff"))
	end := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return XLSX, nil
	case end == ".xlsx", end == ".xls", bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")): // the last is an old .xls
		return "", ErrWorkbook
	case end == ".jsonl", end == ".ndjson", end != ".csv" && bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return JSONL, nil
	default:
		return CSV, nil
	}
}

// Columns are the headings in the file's order; nil for JSON lines, whose rows bring their own.
func (f *File) Columns() []string {
	switch from := f.from.(type) {
	case *table:
		return from.names
	case *workbook:
		return from.names
	default:
		return nil
	}
}

// Next is the next row that is not blank, io.EOF after the last, and ErrTooLarge after RowsMax rows.
func (f *File) Next() (Row, error) {
	r, err := f.from.next()
	if err != nil {
		return Row{}, err
	}
	if f.rows++; f.rows > RowsMax {
		return Row{}, ErrTooLarge
	}
	return r, nil
}

// Close closes the file and removes what reading it left behind.
func (f *File) Close() error {
	if f.book != nil {
		f.book.close()
	}
	if f.file != nil {
		return f.file.Close()
	}
	return nil
}
