package org

// Sight is how much of the city's matters an account may know of. It is decided here, once; each room turns
// it into the predicate of its own tables. The zero value is nothing.
type Sight int

// The sights.
const (
	SeesNothing   Sight = iota
	SeesUnit            // what is its unit's; nothing walled
	SeesCity            // all of the city but what is walled: the 专班 sits here
	SeesWalled          // and what is walled, except from the city bureau itself: named people only
	SeesAddressed       // only what is addressed to its unit: the discipline body
)

// sights by role and kind of unit; what is not here sees nothing.
var sights = map[Role]map[UnitKind]Sight{
	Handler:           {District: SeesUnit, City: SeesCity},
	Leader:            {District: SeesUnit, City: SeesCity},
	Monitor:           {City: SeesCity},
	DisciplineOfficer: {Discipline: SeesAddressed},
}

// Sight is how much the actor may know of. The 专班 sees nothing walled even if somebody is named by mistake:
// the eight district directors sit in it.
func (a Actor) Sight() Sight {
	s := sights[a.Role][a.Kind]
	if s == SeesCity && a.Named && a.Role != Monitor {
		return SeesWalled
	}
	return s
}
