package lead

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/vault"
)

// unsentLife is how long a half-written report is kept after its last save.
const unsentLife = 72 * time.Hour

// SaveUnsent keeps a half-written report between the pages, sealed under its form's key: who reads the
// database reads nothing. Anybody who holds the key.
func (s *Service) SaveUnsent(ctx context.Context, r *Report) error {
	row, err := s.sealUnsent(r)
	if err != nil {
		return err
	}
	return s.putUnsent(ctx, row, fileIDs(r.Files))
}

func (s *Service) sealUnsent(r *Report) (unsent, error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return unsent{}, fmt.Errorf("encode unsent report: %w", err)
	}
	sealed, err := vault.SealUnder(r.Key[:], "unsent", plain)
	now := s.Wall.Now()
	return unsent{s.unsentID(r.Key), sealed, clock.Milli(now), clock.Milli(now.Add(unsentLife))}, err
}

// Unsent returns the report kept under the key and when it was saved; found is false when there is none.
func (s *Service) Unsent(ctx context.Context, key [16]byte) (r Report, saved int64, found bool, err error) {
	row, err := s.getUnsent(ctx, s.unsentID(key))
	if err != nil || row == nil {
		return Report{Key: key}, 0, false, err
	}
	plain, err := vault.OpenUnder(key[:], "unsent", row.Data)
	if err != nil {
		return Report{Key: key}, 0, false, nil //nolint:nilerr // what cannot be opened is not ours: start anew
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return Report{Key: key}, 0, false, fmt.Errorf("decode unsent report: %w", err)
	}
	r.Key = key
	return r, row.Saved, true, nil
}

// DropUnsent forgets a half-written report, with its files.
func (s *Service) DropUnsent(ctx context.Context, key [16]byte) error {
	r, _, _, err := s.Unsent(ctx, key)
	if err != nil {
		return err
	}
	return s.deleteUnsent(ctx, s.unsentID(key), fileIDs(r.Files))
}

func (s *Service) unsentID(key [16]byte) []byte { return s.Ring.Pepper().MAC("unsent", key[:]) }
