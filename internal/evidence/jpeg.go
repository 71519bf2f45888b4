package evidence

import (
	"bytes"
	"encoding/binary"
)

// scansMax is how many times a JPEG may go over its pixels; cameras and chats need ten.
const scansMax = 64

// The marks of a JPEG that say how large it is, or where its pixels and its end are.
const (
	markBaseline    = 0xc0
	markExtended    = 0xc1
	markProgressive = 0xc2
	markRestart     = 0xd0 // the first of eight
	markEnd         = 0xd9
	markScan        = 0xda
	markExif        = 0xe1
	markAdobe       = 0xee
)

// header is what of a JPEG the decoder does not tell.
type header struct {
	progressive bool
	parts       int64 // of a colour
	rgb         bool  // which are red, green and blue: they are copied once more
	scans       int
	turned      int // how the camera was held, 1–8; 0 for unknown
}

// memory is how many bytes the decoder takes for a pixel: a progressive one is kept as numbers until its last scan.
func (h header) memory() int64 {
	each := h.parts
	if h.progressive {
		each += 4 * h.parts
	}
	if h.parts == 4 || h.rgb {
		each += 4
	}
	return each
}

// readJPEG goes from mark to mark as the decoder does, passing over what it passes over: what is said where only one of the
// two looks would open a picture of another size than was weighed. What is not whole to its end, no decoder opens either.
func readJPEG(content []byte) (h header, whole bool) {
	for at := 2; ; {
		mark, body, next := segment(content, at)
		switch mark {
		case markBaseline, markExtended, markProgressive:
			if h.parts > 0 || len(body) < 6 {
				return h, false
			}
			h.progressive, h.parts = mark == markProgressive, int64(body[5])
			h.rgb = h.rgb || namesRGB(body)
		case markAdobe:
			h.rgb = h.rgb || len(body) > 11 && bytes.HasPrefix(body, []byte("Adobe")) && body[11] == 0
		case markExif:
			if tiff, found := bytes.CutPrefix(body, []byte("Exif\x00\x00")); found {
				h.turned = exifTurn(tiff)
			}
		case markScan:
			h.scans++
		case 0, markEnd:
			return h, mark == markEnd && h.parts > 0 && h.scans > 0
		}
		at = next
	}
}

// namesRGB reports three parts that are called R, G and B.
func namesRGB(size []byte) bool {
	return len(size) == 15 && size[6] == 'R' && size[9] == 'G' && size[12] == 'B'
}

// segment finds the next mark and what belongs to it; mark is 0 when there is none, or it is cut off.
func segment(content []byte, at int) (mark byte, body []byte, next int) {
	if mark, at = nextMark(content, at); mark == 0 || mark == markEnd {
		return mark, nil, at
	}
	if at+2 > len(content) {
		return 0, nil, at
	}
	next = at + int(binary.BigEndian.Uint16(content[at:]))
	if next < at+2 || next > len(content) {
		return 0, nil, at
	}
	return mark, content[at+2 : next], next
}

// nextMark passes over pixels, strange bytes, fill and the marks of a restart.
func nextMark(content []byte, at int) (mark byte, next int) {
	for {
		i := bytes.IndexByte(content[min(at, len(content)):], 0xff)
		if i < 0 {
			return 0, len(content)
		}
		for at += i; at < len(content) && content[at] == 0xff; {
			at++
		}
		if at >= len(content) {
			return 0, at
		}
		if mark, at = content[at], at+1; mark != 0 && mark&^7 != markRestart {
			return mark, at
		}
	}
}

// exifTurn finds the tag of how a camera was held.
func exifTurn(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 0
}
