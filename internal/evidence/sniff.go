package evidence

import (
	"bytes"
	"slices"
	"strings"
)

// headSize is how many bytes of a file tell what it is.
const headSize = 4096

// magic is how a kind begins.
type magic struct {
	kind Kind
	is   func(head []byte) bool
}

func begins(with string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(with)) }
}

// riff is a RIFF file of a form.
func riff(form string) func([]byte) bool {
	return func(head []byte) bool {
		return len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == form
	}
}

// brands are those of a file of ISO boxes, the main one first.
func brands(head []byte) []string {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return nil
	}
	size := int(head[0])<<24 | int(head[1])<<16 | int(head[2])<<8 | int(head[3])
	if size < 16 || size > len(head) {
		return nil
	}
	list := []string{string(head[8:12])}
	for at := 16; at+4 <= size; at += 4 {
		list = append(list, string(head[at:at+4]))
	}
	return list
}

// iso are files whose main brand, or for other "any" of whose brands, is listed.
func iso(main ...string) func([]byte) bool {
	return func(head []byte) bool {
		list := brands(head)
		return len(list) > 0 && slices.ContainsFunc(main, func(b string) bool { return strings.HasPrefix(list[0], b) })
	}
}

// magics are asked in this order.
var magics = []magic{
	{jpegKind, begins("\xff\xd8\xff")},
	{pngKind, begins("\x89PNG\r\n\x1a\n")},
	{gifKind, func(head []byte) bool { return begins("GIF87a")(head) || begins("GIF89a")(head) }},
	{webpKind, riff("WEBP")},
	{wavKind, riff("WAVE")},
	{heicKind, iso("heic", "heix", "heim", "heis", "mif1")},
	{m4aKind, iso("M4A", "M4B")},
	{movKind, iso("qt  ")},
	{tgpKind, iso("3gp", "3g2", "3gr", "3gs")},
	{mp4Kind, iso("isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V", "mmp4", "MSNV", "dash")},
	{pdfKind, begins("%PDF-")},
	{docxKind, begins("PK\x03\x04")},                      // or xlsx; the end of the file says
	{docKind, begins("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}, // or xls; the content says
	{amrKind, func(head []byte) bool { return begins("#!AMR\n")(head) || begins("#!AMR-WB\n")(head) }},
	{mp3Kind, begins("ID3")},
	{mp3Kind, isMP3},
	{aacKind, isADTS},
}

// sniff tells what a file is by how it begins, "" for nothing that is taken.
func sniff(head []byte) Kind {
	for _, m := range magics {
		if m.is(head) {
			return m.kind
		}
	}
	return ""
}

// bitrates of MPEG 1 and 2, layer III, in kbit/s.
var bitrates = [2][15]int{
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

var rates = [3]int{44100, 48000, 32000}

// mp3Frame is the length of the frame of layer III that begins here, 0 for none.
func mp3Frame(b []byte) int {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 {
		return 0
	}
	version, bit, rate := b[1]>>3&3, int(b[2]>>4), int(b[2]>>2&3)
	if version == 1 || bit == 0 || bit == 15 || rate == 3 {
		return 0
	}
	pad := int(b[2] >> 1 & 1)
	if version == 3 {
		return 144*bitrates[0][bit]*1000/rates[rate] + pad
	}
	hz := rates[rate] / 2
	if version == 0 {
		hz /= 2
	}
	return 72*bitrates[1][bit]*1000/hz + pad
}

// isMP3: two frames follow each other; eleven bits alone would be anything.
func isMP3(head []byte) bool {
	n := mp3Frame(head)
	return n > 0 && n < len(head) && mp3Frame(head[n:]) > 0
}

func adtsFrame(b []byte) int {
	if len(b) < 7 || b[0] != 0xff || b[1]&0xf6 != 0xf0 {
		return 0
	}
	return int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5
}

// isADTS: two frames of AAC follow each other.
func isADTS(head []byte) bool {
	n := adtsFrame(head)
	return n > 7 && n < len(head) && adtsFrame(head[n:]) > 7
}
