package trail

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
)

// Head is the end of a stream: how many entries, and the hash of the last. The zero Head is an empty stream.
type Head struct {
	Seq  int64
	Hash []byte
}

// Event is what is to be remembered; Append makes an Entry of it.
type Event struct {
	Kind   string         // what happened: submitted, routed, signed …
	Data   map[string]any // codes and ids, no personal data; keys are sorted when stored
	Actor  string         // staff:<id>, reporter, system
	Public bool           // the reporter sees it
	At     int64          // UTC milliseconds of the Case clock
}

// Entry is one stored line of a stream.
type Entry struct {
	Stream  string
	Seq     int64
	Kind    string
	Version int64 // of the hash's layout
	Data    string
	Actor   string
	Public  bool
	At      int64
	Prev    []byte
	Hash    []byte
}

// TableName tells the store where entries lie.
func (Entry) TableName() string { return "trail" }

// layout is the version of the hashed bytes; golden vectors hold it.
const layout = 1

// Stream names.

// LeadStream is the stream of a lead.
func LeadStream(id int64) string { return "lead/" + strconv.FormatInt(id, 10) }

// UnitStream is the stream of a unit: exports, and what its administrators do.
func UnitStream(id int64) string { return "unit/" + strconv.FormatInt(id, 10) }

// Staff is the actor string of a member of staff.
func Staff(id int64) string { return "staff:" + strconv.FormatInt(id, 10) }

// Actors that are nobody's account.
const (
	Reporter = "reporter"
	System   = "system"
)

// Next makes the entry that follows head.
func Next(stream string, head Head, e Event) (Entry, error) {
	data, err := json.Marshal(e.Data) // keys come out sorted
	if err != nil {
		return Entry{}, fmt.Errorf("encode trail data of %s: %w", e.Kind, err)
	}
	n := Entry{
		Stream: stream, Seq: head.Seq + 1, Kind: e.Kind, Version: layout, Data: string(data),
		Actor: e.Actor, Public: e.Public, At: e.At, Prev: head.Hash,
	}
	if n.Prev == nil {
		n.Prev = []byte{}
	}
	n.Hash = n.sum()
	return n, nil
}

// Chain makes the entries that follow head, and the new end. Insert stores them, those of several streams at once.
func Chain(stream string, head Head, events ...Event) ([]Entry, Head, error) {
	entries := make([]Entry, 0, len(events))
	for _, e := range events {
		n, err := Next(stream, head, e)
		if err != nil {
			return nil, head, err
		}
		head = n.Head()
		entries = append(entries, n)
	}
	return entries, head, nil
}

// Head is the stream's end after this entry.
func (e Entry) Head() Head { return Head{e.Seq, e.Hash} }

// Values decodes the entry's data, which is never nil.
func (e Entry) Values() map[string]any {
	var v map[string]any
	_ = json.Unmarshal([]byte(e.Data), &v) // written by Next; unreadable data shows as none
	if v == nil {
		v = map[string]any{}
	}
	return v
}

// Intact reports whether the entry still hashes to what it says.
func (e Entry) Intact() bool { return string(e.Hash) == string(e.sum()) }

// sum is what the entry hashes to.
func (e Entry) sum() []byte {
	h := hasher{sha256.New()}
	h.number(e.Version)
	h.bytes([]byte(e.Stream))
	h.number(e.Seq)
	h.bytes([]byte(e.Kind))
	h.bytes([]byte(e.Data))
	h.bytes([]byte(e.Actor))
	public := int64(0)
	if e.Public {
		public = 1
	}
	h.number(public)
	h.number(e.At)
	h.bytes(e.Prev)
	return h.Sum(nil)
}
