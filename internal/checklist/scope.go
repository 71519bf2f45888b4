package checklist

import "sunlead/internal/org"

// Scope says which entries of the register an actor may know of. Its zero value matches nothing; ScopeOf is the
// only way to get one, and lists, counts and exports put the same predicate into their query.
type Scope struct {
	sight org.Sight
	unit  int64
}

// ScopeOf is what the actor may know of.
func ScopeOf(a org.Actor) Scope { return Scope{a.Sight(), a.Unit} }

// onViolations is the scope as SQL on the table `violations`, with its arguments.
func (s Scope) onViolations() (string, []any) {
	switch s.sight {
	case org.SeesUnit:
		return "unit_id = ? AND wall_unit = 0", []any{s.unit}
	case org.SeesCity:
		return "wall_unit = 0", nil
	case org.SeesWalled:
		return "wall_unit <> ? AND wall_unit >= -1", []any{org.CityID}
	default:
		return "1 = 0", nil
	}
}

// onCounts is the scope as SQL on the table `item_counts`, where nothing walled is counted.
func (s Scope) onCounts() (string, []any) {
	switch s.sight {
	case org.SeesUnit:
		return "unit_id = ?", []any{s.unit}
	case org.SeesCity, org.SeesWalled:
		return "1 = 1", nil
	default:
		return "1 = 0", nil
	}
}
