package org

import (
	"context"
	"sync"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// Signature is who signed the value of a setting off, and on which Beijing day. It covers that value only.
type Signature struct {
	Digest string `json:"digest"`
	Staff  int64  `json:"staff"`
	Name   string `json:"name"`
	Date   string `json:"date"` // 2006-01-02
}

// SignSetting signs a value off, known by its digest. Signing the same value again changes nothing: the first
// signature stays. Administrators only; others are Forbidden. The caller knows which settings there are.
func (s *Service) SignSetting(ctx context.Context, a Actor, id, digest string) error {
	if !a.Can(SignSettings) {
		return errs.New(errs.Forbidden, "error.403.text")
	}
	now := s.wall.Now()
	sign := Signature{digest, a.ID, a.Name, now.In(clock.Beijing).Format(time.DateOnly)}
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		tx.OnCommit(s.signed.forget)
		tx.OnCommit(func() { s.known.Add(1) })
		return putSignature(ctx, tx, id, sign, clock.Milli(now))
	})
}

// Signatures returns every signature by the id of its setting, as they stand now.
func (s *Service) Signatures(ctx context.Context) (map[string]Signature, error) {
	return signatures(ctx, s.db)
}

// signedLife is how long a process believes what it has read of the signatures.
const signedLife = 5 * time.Second

// Signed reports whether the digest of a setting has been signed off, as this process last knew: it asks the
// database at most once in a few seconds. A database that does not answer is none's fault: what was known stays,
// and who knows nothing says "not yet".
func (s *Service) Signed(ctx context.Context, id, digest string) bool {
	if s.signed.take(s.wall.Now()) {
		if all, err := signatures(ctx, s.db); err == nil {
			s.signed.keep(all)
			s.known.Add(1)
		}
	}
	return s.signed.digest(id) == digest
}

// signedCache is what a process knows of the signatures.
type signedCache struct {
	mu  sync.Mutex
	all map[string]Signature
	at  time.Time // of the last reading
}

// take reports whether the caller shall read; the others go on with what there is.
func (c *signedCache) take(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.at); !c.at.IsZero() && age >= 0 && age < signedLife {
		return false
	}
	c.at = now
	return true
}

func (c *signedCache) keep(all map[string]Signature) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = all
}

func (c *signedCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Time{}
}

func (c *signedCache) digest(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all[id].Digest
}
