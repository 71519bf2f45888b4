package lead

import (
	"context"
	"encoding/hex"

	"sunlead/internal/trail"
)

// Proof is what the history says of the beginning of a lead.
type Proof struct {
	Hash   string // of its first entry, as its receipt carries it
	Intact bool   // the entry still says what it hashed to
	Seal   int64  // its place in the chain over all streams, 0 while it waits
}

// Proof reads the beginning of a lead's history; NotFound for no such number. It tells nothing of the lead. Only the
// operator's command calls it.
func (s *Service) Proof(ctx context.Context, number string) (Proof, error) {
	l, err := s.byNumber(ctx, number)
	if err != nil {
		return Proof{}, err
	}
	entry, found, err := trail.First(ctx, s.DB, trail.LeadStream(l.ID))
	if err != nil || !found {
		return Proof{}, err
	}
	seal, _, err := trail.SealOf(ctx, s.DB, entry.Stream, entry.Seq)
	return Proof{Hash: hex.EncodeToString(entry.Hash), Intact: entry.Intact(), Seal: seal.Seq}, err
}
