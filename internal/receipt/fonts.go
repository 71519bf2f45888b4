package receipt

import (
	_ "embed" // the fonts lie in the binary
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// The fonts: Noto Sans SC for Chinese, and for Latin and figures; Noto Naskh Arabic for Uyghur.
var (
	//go:embed fonts/zh.ttf
	zhFile []byte
	//go:embed fonts/latin.ttf
	latinFile []byte
	//go:embed fonts/ug.ttf
	ugFile []byte

	zh    = parsed(zhFile)
	latin = parsed(latinFile)
	ug    = parsed(ugFile)
)

func parsed(file []byte) func() (*opentype.Font, error) {
	return sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(file) })
}

// fontOf is the font of a line's script, and the line as it is drawn: from left to right, with joined letters.
func fontOf(line string) (load func() (*opentype.Font, error), shown string) {
	has := func(script *unicode.RangeTable) bool {
		return strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(script, r) })
	}
	switch {
	case has(unicode.Arabic):
		return ug, joined(line)
	case has(unicode.Han):
		return zh, line
	default:
		return latin, line
	}
}

// faceFor is the face that a line is drawn with, and the line as it is drawn.
func faceFor(line string, size float64) (font.Face, string, error) {
	load, shown := fontOf(line)
	parsed, err := load()
	if err != nil {
		return nil, "", fmt.Errorf("font of the receipt: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	return face, shown, err
}
