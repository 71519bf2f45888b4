package invariants

import (
	"slices"

	"sunlead/internal/trail"
)

// held are entries of a trail since the lead has its owner: what was done about the delay of another does not count.
type held []trail.Entry

// changes are the places in the trail at which the lead went to another owner; it began with the city.
func (f *file) changes() (places []int) {
	owner := city
	for i, e := range f.entries {
		now := number(e.Values(), "owner")
		if e.Kind == "reopened" {
			now = number(e.Values(), "unit")
		}
		if now != 0 && now != owner {
			owner, places = now, append(places, i)
		}
	}
	return places
}

func (f *file) heldSince() held {
	if len(f.letters) == 0 && len(f.explained) == 0 {
		return nil
	}
	from := 0
	if places := f.changes(); len(places) > 0 {
		from = places[len(places)-1]
	}
	return f.entries[from:]
}

// changedHands reports that the lead went to another owner at an instant.
func (f *file) changedHands(at int64) bool {
	return slices.ContainsFunc(f.changes(), func(i int) bool { return f.entries[i].At == at })
}

// toldOf reports that a letter was issued.
func (h held) toldOf(letterID int64) bool {
	return slices.ContainsFunc(h, func(e trail.Entry) bool { return e.Kind == "issued" && number(e.Values(), "letter") == letterID })
}

// explained is how often a due date was explained.
func (h held) explained(due int64) (n int) {
	for _, e := range h {
		if e.Kind == "explained" && number(e.Values(), "due") == due {
			n++
		}
	}
	return n
}
