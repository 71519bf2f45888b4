package evidence

import (
	"context"
	"fmt"
	"io"

	"sunlead/internal/db"
	"sunlead/internal/vault"
)

// reader gives back the content of a file, one chunk in memory.
type reader struct {
	ctx    context.Context //nolint:containedctx // one reading, not a service
	c      db.Conn
	id     int64
	chunks int64
	size   int64
	open   *vault.File
	at     int64  // the chunk in hand, -1 for none
	plain  []byte // its content
	pos    int64
}

// Open reads a file of a lead from its beginning, also by places. An error while reading means that the rows are not what
// was stored.
func (s *Service) Open(ctx context.Context, f File) (io.Reader, error) {
	r, err := rowByID(ctx, s.DB, f.ID)
	if err != nil {
		return nil, err
	}
	open, err := s.content(r.ID, r.Sealed)
	return &reader{ctx: ctx, c: s.DB, id: r.ID, chunks: r.Chunks, size: r.Size, open: open, at: -1}, err
}

// Read is part of io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	n, err := r.ReadAt(p[:min(len(p), chunkSize)], r.pos)
	r.pos += int64(n)
	if err == io.EOF && n > 0 { //nolint:errorlint // our own, just returned
		err = nil
	}
	return n, err
}

// ReadAt is part of io.ReaderAt; not for concurrent use.
func (r *reader) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		if off >= r.size {
			return n, io.EOF
		}
		if err := r.load(off / chunkSize); err != nil {
			return n, err
		}
		part := copy(p[n:], r.plain[off%chunkSize:])
		n, off = n+part, off+int64(part)
	}
	return n, nil
}

func (r *reader) load(n int64) error {
	if n == r.at {
		return nil
	}
	sealed, err := chunkOf(r.ctx, r.c, r.id, n)
	if err != nil {
		return err
	}
	last := n == r.chunks-1
	if r.plain, err = r.open.OpenChunk(n, last, sealed); err != nil {
		return fmt.Errorf("evidence %d, chunk %d: %w", r.id, n, err)
	}
	want := int64(chunkSize)
	if last {
		want = r.size - n*chunkSize
	}
	if int64(len(r.plain)) != want {
		return fmt.Errorf("evidence %d, chunk %d: %d bytes, want %d", r.id, n, len(r.plain), want)
	}
	r.at = n
	return nil
}
