package trail

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Seal is one link of the chain over all streams: which entry came when among all, and that it said what it says. Seals
// are only ever added.
type Seal struct {
	Seq    int64 // from 1, without a gap
	Stream string
	Entry  int64  // the entry's number in its stream
	Hash   []byte // over the link before and the entry's hash
}

// TableName tells the store where seals lie.
func (Seal) TableName() string { return "seals" }

// sealLayout is the version of a seal's hashed bytes; a golden vector holds it.
const sealLayout = 1

// seal is the hash of link seq over the one before it and an entry.
func seal(seq int64, before, entry []byte) []byte {
	h := hasher{sha256.New()}
	h.number(sealLayout)
	h.number(seq)
	h.bytes(before)
	h.bytes(entry)
	return h.Sum(nil)
}

// hasher hashes length-prefixed bytes, never a printed form: no two things share them.
type hasher struct{ hash.Hash }

func (h hasher) bytes(b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	_, _ = h.Write(n[:]) // a hash never fails
	_, _ = h.Write(b)
}

func (h hasher) number(v int64) {
	h.bytes(binary.BigEndian.AppendUint64(nil, uint64(v))) //nolint:gosec // two's complement is the layout
}
