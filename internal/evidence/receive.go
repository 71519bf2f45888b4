package evidence

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/vault"
)

// ErrCut says that a file ended before its end: the network broke off.
var ErrCut = errors.New("the file did not come whole")

// source tells a network that broke off from a database that did.
type source struct{ r io.Reader }

// Read is part of io.Reader.
func (s source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrCut // not err: it would name the peer's address
	}
	return n, err
}

// Receive takes a file as it comes, whatever it is called. The file is stored sealed and seen by nobody until Finish or Later.
// Invalid, beside Field, for what is not taken; ErrCut when it broke off; Unavailable when too many come at once.
func (s *Service) Receive(ctx context.Context, called string, from io.Reader) (*Upload, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		return nil, errs.New(errs.Unavailable, "error.busy")
	}
	from = source{from}
	head := make([]byte, headSize)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	kind, err := accept(called, head[:n])
	if err != nil {
		return nil, err
	}
	whole := io.MultiReader(bytes.NewReader(head[:n]), from)
	if lineOf(kind).family == picture {
		return s.receivePicture(ctx, called, kind, whole)
	}
	return s.receivePlain(ctx, called, kind, whole)
}

// accept looks at how a file begins, and at what it is called.
func accept(called string, head []byte) (Kind, error) {
	if len(head) == 0 {
		return "", refuse("evidence.empty")
	}
	kind := sniff(head)
	switch e := ending(called); {
	case kind == "" && e != "":
		return "", refuse("evidence.type.ending", "ending", cleanName(e))
	case kind == "":
		return "", refuse("evidence.type")
	case !kind.fits(called):
		return "", refuse("evidence.lie")
	}
	return kind, nil
}

// start writes the row of a file that is coming.
func (s *Service) start(ctx context.Context, called string, key []byte) (*Upload, error) {
	u := &Upload{File: File{Called: cleanName(called), Added: clock.Milli(s.Case.Now())}}
	err := s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		u.ID = tx.NextID()
		sealed, err := s.sealSecret(u.ID, secret{key, u.Called})
		if err != nil {
			return err
		}
		return db.Insert(ctx, tx, []row{{ID: u.ID, Hash: []byte{}, Sealed: sealed, Expires: s.expires()}})
	})
	return u, err
}

// receivePlain keeps a file byte for byte.
func (s *Service) receivePlain(ctx context.Context, called string, kind Kind, from io.Reader) (*Upload, error) {
	key := vault.NewFileKey()
	u, err := s.start(ctx, called, key)
	if err != nil {
		return nil, err
	}
	if err = s.takeIn(ctx, u, key, kind, from); err != nil {
		s.giveUp(ctx, u.ID)
		return nil, err
	}
	return u, nil
}

func (s *Service) takeIn(ctx context.Context, u *Upload, key []byte, kind Kind, from io.Reader) error {
	w, err := s.writer(ctx, u.ID, key)
	if err != nil {
		return err
	}
	m := &marks{}
	if err := pour(w, from, kind, m); err != nil {
		return err
	}
	u.of(w)
	u.Kind, err = m.settle(kind, &reader{ctx: ctx, c: s.DB, id: u.ID, chunks: w.n, size: w.size, open: w.seal, at: -1}, w.size)
	return err
}

// of is what was written.
func (u *Upload) of(w *writer) {
	u.Size, u.Chunks, u.Hash = w.size, w.n, w.sum.Sum(nil)
}

// pour writes all that comes, up to the limit of its kind.
func pour(w *writer, from io.Reader, kind Kind, m *marks) error {
	part := make([]byte, 32<<10)
	for {
		n, err := from.Read(part)
		if w.size+int64(n) > kind.limit() {
			return refuse("evidence.big", "max", kind.limit()>>20)
		}
		if _, err := w.Write(part[:n]); err != nil {
			return err
		}
		m.see(kind, part[:n])
		if errors.Is(err, io.EOF) {
			return w.Close()
		}
		if err != nil {
			return err
		}
	}
}

const (
	// paintTime is how long a picture may be worked on: the largest takes two seconds, on a machine that is busy many more.
	paintTime = 15 * time.Second
	// leaveTime is how long the database may take to forget a file.
	leaveTime = 5 * time.Second
)

// receivePicture keeps a picture as it comes under a key that only this call knows, paints it anew, and keeps what comes of
// it. What came is gone with the key, whatever happens.
func (s *Service) receivePicture(ctx context.Context, called string, kind Kind, from io.Reader) (*Upload, error) {
	raw, err := s.start(ctx, "", nil)
	if err != nil {
		return nil, err
	}
	defer s.giveUp(ctx, raw.ID)
	w, err := s.writer(ctx, raw.ID, vault.NewFileKey())
	if err != nil {
		return nil, err
	}
	if err := pour(w, from, kind, &marks{}); err != nil {
		return nil, err
	}
	if err := s.turn(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.painter }()
	content := make([]byte, w.size)
	stored := &reader{ctx: ctx, c: s.DB, id: raw.ID, chunks: w.n, size: w.size, open: w.seal, at: -1}
	if _, err := io.ReadFull(stored, content); err != nil {
		return nil, err
	}
	return s.keepPicture(ctx, called, kind, content)
}

// turn waits until the painter is free.
func (s *Service) turn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	select {
	case s.painter <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.Wrap(errs.Unavailable, ctx.Err(), "error.busy")
	}
}

func (s *Service) keepPicture(ctx context.Context, called string, kind Kind, content []byte) (*Upload, error) {
	painted, kind, err := paint(ctx, kind, content)
	if err != nil {
		return nil, err
	}
	key := vault.NewFileKey()
	u, err := s.start(ctx, called, key)
	if err != nil {
		return nil, err
	}
	w, err := s.writer(ctx, u.ID, key)
	if err == nil {
		_, err = w.Write(painted)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		s.giveUp(ctx, u.ID)
		return nil, err
	}
	u.of(w)
	u.Kind = kind
	return u, nil
}

// giveUp takes away a file that nobody finished. If even that fails, it is swept after its life.
func (s *Service) giveUp(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
	defer cancel()
	_ = s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return forget(ctx, tx, id) })
}

// Abandon takes away a whole file that nobody wants. One that Finish or Later made visible stays: who lost the answer to a
// COMMIT does not know whether that happened.
func (s *Service) Abandon(ctx context.Context, u *Upload) { s.giveUp(ctx, u.ID) }
