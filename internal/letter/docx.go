package letter

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// DocxType is the media type of the file.
const DocxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// fixed are the parts that are the same in every letter.
//
//go:embed parts
var fixed embed.FS

// parts are the files of the package in their order: its table of contents first, as readers expect it.
var parts = []struct{ name, source string }{
	{"[Content_Types].xml", "parts/content_types.xml"},
	{"_rels/.rels", "parts/package_rels.xml"},
	{documentPart, ""},
	{"word/_rels/document.xml.rels", "parts/document_rels.xml"},
	{"word/styles.xml", "parts/styles.xml"},
	{"word/fontTable.xml", "parts/fonts.xml"},
	{"word/settings.xml", "parts/settings.xml"},
}

const documentPart = "word/document.xml"

// zipTime stands on every part, for a letter says itself when it was written: the first instant a zip can hold.
var zipTime = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Docx writes the letter as a word processor's file.
func (l Letter) Docx(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		body, err := l.part(p.source)
		if err == nil {
			err = writePart(z, p.name, body)
		}
		if err != nil {
			return fmt.Errorf("write letter: %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	return nil
}

// part is the body of a part: a fixed one, or the document.
func (l Letter) part(source string) ([]byte, error) {
	if source != "" {
		return fixed.ReadFile(source)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	err := xml.NewEncoder(&b).Encode(newDocument(l))
	return b.Bytes(), err
}

func writePart(z *zip.Writer, name string, body []byte) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime})
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return err
}
