package lead

import "sunlead/internal/org"

// Scope says which leads an actor may know of. Its zero value matches nothing; ScopeOf is the only way to
// get one. Lists, counts, search, exports and single reads put the same predicate into their query.
type Scope struct {
	kind scopeKind
	unit int64
}

type scopeKind int

const (
	nothing    scopeKind = iota
	everything           // the worker, and nobody else
	district             // routed leads the unit owns, assists or has in its 台账; no walled one
	city                 // all of the city but walled ones: the 专班 sits here
	cityNamed            // and walled ones, except those about the city bureau
	recipient            // only what is addressed to this unit: the discipline body
)

// kinds of scope by role and kind of unit; what is not here sees nothing.
var scopes = map[org.Role]map[org.UnitKind]scopeKind{
	org.Handler:           {org.District: district, org.City: city},
	org.Leader:            {org.District: district, org.City: city},
	org.Monitor:           {org.City: city},
	org.DisciplineOfficer: {org.Discipline: recipient},
}

// ScopeOf is what the actor may know of.
func ScopeOf(a org.Actor) Scope {
	if a == systemActor {
		return Scope{kind: everything}
	}
	kind := scopes[a.Role][a.Kind]
	if kind == city && a.Named && a.Role != org.Monitor {
		kind = cityNamed
	}
	return Scope{kind, a.Unit}
}

// predicate is the scope as SQL on the table `leads`, with its arguments.
func (s Scope) predicate() (string, []any) {
	switch s.kind {
	case everything:
		return "1 = 1", nil
	case district:
		return "wall_unit = 0 AND routed > 0 AND (owner_unit = ? OR co_unit = ? OR territory_unit = ?)", []any{s.unit, s.unit, s.unit}
	case city:
		return "wall_unit = 0", nil
	case cityNamed:
		return "wall_unit <> ?", []any{org.CityID}
	case recipient:
		return "owner_unit = ?", []any{s.unit}
	default:
		return "1 = 0", nil
	}
}

// sees is the same predicate on one lead in hand; a property test holds the two together.
func (s Scope) sees(l *Lead) bool {
	switch s.kind {
	case everything:
		return true
	case district:
		return l.WallUnit == 0 && l.Routed > 0 && (l.OwnerUnit == s.unit || l.CoUnit == s.unit || l.TerritoryUnit == s.unit)
	case city:
		return l.WallUnit == 0
	case cityNamed:
		return l.WallUnit != org.CityID
	case recipient:
		return l.OwnerUnit == s.unit
	default:
		return false
	}
}
