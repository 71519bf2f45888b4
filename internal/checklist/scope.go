package checklist

import "sunlead/internal/org"

// Scope says which entries of the register an actor may know of. Its zero value matches nothing; ScopeOf is the
// only way to get one, and lists, counts and exports put the same predicate into their query.
type Scope struct {
	kind scopeKind
	unit int64
}

type scopeKind int

const (
	nothing   scopeKind = iota
	district            // the unit's own, no walled one
	city                // all of the city but walled ones: the 专班 sits here
	cityNamed           // and walled ones, except those about the city bureau
)

// kinds of scope by role and kind of unit; what is not here sees nothing.
var scopes = map[org.Role]map[org.UnitKind]scopeKind{
	org.Handler: {org.District: district, org.City: city},
	org.Leader:  {org.District: district, org.City: city},
	org.Monitor: {org.City: city},
}

// ScopeOf is what the actor may know of.
func ScopeOf(a org.Actor) Scope {
	kind := scopes[a.Role][a.Kind]
	if kind == city && a.Named && a.Role != org.Monitor {
		kind = cityNamed
	}
	return Scope{kind, a.Unit}
}

// onViolations is the scope as SQL on the table `violations`, with its arguments.
func (s Scope) onViolations() (string, []any) {
	switch s.kind {
	case district:
		return "unit_id = ? AND wall_unit = 0", []any{s.unit}
	case city:
		return "wall_unit = 0", nil
	case cityNamed:
		return "wall_unit <> ?", []any{org.CityID}
	default:
		return "1 = 0", nil
	}
}

// onCounts is the scope as SQL on the table `item_counts`, where nothing walled is counted.
func (s Scope) onCounts() (string, []any) {
	switch s.kind {
	case district:
		return "unit_id = ?", []any{s.unit}
	case city, cityNamed:
		return "1 = 1", nil
	default:
		return "1 = 0", nil
	}
}
