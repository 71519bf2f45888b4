package testkit

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Exif is as much of what a camera writes as says how it was held, and a text.
func Exif(how byte, text string) string {
	return "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(how) + "\x00\x00\x00\x00\x00\x00" + text
}

// Noted puts what cameras and programs write beside the pixels into a JPEG: Exif, XMP, a profile, a comment, and a tail.
func Noted(photo []byte, how byte, text string) []byte {
	notes := append(segment(0xe1, Exif(how, text)), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+text+"</x:xmpmeta>")...)
	notes = append(append(notes, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+text)...), segment(0xfe, text)...)
	return append(append(bytes.Clone(photo[:2]), notes...), append(photo[2:len(photo):len(photo)], text...)...)
}

func segment(mark byte, body string) []byte {
	b := []byte{0xff, mark, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(len(body)+2))
	return append(b, body...)
}

// Box is a box of a file of ISO boxes.
func Box(kind, body string) string { return big(len(body)+8) + kind + body }

func big(n int) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(n)))
}

// HEIC is one picture with its Exif, and the same as XMP, as phones lay it out, with more boxes beside their index.
func HEIC(exif string, beside ...string) []byte {
	const pixels = "hevc-pixels-of-a-phone"
	ftyp := Box("ftyp", "heic\x00\x00\x00\x00mif1heic")
	infe := func(id byte, kind string) string {
		return Box("infe", "\x02\x00\x00\x00\x00"+string(id)+"\x00\x00"+kind+"\x00")
	}
	iinf := Box("iinf", "\x00\x00\x00\x00\x00\x03"+infe(1, "hvc1")+infe(2, "Exif")+infe(3, "mime"))
	iprp := Box("iprp", Box("ipco", Box("ispe", "\x00\x00\x00\x00\x00\x00\x0f\xc0\x00\x00\x0b\xd0")))
	meta := func(at int) string {
		place := func(id byte, from, n int) string {
			return "\x00" + string(id) + "\x00\x00\x00\x01" + big(at+from) + big(n)
		}
		iloc := Box("iloc", "\x00\x00\x00\x00\x44\x00\x00\x03"+place(1, 0, len(pixels))+place(2, len(pixels), len(exif))+place(3, len(pixels)+len(exif), len(exif)))
		return Box("meta", "\x00\x00\x00\x00"+iinf+iprp+iloc+strings.Join(beside, ""))
	}
	return []byte(ftyp + meta(len(ftyp)+len(meta(0))+8) + Box("mdat", pixels+exif+exif))
}
