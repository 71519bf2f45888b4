package org

import (
	"context"
	"maps"
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
		tx.OnCommit(s.signed.Forget)
		return putSignature(ctx, tx, id, sign, clock.Milli(now))
	})
}

// Signatures returns every signature by the id of its setting, as they stand now.
func (s *Service) Signatures(ctx context.Context) (map[string]Signature, error) {
	return signatures(ctx, s.db)
}

// signedLife is how long a process believes what it has read of the signatures.
const signedLife = 5 * time.Second

// Signed reports whether the digest of a setting has been signed off, as this process last knew. A database that does not answer
// is none's fault: who knows nothing says "not yet".
func (s *Service) Signed(ctx context.Context, id, digest string) bool {
	all := s.signedNow(ctx)
	return all != nil && (*all)[id].Digest == digest
}

// signedNow is another pointer exactly when the signatures are others; nil while nothing is known.
func (s *Service) signedNow(ctx context.Context) *map[string]Signature {
	all, _ := s.signed.Get(ctx, s.wall.Now(), signedLife, func(ctx context.Context, old *map[string]Signature) (*map[string]Signature, error) {
		now, err := signatures(ctx, s.db)
		if err != nil || old != nil && maps.Equal(now, *old) {
			return old, err
		}
		return &now, nil
	})
	return all
}
