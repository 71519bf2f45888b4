package trail

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"sunlead/internal/clock"
)

// anchorEvery is how often the end of the chain is written down outside of the database.
const anchorEvery = time.Hour

// Anchor is the end of the chain as it was written down outside of the database.
type Anchor struct {
	Seq  int64  `json:"seal"`
	Hash string `json:"hash"` // hex
	At   string `json:"at"`   // UTC, when it was written down
}

// Anchors writes anchors down: a line into the log, and into a file, where there is one. The file belongs where the
// database's administrator cannot write.
type Anchors struct {
	Path string // "" for the log only
	Wall clock.Clock
	Log  *slog.Logger

	mu   sync.Mutex
	last time.Time
}

// Write writes the end of the chain down, at most once an hour. A failure is tried again with the next end.
func (a *Anchors) Write(ctx context.Context, s Seal) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.Wall.Now()
	if since := now.Sub(a.last); !a.last.IsZero() && since >= 0 && since < anchorEvery {
		return nil
	}
	anchor := Anchor{Seq: s.Seq, Hash: hex.EncodeToString(s.Hash), At: now.UTC().Format(time.RFC3339)}
	if err := a.append(anchor); err != nil {
		return err
	}
	a.Log.InfoContext(ctx, "trail sealed", slog.Int64("seal", anchor.Seq), slog.String("hash", anchor.Hash))
	a.last = now
	return nil
}

func (a *Anchors) append(anchor Anchor) (err error) {
	if a.Path == "" {
		return nil
	}
	line, err := json.Marshal(anchor)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(a.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640) //nolint:gosec // the operator names the file, and a group may read it
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(append(line, '\n')); err != nil {
		return err
	}
	return file.Sync()
}

// ReadAnchors reads a file of anchors, as Anchors writes it.
func ReadAnchors(r io.Reader) ([]Anchor, error) {
	var all []Anchor
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var a Anchor
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil || a.Seq < 1 || len(a.Hash) != hex.EncodedLen(sha256.Size) {
			return nil, fmt.Errorf("line %d is no anchor", n)
		}
		all = append(all, a)
	}
	return all, lines.Err()
}
