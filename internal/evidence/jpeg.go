package evidence

import (
	"bytes"
	"encoding/binary"
)

// scansMax is how many times a JPEG may go over its pixels; cameras and chats need ten.
const scansMax = 64

// header is what of a JPEG the decoder does not tell.
type header struct {
	progressive bool
	parts       int64 // of a colour
	scans       int
	turned      int // how the camera was held, 1–8; 0 for unknown
}

// memory is how many bytes the decoder takes for a pixel: a progressive one is kept as numbers until its last scan.
func (h header) memory() int64 {
	parts := max(h.parts, 1)
	if parts == 4 { // once more, as it is printed
		parts = 8
	}
	if h.progressive {
		parts += 4 * max(h.parts, 1)
	}
	return parts
}

// readJPEG goes from mark to mark up to the first scan; what is behind, it counts.
func readJPEG(content []byte) header {
	h := header{scans: bytes.Count(content, []byte{0xff, 0xda})} // inside a scan no such pair stands
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		mark, size := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if mark == 0xff { // fill
			at++
			continue
		}
		end := at + 2 + size
		if mark == 0xda || size < 2 || end > len(content) {
			break
		}
		body := content[at+4 : end]
		switch {
		case mark == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			h.turned = exifTurn(body[6:])
		case mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc && len(body) > 5:
			h.progressive, h.parts = mark == 0xc2, int64(body[5])
		}
		at = end
	}
	return h
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
