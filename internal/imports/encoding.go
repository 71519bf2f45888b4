package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// marks are the byte order marks that name an encoding.
var marks = []struct {
	bytes string
	enc   encoding.Encoding
}{
	{"\xef\xbb\xbf", encoding.Nop},
	{"\xff\xfe", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xfe\xff", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
}

// text finds a file's encoding by its mark or, without one, by reading all of it, and returns it from its beginning
// as UTF-8. Bytes that are no text stay, or become U+FFFD; the rows they stand in are at fault.
func text(f io.ReadSeeker) (r io.Reader, decoded bool, err error) {
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	for _, m := range marks {
		if bytes.HasPrefix(head[:n], []byte(m.bytes)) {
			_, err := f.Seek(int64(len(m.bytes)), io.SeekStart)
			return m.enc.NewDecoder().Reader(f), m.enc != encoding.Nop, err
		}
	}
	enc, err := guess(f)
	if err != nil {
		return nil, false, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return enc.NewDecoder().Reader(f), enc != encoding.Nop, err
}

// guess tells UTF-8 from what spreadsheets write in China. A few broken bytes in a UTF-8 file do not make it another
// encoding; a file of which half is broken never was UTF-8.
func guess(f io.ReadSeeker) (encoding.Encoding, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	good, bad, zero, all := 0, 0, 0, 0
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := f.Read(buf[kept:])
		b := buf[:kept+n]
		for len(b) > 0 && (utf8.FullRune(b) || err != nil) {
			r, size := utf8.DecodeRune(b)
			switch {
			case r == utf8.RuneError && size == 1:
				bad++
			case r == 0:
				zero++
			case size > 1:
				good++
			}
			all++
			b = b[size:]
		}
		kept = copy(buf, b)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
	}
	switch {
	case zero > all/10: // UTF-16 without a mark, or no text at all
		return nil, ErrEncoding
	case bad > good/20:
		return simplifiedchinese.GB18030, nil
	default:
		return encoding.Nop, nil
	}
}
