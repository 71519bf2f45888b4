package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
)

// FileKeySize is the length of a file's own key, in bytes.
const FileKeySize = keySize

// FileOverhead is how many bytes a sealed chunk is longer than its content.
const FileOverhead = 16

// File seals or opens the chunks of one file under a key of its own. Each chunk is bound to its place and says whether it is
// the last: chunks that were swapped, taken away or cut off do not open. The holder seals each place once. Whoever keeps
// the file keeps the key sealed by the ring; a file that nobody shall read again needs no more than that the key is dropped.
type File struct{ aead cipher.AEAD }

// NewFileKey draws the key of a file.
func NewFileKey() []byte {
	key := make([]byte, FileKeySize)
	_, _ = rand.Read(key) // never fails, crypto/rand says
	return key
}

// OpenFile is the file of a key that NewFileKey drew.
func OpenFile(key []byte) (*File, error) {
	if len(key) != FileKeySize {
		return nil, errSeal
	}
	a, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("file key: %w", err)
	}
	return &File{a}, nil
}

// place is the nonce of a chunk. A key seals one file, so that no two chunks share one.
func (f *File) place(n int64, last bool) []byte {
	nonce := make([]byte, f.aead.NonceSize())
	binary.BigEndian.PutUint64(nonce, uint64(n)) //nolint:gosec // counted from 0
	if last {
		nonce[len(nonce)-1] = 1
	}
	return nonce
}

// SealChunk encrypts the n-th chunk, counted from 0.
func (f *File) SealChunk(n int64, last bool, plain []byte) []byte {
	return f.aead.Seal(make([]byte, 0, len(plain)+FileOverhead), f.place(n, last), plain, []byte("chunk")) //nolint:gosec // the place of the chunk, under a key that seals one file
}

// OpenChunk decrypts what SealChunk made, into the memory of sealed.
func (f *File) OpenChunk(n int64, last bool, sealed []byte) ([]byte, error) {
	plain, err := f.aead.Open(sealed[:0], f.place(n, last), sealed, []byte("chunk"))
	if err != nil {
		return nil, errSeal
	}
	return plain, nil
}
