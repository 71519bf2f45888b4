package evidence

import (
	"context"
	"crypto/sha256"
	"hash"

	"sunlead/internal/vault"
)

// chunkSize is how many bytes of content one row holds; sealed it is 256 KiB.
const chunkSize = 256<<10 - vault.FileOverhead

// writer seals what is written into the rows of a file. Close writes the last one.
type writer struct {
	ctx    context.Context //nolint:containedctx // one upload, not a service
	s      *Service
	id     int64
	seal   *vault.File
	buffer []byte
	n      int64 // chunks written
	size   int64
	sum    hash.Hash
}

func (s *Service) writer(ctx context.Context, id int64, key []byte) (*writer, error) {
	f, err := vault.OpenFile(key)
	return &writer{ctx: ctx, s: s, id: id, seal: f, buffer: make([]byte, 0, chunkSize), sum: sha256.New()}, err
}

// Write keeps the last chunk back until more comes: the last one says so.
func (w *writer) Write(p []byte) (int, error) {
	written := len(p)
	_, _ = w.sum.Write(p) // a hash never fails
	w.size += int64(len(p))
	for len(p) > 0 {
		if len(w.buffer) == chunkSize {
			if err := w.flush(false); err != nil {
				return 0, err
			}
		}
		n := min(len(p), chunkSize-len(w.buffer))
		w.buffer, p = append(w.buffer, p[:n]...), p[n:]
	}
	return written, nil
}

func (w *writer) flush(last bool) error {
	err := w.s.putChunk(w.ctx, chunk{w.id, w.n, w.seal.SealChunk(w.n, last, w.buffer)})
	w.buffer = w.buffer[:0]
	w.n++
	return err
}

// Close writes the last chunk.
func (w *writer) Close() error { return w.flush(true) }
