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

// OnlyFor is the wall of what one account alone may know of (限知 of a higher official): below every other wall there is.
func OnlyFor(staff int64) int64 { return -1 - staff }

// OnlyOne reports such a wall; whose it is, OnlyFor tells.
func OnlyOne(wall int64) bool { return wall < -1 }

// MayReceiveRestricted reports an account to which restricted reports may be handed: the discipline body's, or a named one
// of the city that sees what is walled.
func (a Actor) MayReceiveRestricted() bool {
	return a.ID != 0 && (a.Sight() == SeesAddressed || a.Sight() == SeesWalled)
}
