package invariants

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"sunlead/internal/db"
)

// files: what a reporter added is whole, and is what the trail says that came.
var files = []Invariant{
	{
		ID: "INV-27", Says: "a file of a lead is whole: its chunks follow each other and are as long as it says, and it is kept for good",
		lead: func(_ *env, f *file) bool {
			return slices.ContainsFunc(f.files, func(s stored) bool { return !s.whole() })
		},
	},
	{
		ID: "INV-27-told", Says: "the trail of a lead tells of its files, and holds the digest of what they are",
		lead: func(_ *env, f *file) bool { return !f.filesTold() },
	},
	{
		ID: "INV-27-chunk", Says: "every chunk belongs to a file",
		whole: strayChunks,
	},
}

const (
	chunkBytes = 256 << 10 // of a sealed chunk that is not the last
	sealBytes  = 16        // of it that are not content
)

func (s *stored) whole() bool {
	content := int64(chunkBytes - sealBytes)
	return s.Ready && s.Expires == 0 && len(s.Hash) == sha256.Size && s.Size > 0 && s.Chunks == (s.Size+content-1)/content &&
		s.ThereChunks == s.Chunks && s.First == 0 && s.Last == s.Chunks-1 && s.ThereBytes == s.Size+sealBytes*s.Chunks &&
		slices.Contains([]string{"pending", "clean", "blocked", "unscanned"}, s.Scan)
}

// filesTold: those that came with the report are told at once, each later one by itself.
func (f *file) filesTold() bool {
	var with [][]byte
	var there, told []string
	for _, s := range f.files {
		if s.Later {
			there = append(there, sumOf(s.Hash))
		} else {
			with = append(with, s.Hash)
		}
	}
	if len(with) > 0 {
		there = append(there, sumOf(slices.SortedFunc(slices.Values(with), bytes.Compare)...))
	}
	n := int64(0)
	for _, e := range f.entries {
		if e.Kind == "files" {
			sum, _ := e.Values()["sum"].(string)
			told, n = append(told, sum), n+number(e.Values(), "n")
		}
	}
	slices.Sort(there)
	slices.Sort(told)
	return slices.Equal(there, told) && n == int64(len(f.files))
}

func sumOf(hashes ...[]byte) string {
	sum := sha256.Sum256(slices.Concat(hashes...))
	return hex.EncodeToString(sum[:])
}

func strayChunks(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	for _, id := range read[int64](p, "SELECT DISTINCT evidence_id FROM evidence_chunks WHERE NOT EXISTS (SELECT 1 FROM evidence AS e WHERE e.id = evidence_chunks.evidence_id) ORDER BY evidence_id") {
		t.add("evidence " + strconv.FormatInt(id, 10))
	}
	return p.err
}
