package invariants

import (
	"bytes"
	"context"
	"strconv"

	"sunlead/internal/db"
	"sunlead/internal/trail"
)

// history: the trail is one unbroken chain for each stream, and nothing in it was changed, left out or cut off.
var history = []Invariant{
	{
		ID: "INV-A1", Says: "a lead's trail is dense from 1, every entry hashes to what it says and follows the one before, and the lead knows its end",
		lead: func(_ *env, f *file) bool { return !f.chained() },
	},
	{
		ID: "INV-A1-unit", Says: "so is the trail of a unit",
		whole: unitTrails,
	},
	{
		ID: "INV-A3", Says: "every entry of a lead's trail is sealed, or waits to be: the first are, the last may wait",
		lead: func(_ *env, f *file) bool { return !inChain(f.sealed, f.unsealed, f.TrailSeq) },
	},
}

// History lists the ids of what must be true of the trail, for who asks for nothing else.
func History() []string {
	ids := []string{"INV-2-stream"}
	for _, v := range history {
		ids = append(ids, v.ID)
	}
	return ids
}

func (f *file) chained() bool {
	var head trail.Head
	return follow(&head, f.entries) && head.Seq == f.TrailSeq && bytes.Equal(head.Hash, f.TrailHash)
}

// follow moves head over entries that continue it; false at the first that does not.
func follow(head *trail.Head, entries []trail.Entry) bool {
	for _, e := range entries {
		if e.Seq != head.Seq+1 || !bytes.Equal(e.Prev, head.Hash) || !e.Intact() {
			return false
		}
		*head = e.Head()
	}
	return true
}

// unitTrails walks the streams of the units, which grow with every export, in pages.
func unitTrails(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	units := read[struct {
		ID, TrailSeq int64
		TrailHash    []byte
	}](p, "SELECT id, trail_seq, trail_hash FROM units ORDER BY id")
	for _, u := range units {
		stream := trail.UnitStream(u.ID)
		head, whole := p.follow(stream)
		sealed, unsealed := spans(p, inSeals, []string{stream})[stream], spans(p, inUnsealed, []string{stream})[stream]
		if !whole || head.Seq != u.TrailSeq || !bytes.Equal(head.Hash, u.TrailHash) || !inChain(sealed, unsealed, u.TrailSeq) {
			t.add(stream)
		}
	}
	return p.err
}

// follow walks one stream to its end.
func (p *page) follow(stream string) (head trail.Head, whole bool) {
	for p.err == nil {
		entries := read[trail.Entry](p, "SELECT * FROM trail WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?", stream, head.Seq, pageSize)
		if !follow(&head, entries) {
			return head, false
		}
		if len(entries) < pageSize {
			return head, true
		}
	}
	return head, false
}

// strayStreams looks through the names of all streams, of entries and of what waits to be sealed.
func strayStreams(ctx context.Context, c db.Conn, e *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	for _, table := range []string{"trail", "unsealed", "seals"} {
		for after := ""; p.err == nil; {
			names := read[string](p, "SELECT DISTINCT stream FROM "+table+" WHERE stream > ? ORDER BY stream LIMIT ?", after, pageSize)
			for _, stray := range p.strays(e, names) {
				t.add(table + " " + stray)
			}
			if len(names) < pageSize {
				break
			}
			after = names[len(names)-1]
		}
	}
	return p.err
}

// strays returns the names that are neither a lead's nor a unit's.
func (p *page) strays(e *env, names []string) []string {
	owners, ids := map[string]bool{}, []int64{}
	for id := range e.kinds {
		owners[trail.UnitStream(id)] = true
	}
	for _, n := range names {
		if id, ok := leadOf(n); ok {
			ids = append(ids, id)
		}
	}
	if len(ids) > 0 {
		for _, id := range read[int64](p, "SELECT id FROM leads WHERE id IN ? ORDER BY id", ids) {
			owners[trail.LeadStream(id)] = true
		}
	}
	var out []string
	for _, n := range names {
		if !owners[n] {
			out = append(out, n)
		}
	}
	return out
}

// leadOf is the id in the name of a lead's stream.
func leadOf(stream string) (int64, bool) {
	const mark = "lead/"
	if len(stream) <= len(mark) || stream[:len(mark)] != mark {
		return 0, false
	}
	id, err := strconv.ParseInt(stream[len(mark):], 10, 64)
	return id, err == nil
}
