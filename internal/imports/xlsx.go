package imports

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook. What is packed is small and what comes out need not be.
const (
	packedMax   = 64 << 20  // bytes of the file
	unpackedMax = 256 << 20 // bytes of all its parts together
	partMax     = 16 << 20  // bytes of a part in memory; a larger sheet is read from a temporary file
	partsMax    = 2_000
)

// workbook reads the first sheet of a workbook that has the headings. A formula's cell is the text it shows.
type workbook struct {
	file  *excelize.File
	rows  *excelize.Rows
	names []string
	line  int
}

func openXLSX(f io.Reader, isHeading func([]string) bool) (w *workbook, err error) {
	packed, err := io.ReadAll(io.LimitReader(f, packedMax+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if err := checkParts(packed); err != nil {
		return nil, err
	}
	w = &workbook{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	defer survive(&err)
	w.file, err = excelize.OpenReader(bytes.NewReader(packed), excelize.Options{
		UnzipSizeLimit: unpackedMax, UnzipXMLSizeLimit: partMax,
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss",
	})
	if err != nil {
		return w, errors.Join(ErrWorkbook, err)
	}
	return w, w.findHeading(isHeading)
}

// survive makes an error of a panic: the library takes a workbook for what it says of itself.
func survive(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: the library gave up", ErrWorkbook)
	}
}

// checkParts looks at the list of parts before anything is unpacked.
func checkParts(packed []byte) error {
	if len(packed) > packedMax {
		return ErrTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return errors.Join(ErrWorkbook, err)
	}
	if len(z.File) > partsMax {
		return ErrTooLarge
	}
	var all uint64
	for _, part := range z.File {
		if part.UncompressedSize64 > unpackedMax {
			return ErrTooLarge
		}
		if all += part.UncompressedSize64; all > unpackedMax {
			return ErrTooLarge
		}
		if part.Flags&1 != 0 {
			return fmt.Errorf("%w: it has a password", ErrWorkbook)
		}
	}
	return wholeSheets(z)
}

// wholeSheets reads every sheet to its end: the library takes the place where XML breaks off for the last row.
func wholeSheets(z *zip.Reader) error {
	for _, part := range z.File {
		if !strings.HasPrefix(strings.ToLower(part.Name), "xl/worksheets/sheet") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return errors.Join(ErrWorkbook, err)
		}
		tokens := xml.NewDecoder(io.LimitReader(r, unpackedMax))
		for err == nil {
			_, err = tokens.Token()
		}
		_ = r.Close()
		if !errors.Is(err, io.EOF) {
			return errors.Join(ErrWorkbook, err)
		}
	}
	return nil
}

func (w *workbook) findHeading(isHeading func([]string) bool) (err error) {
	for _, sheet := range w.file.GetSheetList() {
		if w.rows, err = w.file.Rows(sheet); err != nil {
			continue // a sheet of a chart
		}
		w.line = 0
		for range headLines {
			cells, err := w.cells()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if names := headings(cells); isHeading(names) {
				w.names = names
				return nil
			}
		}
		w.shut()
	}
	return ErrHeading
}

func (w *workbook) cells() ([]string, error) {
	if !w.rows.Next() {
		if err := w.rows.Error(); err != nil {
			return nil, errors.Join(ErrWorkbook, err)
		}
		return nil, io.EOF
	}
	w.line++
	cells, err := w.rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("%w: row %d: %w", ErrWorkbook, w.line, err)
	}
	return cells, nil
}

func (w *workbook) next() (r Row, err error) {
	defer survive(&err)
	for {
		cells, err := w.cells()
		if err != nil {
			return Row{}, err
		}
		size := 0
		for _, c := range cells {
			size += len(strings.TrimSpace(c))
		}
		switch {
		case size == 0:
			continue
		case size > LineMax:
			return Row{Line: w.line, Fault: FaultLong}, nil
		default:
			return row(w.line, w.names, cells), nil
		}
	}
}

func (w *workbook) shut() {
	if w.rows != nil {
		_ = w.rows.Close()
		w.rows = nil
	}
}

// close removes the temporary files, too.
func (w *workbook) close() {
	w.shut()
	if w.file != nil {
		_ = w.file.Close()
	}
}
