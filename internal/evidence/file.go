package evidence

import (
	"encoding/json"
	"fmt"
	"strconv"

	"sunlead/internal/errs"
	"sunlead/internal/vault"
)

// Scan says what a look for harmful content found.
type Scan string

// The states of a file.
const (
	Pending   Scan = "pending"   // somebody is to look
	Clean     Scan = "clean"     // nothing was found
	Blocked   Scan = "blocked"   // something was found: nobody gets it
	Unscanned Scan = "unscanned" // there is nobody to look, or it is too large for them
)

// File is one file as its readers see it.
type File struct {
	ID     int64
	No     int64 // its place among the files of its lead, from 1; 0 outside of that list
	LeadID int64 // 0 until its report is sent
	Kind   Kind
	Size   int64  // bytes
	Chunks int64  // rows of its content
	Hash   []byte // SHA-256 of what is kept: of a photo, as it was painted anew
	Scan   Scan
	Later  bool   // added after the report was sent
	Added  int64  // UTC ms
	Called string // as its owner called it, cleaned; may name a person
}

// Blocked reports a file that nobody may get.
func (f File) Blocked() bool { return f.Scan == Blocked }

// secret is what of a row only the ring opens: a name is what a person typed.
type secret struct {
	Key  []byte `json:"key"`
	Name string `json:"name,omitempty"`
}

func about(id int64) string { return "evidence/" + strconv.FormatInt(id, 10) }

func (s *Service) sealSecret(id int64, x secret) ([]byte, error) {
	plain, err := json.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("seal evidence: %w", err)
	}
	return s.Ring.Seal(about(id), plain)
}

func (s *Service) openSecret(id int64, sealed []byte) (x secret, err error) {
	plain, err := s.Ring.Open(about(id), sealed)
	if err != nil {
		return x, fmt.Errorf("evidence %d: %w", id, err)
	}
	if err := json.Unmarshal(plain, &x); err != nil {
		return x, fmt.Errorf("evidence %d: %w", id, err)
	}
	return x, nil
}

// content opens the content of a row.
func (s *Service) content(id int64, sealed []byte) (*vault.File, error) {
	x, err := s.openSecret(id, sealed)
	if err != nil {
		return nil, err
	}
	return vault.OpenFile(x.Key)
}

// Field is the form field that problems of a file are told beside.
const Field = "file"

// refuse is why a file is not taken.
func refuse(key string, pairs ...any) error {
	return errs.Fields(map[string]errs.Text{Field: errs.T(key, pairs...)})
}
