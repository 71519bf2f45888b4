package lead

import (
	"slices"
	"time"
	"unicode/utf8"

	"sunlead/internal/clock"
	"sunlead/internal/errs"
)

// Seat is how a matter of the red lane ends: where and since when the child is placed, or on which ground of the law it is
// given no place here. Without it no such lead is closed.
type Seat struct {
	Placed string // yes or no
	School string // 学校, when it is placed
	On     string // a day as people write it, at most a year from now
	Ground string // one of SeatGrounds, when it is not
	Note   string // why, 5–200 characters; of a placed child what else is to be said
}

// SeatGrounds are why a child is given no place.
var SeatGrounds = []string{"not_qualified", "chose_other", "not_here", "other"}

// seatAhead is how far ahead a place may begin: the next school year.
const seatAhead = 366 * 24 * time.Hour

// check names the fields that need correcting; what nobody asked for may be left out, and is not taken.
func (e *Seat) check(p Problems, now time.Time, asked bool) {
	if asked {
		p.add(e.Placed == "", "placed", "reply.placed.required")
		e.checkAnswer(p)
	}
	p.add(!oneOf(e.Placed, "", yes, no), "placed", "error.choice")
	p.add(utf8.RuneCountInString(e.School) > SchoolMax, "placed_school", "error.long", "max", SchoolMax)
	p.add(e.Ground != "" && !slices.Contains(SeatGrounds, e.Ground), "no_place", "error.choice")
	p.add(utf8.RuneCountInString(e.Note) > reasonMax, "seat_note", "error.long", "max", reasonMax)
	on, ok := dayIn(e.On, now.In(clock.Beijing))
	p.add(utf8.RuneCountInString(e.On) > ShortMax || e.On != "" && (!ok || on.After(now.Add(seatAhead)) || on.Before(now.Add(-seatAhead))), "placed_on", "reply.placed_on.wrong")
	p.add(Personal(e.School), "placed_school", "error.personal")
	p.add(Personal(e.Note), "seat_note", "error.personal")
}

// checkAnswer wants what belongs to the answer that was chosen.
func (e *Seat) checkAnswer(p Problems) {
	switch e.Placed {
	case yes:
		length(p, "placed_school", e.School, 2, SchoolMax)
		p.add(e.On == "", "placed_on", "reply.placed_on.wrong")
	case no:
		p.add(!slices.Contains(SeatGrounds, e.Ground), "no_place", "reply.no_place.required")
		length(p, "seat_note", e.Note, 5, reasonMax)
	}
}

// put keeps in the draft what was asked, and no more.
func (e *Seat) put(d *Draft, now time.Time) {
	if e.Placed == yes {
		on, _ := dayIn(e.On, now.In(clock.Beijing)) // check has read it
		d.PlacedSchool, d.PlacedOn = e.School, on.Format(time.DateOnly)
	} else {
		d.NoPlace = e.Ground
	}
	d.SeatNote = e.Note
}

// seated reports a draft that says how a matter of the red lane ends.
func (d *Draft) seated() bool {
	return d.PlacedSchool != "" && d.PlacedOn != "" || d.NoPlace != "" && d.SeatNote != ""
}

// SeatText is that in a sentence not yet made; false for a draft that says nothing of it.
func (d *Draft) SeatText() (errs.Text, bool) {
	if d.NoPlace != "" {
		return errs.T("seat.none", "ground", errs.T("seat.ground."+d.NoPlace), "why", d.SeatNote), true
	}
	day, err := time.Parse(time.DateOnly, d.PlacedOn)
	placed := errs.T("seat.placed", "school", d.PlacedSchool, "day", day.Format("2006年1月2日"))
	if d.SeatNote != "" {
		placed = errs.T("seat.noted", "seat", placed, "note", d.SeatNote)
	}
	return placed, err == nil
}
