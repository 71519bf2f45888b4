package lead

import (
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// Purposes are why somebody looks at a reporter's contact, as the reporter is told. What else the reason says is the staff's.
var Purposes = []string{"verify", "inform", "deliver", "other"}

// Sight is one reading of the reporter's contact, as the reporter is told of it.
type Sight struct {
	At      int64
	Who     SightOf
	Unit    int64  // with ByUnit
	Purpose string // one of Purposes; "" where none was noted
}

// SightOf says whose reading it was, without a person's name.
type SightOf string

// Whose readings there are.
const (
	ByUnit      SightOf = "unit"
	ByNamed     SightOf = "named"     // of what lies behind a wall: named people of the city
	ByAuthority SightOf = "authority" // of a hand-over's recipient, once they allow it (domain rule 1.6)
)

// sights are the readings of a lead's contact. Those of the discipline body are told when it allows it, and not before.
func sights(l *Lead, entries, allowed []trail.Entry) (list []Sight) {
	for _, e := range entries {
		unit := idIn(e.Values(), "unit")
		if e.Kind != "revealed" || unit == org.DisciplineID {
			continue
		}
		purpose, _ := e.Values()["purpose"].(string)
		v := Sight{At: e.At, Who: ByUnit, Unit: unit, Purpose: purpose}
		if l.Walled() && unit == org.CityID {
			v.Who, v.Unit = ByNamed, 0
		}
		list = append(list, v)
	}
	for _, e := range allowed {
		list = append(list, Sight{At: e.At, Who: ByAuthority})
	}
	return list
}
