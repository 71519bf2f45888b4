package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// What is found in a file while it passes by.
type marks struct {
	tail  []byte // the last bytes
	found map[string]bool
}

const (
	tailSize = 64 << 10 // the end of a file in which its directory begins
	markMax  = 64       // bytes of the longest mark
)

// oleMarks are the names of streams in an old office file that say what it is.
var oleMarks = []string{"WordDocument", "Workbook", "Book", "_VBA_PROJECT", "EncryptedPackage", "EncryptionInfo"}

// inUTF16 is how names stand in there.
func inUTF16(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, 0, 0)
}

// see looks at the next part of the content.
func (m *marks) see(k Kind, part []byte) {
	if k == docKind {
		window := append(bytes.Clone(m.tail[max(0, len(m.tail)-markMax):]), part...)
		for _, mark := range oleMarks {
			if !m.found[mark] && bytes.Contains(window, inUTF16(mark)) {
				if m.found == nil {
					m.found = map[string]bool{}
				}
				m.found[mark] = true
			}
		}
	}
	m.tail = append(m.tail, part[max(0, len(part)-tailSize):]...)
	m.tail = m.tail[max(0, len(m.tail)-tailSize):]
}

// settle says what a document is, once all of it has been seen; content reads it again.
func (m *marks) settle(k Kind, content io.ReaderAt, size int64) (Kind, error) {
	switch k { //nolint:exhaustive // the others are what they began with
	case docKind:
		return m.ole()
	case docxKind:
		return m.office(content, size)
	case pdfKind:
		if !bytes.Contains(m.tail, []byte("%%EOF")) {
			return "", refuse("evidence.broken")
		}
		if bytes.Contains(m.tail, []byte("PK\x05\x06")) { // a packed folder hangs behind it
			return "", refuse("evidence.lie")
		}
	}
	return k, nil
}

func (m *marks) ole() (Kind, error) {
	switch {
	case m.found["EncryptedPackage"], m.found["EncryptionInfo"]:
		return "", refuse("evidence.locked")
	case m.found["_VBA_PROJECT"]:
		return "", refuse("evidence.macro")
	case m.found["WordDocument"]:
		return docKind, nil
	case m.found["Workbook"], m.found["Book"]:
		return xlsKind, nil
	default:
		return "", refuse("evidence.type")
	}
}

const (
	partsMax = 4096    // of a new office file
	indexMax = 1 << 20 // bytes of its directory
	endSize  = 22      // of the record behind it
)

// office reads the directory of a new office file, and nothing that is packed.
func (m *marks) office(content io.ReaderAt, size int64) (Kind, error) {
	at := bytes.LastIndex(m.tail, []byte("PK\x05\x06"))
	if at < 0 || len(m.tail)-at < endSize {
		return "", refuse("evidence.broken")
	}
	end := m.tail[at:]
	if parts, index := binary.LittleEndian.Uint16(end[10:]), binary.LittleEndian.Uint32(end[12:]); parts > partsMax || index > indexMax {
		return "", refuse("evidence.broken")
	}
	z, err := zip.NewReader(content, size)
	if err != nil || len(z.File) > partsMax {
		return "", refuse("evidence.broken")
	}
	return officeKind(z.File)
}

func officeKind(parts []*zip.File) (Kind, error) {
	var kind Kind
	typed := false
	for _, p := range parts {
		name := strings.ToLower(p.Name)
		switch {
		case p.Flags&1 != 0:
			return "", refuse("evidence.locked")
		case strings.HasSuffix(name, "vbaproject.bin"), strings.Contains(name, "macrosheets/"), strings.Contains(name, "activex/"):
			return "", refuse("evidence.macro")
		case name == "[content_types].xml":
			typed = true
		case name == "word/document.xml":
			kind = docxKind
		case name == "xl/workbook.xml":
			kind = xlsxKind
		}
	}
	if !typed || kind == "" {
		return "", refuse("evidence.type")
	}
	return kind, nil
}
