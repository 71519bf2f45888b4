package lead

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/vault"
)

// unsentLife is how long a half-written report is kept after its last save.
const unsentLife = 72 * time.Hour

// SaveUnsent keeps a half-written report between the pages, sealed under its form's key: who reads the
// database reads nothing. Its files are those that it has by now, whatever the page knew. Anybody who holds the key.
func (s *Service) SaveUnsent(ctx context.Context, r *Report) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		now := clock.Milli(s.Wall.Now())
		if err := forgetUnsent(ctx, tx, now); err != nil {
			return err
		}
		row, err := lockUnsent(ctx, tx, s.unsentID(r.Key), now)
		if err != nil {
			return err
		}
		if r.Files, err = row.files(r.Key); err != nil {
			return err
		}
		return s.keepUnsent(ctx, tx, r)
	})
}

// keepUnsent writes a half-written report, and keeps its files as long as it.
func (s *Service) keepUnsent(ctx context.Context, tx db.Tx, r *Report) error {
	row, err := s.sealUnsent(r)
	if err != nil {
		return err
	}
	if len(r.Files) > 0 {
		if err := s.Evidence.Keep(ctx, tx, fileIDs(r.Files)); err != nil {
			return err
		}
	}
	return putUnsent(ctx, tx, row)
}

// latest puts the files that half-written reports have by now into those that are about to be stored: a page does not know
// of a file that came after it was read. Nobody adds another one before the transaction ends.
func (s *Service) latest(ctx context.Context, tx db.Tx, batch []*submission) error {
	ids := make([][]byte, len(batch))
	for i, q := range batch {
		ids[i] = s.unsentID(q.report.Key)
	}
	rows, err := lockAllUnsent(ctx, tx, ids)
	for i, q := range batch {
		at := slices.IndexFunc(rows, func(u unsent) bool { return bytes.Equal(u.ID, ids[i]) })
		if at >= 0 && err == nil {
			err = q.takeFiles(&rows[at])
		}
	}
	return err
}

func (q *submission) takeFiles(row *unsent) error {
	files, err := row.files(q.report.Key)
	if err != nil || slices.Equal(fileIDs(files), fileIDs(q.report.Files)) {
		return err
	}
	q.report.Files = files
	body, err := q.report.body()
	q.bodyMAC = q.pepper.MAC("body", body)
	return err
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
