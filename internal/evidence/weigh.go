package evidence

import (
	"bytes"
	"image/color"
)

// What of a picture is opened at all. What is made of it takes four bytes for each pixel kept: 64 MB more.
const (
	pixelsMax = 50_000_000
	memoryMax = 200 << 20 // bytes that opening it may take
)

// More pixels than these for each byte cannot be packed: such a picture is cut off, or a bomb.
const (
	jpegRatio = 512
	pngRatio  = 8300
)

// checkPicture looks at what a picture says of itself before anything is unpacked, and returns how it was held.
func checkPicture(kind Kind, content []byte) (turned int, err error) {
	c, err := decoders[kind].config(bytes.NewReader(content))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return 0, refuse("evidence.broken")
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > pixelsMax {
		return 0, refuse("evidence.huge", "max", pixelsMax/1_000_000)
	}
	w := weigh(kind, c.ColorModel, content)
	if w.broken || w.ratio > 0 && pixels > int64(len(content))*w.ratio {
		return 0, refuse("evidence.broken")
	}
	if pixels*w.each > memoryMax {
		return 0, refuse("evidence.huge", "max", memoryMax/w.each/1_000_000)
	}
	return w.turned, nil
}

// weight is what it takes to open a picture.
type weight struct {
	each   int64 // bytes for a pixel, in the decoder
	ratio  int64 // most pixels for each byte of it, 0 for any
	turned int
	broken bool
}

func weigh(kind Kind, model color.Model, content []byte) weight {
	switch kind { //nolint:exhaustive // the others take four at most
	case jpegKind:
		h, whole := readJPEG(content)
		w := weight{each: max(h.memory(), 1), ratio: jpegRatio, turned: h.turned, broken: !whole || h.scans > scansMax}
		if h.progressive { // a scan may leave out most pixels
			w.ratio = 0
		}
		return w
	case pngKind:
		return weight{each: pngMemory(model, content), ratio: pngRatio}
	case webpKind:
		if model == color.NYCbCrAModel { // what can be seen through is packed as a picture of its own
			return weight{each: 10}
		}
		return weight{each: 8}
	}
	return weight{each: 4}
}

// pngMemory is what the decoder takes for a pixel: one of 16 bits is twice as large, and one that comes in passes is put
// together from smaller ones.
func pngMemory(model color.Model, content []byte) int64 {
	const passes = 28 // where the first chunk says so
	each := int64(4)
	if deep(model) {
		each = 8
	}
	if len(content) > passes && content[passes] != 0 {
		each += each / 2
	}
	return each
}

// deep reports colours of 16 bits.
func deep(m color.Model) bool {
	return m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model
}
