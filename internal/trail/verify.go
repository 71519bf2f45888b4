package trail

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"sunlead/internal/db"
)

// verifyPage is how many seals are read at once.
const verifyPage = 1000

// Broken is the first place at which the chain over all streams does not hold.
type Broken struct {
	Seal   int64 // the link
	Stream string
	Entry  int64
	Why    string
}

// Error names the place: numbers and ids, never what is written there.
func (b *Broken) Error() string {
	at := fmt.Sprintf("seal %d", b.Seal)
	if b.Stream != "" {
		at += fmt.Sprintf(" (%s, entry %d)", b.Stream, b.Entry)
	}
	return at + ": " + b.Why
}

// link is a seal with its entry and the hash of the entry before that in the stream.
type link struct {
	Link   int64
	Within string
	Nth    int64
	Seal   []byte
	Before []byte
	Entry  `gorm:"embedded"`
}

// Verify walks the chain from its first link and returns its end, and the first thing that does not hold as a *Broken:
// an entry that was changed or taken away, a link that is missing, out of order, or cut off from the end, an anchor
// that says otherwise. It may run beside a live service. Any other error is the database's.
func Verify(ctx context.Context, d *db.DB, anchors ...Anchor) (Seal, error) {
	written := map[int64]string{}
	for _, a := range anchors {
		written[a.Seq] = a.Hash
	}
	head, err := readHead(ctx, d)
	if err != nil {
		return Seal{}, err
	}
	last := Seal{}
	for {
		links, err := readLinks(ctx, d, last.Seq)
		if err != nil {
			return last, err
		}
		for _, l := range links {
			if last, err = l.follow(last); err != nil {
				return last, err
			}
			if want, anchored := written[last.Seq]; anchored && want != hex.EncodeToString(last.Hash) {
				return last, &Broken{Seal: last.Seq, Why: "an anchor outside of the database says otherwise: the chain was written anew"}
			}
			if last.Seq == head.Seq && !bytes.Equal(last.Hash, head.Hash) {
				return last, &Broken{Seal: last.Seq, Why: "the head of the chain says otherwise"}
			}
			delete(written, last.Seq)
		}
		if len(links) < verifyPage {
			return last, whole(last, head, written)
		}
	}
}

// whole holds the end of the walk against the head and what anchors are left.
func whole(last Seal, head sealHead, left map[int64]string) error {
	if last.Seq < head.Seq {
		return &Broken{Seal: last.Seq + 1, Why: fmt.Sprintf("cut off: the chain went on to %d", head.Seq)}
	}
	if len(left) == 0 {
		return nil
	}
	known := slices.Max(slices.Collect(maps.Keys(left)))
	return &Broken{Seal: last.Seq + 1, Why: fmt.Sprintf("cut off: an anchor outside of the database knows seal %d", known)}
}

// follow holds a link against the end of those before it, and is the new end.
func (l link) follow(last Seal) (Seal, error) {
	broken := func(why string) (Seal, error) { return last, &Broken{l.Link, l.Within, l.Nth, why} }
	switch {
	case l.Link != last.Seq+1:
		return last, &Broken{Seal: last.Seq + 1, Why: "the link is missing"}
	case l.Seq == 0:
		return broken("the entry was taken away")
	case !l.Intact():
		return broken("the entry was changed")
	case l.Nth > 1 && !bytes.Equal(l.Before, l.Prev) || l.Nth == 1 && len(l.Prev) > 0:
		return broken("the entry does not follow the one before it")
	case !bytes.Equal(l.Seal, seal(l.Link, last.Hash, l.Hash)):
		return broken("another entry stands here, or they stand in another order")
	}
	return Seal{l.Link, l.Within, l.Nth, l.Seal}, nil
}

// First is a stream's first entry; found is false when there is none. The receipt of a lead carries its hash.
func First(ctx context.Context, c db.Conn, stream string) (e Entry, found bool, err error) {
	return one[Entry](ctx, c, "stream = ? AND seq = 1", stream)
}

// SealOf returns where in the chain an entry stands; found is false while it waits.
func SealOf(ctx context.Context, c db.Conn, stream string, entry int64) (s Seal, found bool, err error) {
	return one[Seal](ctx, c, "stream = ? AND entry = ?", stream, entry)
}

// one reads at most one row.
func one[T any](ctx context.Context, c db.Conn, where string, args ...any) (row T, found bool, err error) {
	var rows []T
	if err := c.Gorm(ctx).Where(where, args...).Limit(1).Find(&rows).Error; err != nil {
		return row, false, fmt.Errorf("read %T: %w", row, err)
	}
	if len(rows) == 0 {
		return row, false, nil
	}
	return rows[0], true, nil
}

func readHead(ctx context.Context, c db.Conn) (sealHead, error) {
	var head sealHead
	if err := c.Gorm(ctx).Where("id = ?", headID).Limit(1).Find(&head).Error; err != nil {
		return head, fmt.Errorf("read the head of the seals: %w", err)
	}
	return head, nil
}

func readLinks(ctx context.Context, c db.Conn, after int64) ([]link, error) {
	var links []link
	err := c.Gorm(ctx).Raw("SELECT s.seq AS link, s.stream AS within, s.entry AS nth, s.hash AS seal, p.hash AS `before`, t.*"+
		" FROM seals AS s LEFT JOIN trail AS t ON t.stream = s.stream AND t.seq = s.entry"+
		" LEFT JOIN trail AS p ON p.stream = s.stream AND p.seq = s.entry - 1"+
		" WHERE s.seq > ? ORDER BY s.seq LIMIT ?", after, verifyPage).Scan(&links).Error
	if err != nil {
		return nil, fmt.Errorf("read seals: %w", err)
	}
	return links, nil
}
