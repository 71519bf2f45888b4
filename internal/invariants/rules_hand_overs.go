package invariants

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/trail"
)

// handOvers: what is given to a body that judges persons was agreed by two, is what it was, and is not forgotten.
var handOvers = []Invariant{
	{
		ID: "INV-25", Says: "a lead is handed over exactly when a hand-over of it was sent, and says how the newest one stands",
		lead: func(_ *env, f *file) bool { return !f.handedWell() },
	},
	{
		ID: "INV-25-two", Says: "a hand-over was approved or refused by somebody who did not propose it, as the trail tells",
		lead: func(_ *env, f *file) bool { return !f.agreedByTwo() },
	},
	{
		ID: "INV-25-letter", Says: "a hand-over that was sent has its letter in force, under the number it repeats",
		lead: func(_ *env, f *file) bool { return !f.lettersFit() },
	},
	{
		ID: "INV-25-hash", Says: "what went along with a hand-over is still what its index says",
		lead: func(_ *env, f *file) bool { return f.changed() },
	},
	{
		ID: "INV-25-remind", Says: "a hand-over without feedback is reminded of every quarter, once each and never early, and no other is",
		lead: func(_ *env, f *file) bool { return !f.remindedWell() },
	},
	{
		ID: "INV-9-package", Says: "every reading of a contact by a recipient is told once in the trail of its unit",
		whole: readingsTold,
	},
}

// out are the states in which a hand-over is with its recipient.
var out = []string{"sent", "signed", "returned", "answered"}

func (f *file) handedWell() bool {
	sent := int64(0)
	for _, o := range f.overs {
		if (o.Sent > 0) != slices.Contains(out, o.State) {
			return false
		}
		if o.Sent > 0 {
			sent++
		}
	}
	owed, standing := f.demands(), f.standing()
	switch {
	case sent != f.told.count["handed_over"]:
		return false
	case f.HandOver == "owed":
		return owed && (standing == "" || slices.Contains(out, standing))
	default:
		return f.HandOver == standing && (standing != "" || !owed)
	}
}

// standing is the hand-over under review, otherwise the newest that was not refused.
func (f *file) standing() string {
	last := ""
	for _, o := range f.overs {
		if o.State == "proposed" {
			return o.State
		}
		if o.State != "refused" {
			last = o.State
		}
	}
	return last
}

// demands reports whether the last closing said that the lead is handed over.
func (f *file) demands() bool {
	var answer int64
	demands := false
	for _, e := range f.entries {
		switch e.Kind {
		case "replied":
			answer = number(e.Values(), "draft")
		case "closed":
			d := f.draft(answer)
			demands = d != nil && d.HandOver
		}
	}
	return demands
}

func (f *file) agreedByTwo() bool {
	by := map[string]string{}
	for _, e := range f.entries {
		switch e.Kind {
		case "over_proposed", "handed_over", "over_refused":
			by[e.Kind+strconv.FormatInt(number(e.Values(), "over"), 10)] = e.Actor
		}
	}
	for _, o := range f.overs {
		id := strconv.FormatInt(o.ID, 10)
		decision := map[string]string{"refused": "over_refused"}[o.State]
		if decision == "" {
			decision = "handed_over"
		}
		waits := o.State == "proposed"
		if by["over_proposed"+id] != trail.Staff(o.ProposedBy) || waits != (o.DecidedBy == 0) ||
			!waits && (o.DecidedBy == o.ProposedBy || o.Decided < o.Proposed || by[decision+id] != trail.Staff(o.DecidedBy)) {
			return false
		}
	}
	return true
}

func (f *file) lettersFit() bool {
	n := 0
	for _, l := range f.letters {
		if l.Kind == "hand_over" {
			n++
		}
	}
	for _, o := range f.overs {
		if o.Sent == 0 {
			continue
		}
		n--
		i := slices.IndexFunc(f.letters, func(l letter) bool { return l.ID == o.LetterID })
		if i < 0 || f.letters[i].Issued != o.Sent || f.letters[i].Unit != o.Unit || f.letters[i].Year != o.Year || f.letters[i].Serial != o.Serial {
			return false
		}
	}
	return n == 0
}

// changed looks for material that is not what was handed over, and for a hand-over without the report.
func (f *file) changed() bool {
	reports := map[int64]int{}
	for _, e := range f.evidence {
		if e.Kind == "report" {
			reports[e.HandOverID]++
		}
		if len(e.Hash) != sha256.Size || !bytes.Equal(e.Hash, f.hashOf(e)) {
			return true
		}
	}
	return slices.ContainsFunc(f.overs, func(o over) bool { return (reports[o.ID] == 1) != (o.Sent > 0) })
}

func (f *file) hashOf(e evidence) []byte {
	switch e.Kind {
	case "report":
		return f.exhibits.report
	case "added":
		return f.exhibits.added[e.Ref]
	case "note":
		return f.exhibits.notes[e.Ref]
	case "answer":
		return f.exhibits.answers[e.Ref]
	case "file":
		if i := slices.IndexFunc(f.files, func(s stored) bool { return s.ID == e.Ref }); i >= 0 {
			return f.files[i].Hash
		}
	case "trail":
		if e.Ref > 0 && e.Ref <= int64(len(f.entries)) {
			return f.entries[e.Ref-1].Hash
		}
	}
	return nil
}

func (f *file) remindedWell() bool {
	for _, o := range f.overs {
		last := int64(0)
		for _, e := range f.entries {
			if e.Kind != "over_reminded" || number(e.Values(), "over") != o.ID {
				continue
			}
			n := number(e.Values(), "n")
			if n <= last || e.At < quarters(o.Sent, n) {
				return false
			}
			last = n
		}
		next := int64(0)
		if o.State == "sent" || o.State == "signed" {
			next = quarters(o.Sent, last+1)
		}
		if o.Reminded != last || o.RemindAt != next {
			return false
		}
	}
	return true
}

// quarters is the instant n quarters of a year after another, in Beijing.
func quarters(ms, n int64) int64 {
	return time.UnixMilli(ms).In(beijing).AddDate(0, int(3*n), 0).UnixMilli()
}

// readingsTold holds the readings by recipients against the trail of their unit.
func readingsTold(ctx context.Context, c db.Conn, _ *env, t *tally) error {
	p := &page{ctx: ctx, c: c}
	told := map[int64]int{}
	for _, e := range read[trail.Entry](p, "SELECT * FROM trail WHERE stream = ? AND kind = 'package_revealed' ORDER BY seq", trail.UnitStream(discipline)) {
		told[number(e.Values(), "reveal")]++
	}
	for _, id := range read[int64](p, "SELECT id FROM hand_over_reveals ORDER BY id") {
		if told[id] != 1 {
			t.add("reading " + strconv.FormatInt(id, 10))
		}
		delete(told, id)
	}
	for id := range told {
		t.add("reading " + strconv.FormatInt(id, 10))
	}
	return p.err
}
