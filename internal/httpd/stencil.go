package httpd

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// keyHole stands in a kept page where the key of each reader's form goes. It is a key that nobody signs.
var keyHole = strings.Repeat("-", keyLength)

// stencil is a page as it goes out, with at most one hole in it.
type stencil struct {
	head, tail []byte // around the hole; head alone is a page without one
	gzip       *gzipSum
}

// gzipSum is what the end of a compressed page is reckoned from.
type gzipSum struct {
	head, size uint32 // check sum of what stands before the hole, and length of the whole, uncompressed
	tail       []byte // what stands behind it, uncompressed
}

// cut cuts a page at its hole. A page that has more or less holes than it should is a fault of its template.
func cut(page []byte, hole string) (head, tail []byte, err error) {
	if hole == "" {
		return page, nil, nil
	}
	if n := bytes.Count(page, []byte(hole)); n != 1 {
		return nil, nil, fmt.Errorf("a kept page has its key %d times", n)
	}
	head, tail, _ = bytes.Cut(page, []byte(hole))
	return head, tail, nil
}

// plainStencil is a page that is sent as it is.
func plainStencil(page []byte, hole string) (*stencil, error) {
	head, tail, err := cut(page, hole)
	return &stencil{head: head, tail: tail}, err
}

const gzipTail = 8 // bytes of check sum and length, RFC 1952 2.3.1

// gzipStencil is a compressed page. The key goes into it uncompressed, as a stored block, so that no length ever tells of it. In
// its place zeroes are compressed, which no page has: nothing behind them points into them.
func gzipStencil(page []byte, hole string) (*stencil, error) {
	head, tail, err := cut(page, hole)
	if err != nil {
		return nil, err
	}
	if hole == "" {
		all, _, err := gzipParts(head)
		return &stencil{head: all}, err
	}
	all, ends, err := gzipParts(head, make([]byte, len(hole)), tail)
	if err != nil {
		return nil, err
	}
	sum := &gzipSum{crc32.ChecksumIEEE(head), uint32(len(page)), tail} //nolint:gosec // a page is no 4 GB
	return &stencil{all[:ends[0]], all[ends[1] : len(all)-gzipTail], sum}, nil
}

// gzipParts compresses parts of one text, each of which ends on a whole byte, and says where.
func gzipParts(parts ...[]byte) (all []byte, ends []int, err error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, part := range parts {
		_, err1 := z.Write(part)
		if err := errors.Join(err1, z.Flush()); err != nil {
			return nil, nil, fmt.Errorf("compress a page: %w", err)
		}
		ends = append(ends, b.Len())
	}
	if err := z.Close(); err != nil {
		return nil, nil, fmt.Errorf("compress a page: %w", err)
	}
	return b.Bytes(), ends, nil
}

// write appends the page with the key in its place.
func (p *stencil) write(b *bytes.Buffer, key string) {
	_, _ = b.Write(p.head)
	if p.gzip != nil {
		_, _ = b.Write(storedBlock(len(key)))
	}
	_, _ = b.WriteString(key)
	_, _ = b.Write(p.tail)
	if p.gzip != nil {
		_, _ = b.Write(p.gzip.end(key))
	}
}

// storedBlock is the beginning of a block that is not the last and is not compressed, RFC 1951 3.2.4; the part before it ended
// on a whole byte.
func storedBlock(n int) []byte {
	h := binary.LittleEndian.AppendUint16([]byte{0}, uint16(n)) //nolint:gosec // of a key
	return binary.LittleEndian.AppendUint16(h, ^uint16(n))      //nolint:gosec // of a key
}

func (g *gzipSum) end(key string) []byte {
	sum := crc32.Update(crc32.Update(g.head, crc32.IEEETable, []byte(key)), crc32.IEEETable, g.tail)
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, sum), g.size)
}
