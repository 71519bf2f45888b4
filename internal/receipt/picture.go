package receipt

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"rsc.io/qr"
)

// Picture is what stands on the receipt. Words are in the reader's language, everything else in figures and Latin.
type Picture struct {
	Title string
	Rows  []Row  // one under the other
	Scan  string // the words under the square
	URL   string // where the square leads to: the plain page that asks for the code; "" for no square
	Keep  string // what to mind
}

// Row is a label and what it is for.
type Row struct {
	Label, Value string
	Large        bool // the code
}

func (r Row) size() float64 {
	if r.Large {
		return 64
	}
	return 36
}

// The picture is as wide as a phone, at twice its points.
const (
	width  = 720
	margin = 32
	square = 264
)

// ink are the colours: shades from white to the text, and to the green of the service.
var ink = palette()

const shades = 8

func palette() color.Palette {
	var p color.Palette
	for i := range shades {
		p = append(p, blend(color.RGBA{0x1F, 0x23, 0x28, 0xFF}, i))
	}
	for i := range shades {
		p = append(p, blend(color.RGBA{0x0A, 0x6E, 0x4F, 0xFF}, i))
	}
	return p
}

func blend(c color.RGBA, i int) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(255 - (255-int(v))*i/(shades-1)) } //nolint:gosec // within a byte
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xFF}
}

var (
	text  = image.NewUniform(color.RGBA{0x1F, 0x23, 0x28, 0xFF})
	green = image.NewUniform(color.RGBA{0x0A, 0x6E, 0x4F, 0xFF})
)

// Draw returns the picture as PNG, for one reader; nothing of it is kept.
func Draw(p Picture) ([]byte, error) {
	s := &sheet{}
	s.space(margin + 12)
	s.line(p.Title, 44, green)
	for _, r := range p.Rows {
		s.space(22)
		s.line(r.Label, 28, text)
		s.line(r.Value, r.size(), text)
	}
	if err := s.code(p.URL); err != nil {
		return nil, err
	}
	s.line(p.Scan, 28, text)
	s.space(14)
	s.line(p.Keep, 28, green)
	s.space(margin)
	return s.png()
}

// sheet collects what is to be drawn, from above to below.
type sheet struct {
	at    int
	marks []func(m draw.Image) error
}

func (s *sheet) space(h int) { s.at += h }

// line writes one line in the middle; an empty one takes no room.
func (s *sheet) line(words string, size float64, colour image.Image) {
	if words == "" {
		return
	}
	s.at += int(size * 1.45)
	base := s.at - int(size*0.4)
	s.marks = append(s.marks, func(m draw.Image) error {
		face, shown, err := faceFor(words, size)
		if err != nil {
			return err
		}
		defer func() { _ = face.Close() }()
		d := font.Drawer{Dst: m, Src: colour, Face: face}
		d.Dot = fixed.Point26_6{X: (fixed.I(width) - d.MeasureString(shown)) / 2, Y: fixed.I(base)}
		d.DrawString(shown)
		return nil
	})
}

// code draws the square that leads to an address.
func (s *sheet) code(url string) error {
	if url == "" {
		return nil
	}
	c, err := qr.Encode(url, qr.M)
	if err != nil {
		return fmt.Errorf("square of %s: %w", url, err)
	}
	s.space(34)
	dot := square / c.Size
	left, top := (width-dot*c.Size)/2, s.at
	s.marks = append(s.marks, func(m draw.Image) error {
		for y := range c.Size {
			for x := range c.Size {
				if c.Black(x, y) {
					at := image.Rect(left+x*dot, top+y*dot, left+(x+1)*dot, top+(y+1)*dot)
					draw.Draw(m, at, text, image.Point{}, draw.Src)
				}
			}
		}
		return nil
	})
	s.space(dot*c.Size + 10)
	return nil
}

func (s *sheet) png() ([]byte, error) {
	m := image.NewRGBA(image.Rect(0, 0, width, s.at))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, width, 12), green, image.Point{}, draw.Src)
	for _, mark := range s.marks {
		if err := mark(m); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, fewColours(m))
	return b.Bytes(), err
}

// fewColours writes a picture with the colours of ink, which makes it small.
func fewColours(m *image.RGBA) *image.Paletted {
	out := image.NewPaletted(m.Rect, ink) // white: the first colour
	for i := range out.Pix {
		if p := m.Pix[4*i:]; p[0] < 0xFF {
			out.Pix[i] = nearest(p[0], p[1])
		}
	}
	return out
}

// nearest is the place in ink of a colour, by its red and its green.
func nearest(red, greens uint8) uint8 {
	first, ink := 0, text
	if greens > red+shades {
		first, ink = shades, green
	}
	full, _ := ink.C.(color.RGBA)                                     // as it was made
	return uint8(first + (255-int(red))*(shades-1)/(255-int(full.R))) //nolint:gosec // below 2 × shades
}
