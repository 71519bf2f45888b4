package invariants

import "slices"

// moves: the trail is a walk through the table of moves, and the row stands where it ends.
var moves = []Invariant{
	{
		ID: "INV-17", Says: "every entry of a trail is a legal move from the state before it", on: func(o *Options) bool { return len(o.Moves) > 0 },
		lead: func(e *env, f *file) bool { return !e.legalWalk(f) },
	},
	{
		ID: "INV-17-order", Says: "every entry of a trail is of a known kind, and happened where such a thing can happen",
		lead: func(_ *env, f *file) bool { return !f.ordered() },
	},
	{
		ID: "INV-17-reopen", Says: "a lead is reopened at most twice, one level up, and then worked on by somebody else",
		lead: func(_ *env, f *file) bool { return !f.reopenedWell() },
	},
	{
		ID: "INV-18", Says: "state, version and instants of a lead are those that its trail tells",
		lead: func(_ *env, f *file) bool { return !f.standsAsTold() },
	},
	{
		ID: "INV-18-ending", Says: "a lead ended without an answer exactly while it is closed and its reporter took it back",
		lead: func(_ *env, f *file) bool { return !f.endedWell() },
	},
	{
		ID: "INV-18-said", Says: "what the reporter said of an answer, and added, lies beside the trail as the trail tells",
		lead: func(_ *env, f *file) bool { return !f.saidWell() },
	},
	{
		ID: "INV-18-question", Says: "one question at a time waits, exactly while the lead waits for its reporter, and each is told as asked and as it ended",
		lead: func(_ *env, f *file) bool { return !f.askedWell() },
	},
	{
		ID: "INV-18-draft", Says: "drafts fit the state: one waits exactly while it is reviewed, the decided ones have two people, and the answer is the approved one",
		lead: func(_ *env, f *file) bool { return !f.draftsFit() },
	},
	{
		ID: "red-lane", Says: "a closed lead of a child without a school place says where and since when it is placed, or why the law gives it none",
		lead: func(_ *env, f *file) bool {
			return f.Category == noSeat && f.State == closed && f.Ending == "" && !f.seated()
		},
	},
}

const noSeat = "noseat"

// seated: the approved answer says how it ends, in exactly one of the two ways.
func (f *file) seated() bool {
	d := f.draft(f.DraftID)
	if d == nil {
		return false
	}
	placed, none := d.PlacedSchool != "" && d.PlacedOn != "", d.NoPlace != "" && d.SeatNote != ""
	return placed != none
}

func (e *env) legalWalk(f *file) bool {
	for _, a := range f.told.arrows {
		if a.move != "" && !e.legal[[3]string{a.from, a.move, a.to}] {
			return false
		}
	}
	return true
}

// ordered: the report comes first and once; what is no move has states of its own.
func (f *file) ordered() bool {
	for i, a := range f.told.arrows {
		if !a.known || (a.to == stateNew && a.move != "keep") != (i == 0) || len(a.only) > 0 && !slices.Contains(a.only, a.from) {
			return false
		}
	}
	return true
}

// reopenMax is how often 没有解决 reopens a lead (domain rule 1.13).
const reopenMax = 2

func (f *file) reopenedWell() bool {
	if len(f.told.reopenings) > reopenMax {
		return false
	}
	for i, r := range f.told.reopenings {
		if r.n != int64(i+1) || r.ownerAfter != f.levelUp(r) || slices.Contains(r.takenBy, r.handlerBefore) && !f.restricted() {
			return false
		}
	}
	return true
}

// levelUp is who has a lead after a reopening: its leader, that is the same unit; the city when nobody had made
// contact, when it was proven and not corrected, and the second time.
func (f *file) levelUp(r reopening) int64 {
	d := f.draft(r.draftBefore)
	upheld := d != nil && (d.Finding == "proven" || d.Finding == "partly")
	noContact := !r.contactBefore && !f.Anonymous
	if r.ownerBefore == discipline { // outside of the city's tree there is no level above
		return discipline
	}
	if r.n > 1 || noContact || upheld {
		return city
	}
	return r.ownerBefore
}

func (f *file) draft(id int64) *draft {
	for i := range f.drafts {
		if f.drafts[i].ID == id {
			return &f.drafts[i]
		}
	}
	return nil
}

// standsAsTold compares the row with what the trail says; the version counts one for the report and one for each
// deed.
func (f *file) standsAsTold() bool {
	t := f.told
	over := f.State == closed || f.State == rejected
	return t.state == f.State && t.version == f.Version && t.routed == f.Routed && t.signed == f.Signed && t.accepted == f.Accepted &&
		t.contacted == f.Contacted && t.replied == f.Replied && t.ended == f.Ended && t.reopened == f.Reopened && t.rating == f.Rating &&
		f.Open != over
}
