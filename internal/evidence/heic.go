package evidence

import (
	"encoding/binary"
	"slices"
	"strings"
)

// box is one box of a file of ISO boxes.
type box struct {
	kind string
	body []byte // part of the file: what is written there is written in the file
}

// boxes splits a body into its boxes; false when it is not made of boxes.
func boxes(b []byte) (list []box, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return list, false
		}
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch {
		case size == 0:
			size = uint64(len(b))
		case size == 1 && len(b) >= 16:
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size < head || size > uint64(len(b)) {
			return list, false
		}
		list = append(list, box{string(b[4:8]), b[head:size]})
		b = b[size:]
	}
	return list, true
}

func boxOf(list []box, kind string) []byte {
	for _, b := range list {
		if b.kind == kind {
			return b.body
		}
	}
	return nil
}

// blankHEIC keeps a HEIC as it is but for what the camera wrote beside the pixels: the bytes of its Exif and XMP are made
// zero where they stand. A file in which they cannot be found for sure is refused.
func blankHEIC(content []byte) ([]byte, Kind, error) {
	top, ok := boxes(content)
	meta := boxOf(top, "meta")
	if !ok || len(meta) < 4 {
		return nil, "", refuse("evidence.broken")
	}
	metas := 0
	for _, b := range top {
		switch b.kind {
		case "meta":
			metas++
		case "ftyp", "mdat":
		case "free", "skip", "uuid":
			clear(b.body)
		default: // a film, or notes at a place that we do not know
			return nil, "", refuse("evidence.heic")
		}
	}
	parts, ok := boxes(meta[4:])
	props, ok2 := boxes(boxOf(parts, "iprp"))
	shapes, ok3 := boxes(boxOf(props, "ipco"))
	if !ok || !ok2 || !ok3 {
		return nil, "", refuse("evidence.broken")
	}
	if metas > 1 || !needed(parts, "iinf", "iloc", "iprp", "idat") || !needed(props, "ipco") || !needed(shapes) {
		return nil, "", refuse("evidence.heic")
	}
	notes, ok := heicNotes(boxOf(parts, "iinf"))
	if !ok || !heicSmall(boxOf(parts, "iprp")) {
		return nil, "", refuse("evidence.heic")
	}
	if !blankItems(content, boxOf(parts, "idat"), boxOf(parts, "iloc"), notes) {
		return nil, "", refuse("evidence.heic")
	}
	return content, heicKind, nil
}

// shown are the boxes that a picture needs to be seen: which items there are, where they lie, how they hang together, and
// how they are to be opened, joined, cut, turned and coloured. colr is among them: it is a profile, as cameras have them.
var shown = words("hdlr pitm iloc iinf iprp iref idat dinf grpl ipco ipma",
	"hvcC lhvC av1C ispe pixi colr pasp irot imir clap auxC clli mdcv cclv amve ndwt a1op a1lx lsel oinf tols rloc")

func words(lines ...string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(strings.Join(lines, " ")) {
		set[w] = true
	}
	return set
}

// needed makes every box zero that no picture needs, and reports that none of those that are read here comes twice: a
// second one could be read by others.
func needed(list []box, once ...string) bool {
	seen := map[string]int{}
	for _, b := range list {
		if seen[b.kind]++; !shown[b.kind] {
			clear(b.body)
		}
	}
	return !slices.ContainsFunc(once, func(kind string) bool { return seen[kind] > 1 })
}

// heicSmall reports that no picture in it says that it is larger than what we open ourselves.
func heicSmall(iprp []byte) bool {
	list, ok := boxes(iprp)
	props, ok2 := boxes(boxOf(list, "ipco"))
	found := false
	for _, p := range props {
		if p.kind == "ispe" && len(p.body) >= 12 {
			w, h := uint64(binary.BigEndian.Uint32(p.body[4:])), uint64(binary.BigEndian.Uint32(p.body[8:]))
			if found = true; w == 0 || h == 0 || w > pixelsMax || h > pixelsMax || w*h > pixelsMax {
				return false
			}
		}
	}
	return ok && ok2 && found
}

// painting are the items of pictures; every other one is a note.
var painting = map[string]bool{"hvc1": true, "grid": true, "iden": true, "iovl": true, "tmap": true}

// heicNotes are the items that are no pictures.
func heicNotes(iinf []byte) (notes map[uint32]bool, ok bool) {
	if len(iinf) < 6 {
		return nil, false
	}
	at := 6
	if iinf[0] > 0 {
		at = 8
	}
	if len(iinf) < at {
		return nil, false
	}
	list, ok := boxes(iinf[at:])
	notes = map[uint32]bool{}
	for _, b := range list {
		id, kind, whole := item(b.body)
		if b.kind != "infe" || !whole {
			return nil, false
		}
		if !painting[kind] {
			notes[id] = true
		}
	}
	return notes, ok
}

// item reads one entry of the list of items.
func item(infe []byte) (id uint32, kind string, ok bool) {
	switch {
	case len(infe) >= 12 && infe[0] == 2:
		return uint32(binary.BigEndian.Uint16(infe[4:])), string(infe[8:12]), true
	case len(infe) >= 14 && infe[0] == 3:
		return binary.BigEndian.Uint32(infe[4:]), string(infe[10:14]), true
	default:
		return 0, "", false
	}
}

// cursor reads numbers of a box, one after the other.
type cursor struct {
	b  []byte
	ok bool
}

func (c *cursor) next(size int) uint64 {
	if !c.ok || size > len(c.b) || size > 8 {
		c.ok = false
		return 0
	}
	var v uint64
	for _, x := range c.b[:size] {
		v = v<<8 | uint64(x)
	}
	c.b = c.b[size:]
	return v
}

// blankItems makes the notes zero, and reports that it found all of them.
func blankItems(content, idat, iloc []byte, notes map[uint32]bool) bool {
	c := &cursor{b: iloc, ok: true}
	version := c.next(1)
	c.next(3)
	sizes, more := c.next(1), c.next(1)
	idSize := 2
	if version == 2 {
		idSize = 4
	}
	index := 0
	if version > 0 {
		index = int(more & 15)
	}
	blanked := 0
	for range c.next(idSize) {
		id, method := uint32(c.next(idSize)), uint64(0) //nolint:gosec // at most four bytes
		if version > 0 {
			method = c.next(2) & 15
		}
		own := c.next(2)
		base := c.next(int(more >> 4))
		for range c.next(2) {
			c.next(index)
			at, n := base+c.next(int(sizes>>4)), c.next(int(sizes&15))
			if notes[id] && (!c.ok || own != 0 || !wipe(content, idat, method, at, n)) {
				return false
			}
		}
		if notes[id] {
			blanked++
		}
		if !c.ok {
			return false
		}
	}
	return c.ok && blanked == len(notes)
}

// wipe makes n bytes zero, in the file or in the box for small items.
func wipe(content, idat []byte, method, at, n uint64) bool {
	in := content
	if method == 1 {
		in = idat
	}
	if method > 1 || n == 0 || at > uint64(len(in)) || n > uint64(len(in))-at {
		return false
	}
	clear(in[at : at+n])
	return true
}
