package lead

import (
	"strings"

	"sunlead/internal/org"
)

// Scope says which leads an actor may know of. Its zero value matches nothing; ScopeOf is the only way to
// get one. Lists, counts, search, exports and single reads put the same predicate into their query.
type Scope struct {
	worker bool // sees everything; nobody else does
	sight  org.Sight
	unit   int64
	staff  int64
	one    int64 // the wall of what this account alone may know of
	second bool  // and what it decides as the second person
}

// ScopeOf is what the actor may know of.
func ScopeOf(a org.Actor) Scope {
	return Scope{a == systemActor, a.Sight(), a.Unit, a.ID, org.OnlyFor(a.ID), false}
}

// deciding is what the actor may decide about: beside what they may know of the leads of one other person of which they
// are the second one. Only the decision itself reads by it, and the page that asks for it.
func deciding(a org.Actor) Scope {
	sc := ScopeOf(a)
	sc.second = a.Role == org.Leader && a.Sight() == org.SeesWalled
	return sc
}

// predicate is the scope as SQL on the table `leads`, with its arguments: what the seat may know of, without what the
// person stepped aside from (回避).
func (s Scope) predicate() (string, []any) {
	sql, args := s.seat()
	if s.worker {
		return sql, args
	}
	if s.second {
		sql, args = "("+sql+" OR wall_unit < -1 AND second_id = ?)", append(args, s.staff)
	}
	return sql + " AND recused NOT LIKE ?", append(args, "%"+recusedMark(s.staff)+"%")
}

// seat is what the seat may know of. It fits the rows of the counters, too, which know of no person.
func (s Scope) seat() (string, []any) {
	if s.worker {
		return "1 = 1", nil
	}
	switch s.sight {
	case org.SeesUnit:
		return "wall_unit = 0 AND routed > 0 AND (owner_unit = ? OR co_unit = ? OR territory_unit = ?)", []any{s.unit, s.unit, s.unit}
	case org.SeesCity:
		return "wall_unit = 0 AND suspicious = 0", nil
	case org.SeesWalled:
		return "(wall_unit <> ? AND wall_unit >= ? OR wall_unit = ?)", []any{org.CityID, WallAny, s.one}
	case org.SeesAddressed:
		return "owner_unit = ? AND (wall_unit >= ? OR wall_unit = ?)", []any{s.unit, WallAny, s.one}
	default:
		return "1 = 0", nil
	}
}

// sees is the same predicate on one lead in hand; a property test holds the two together.
func (s Scope) sees(l *Lead) bool {
	if s.worker {
		return true
	}
	if strings.Contains(l.Recused, recusedMark(s.staff)) {
		return false
	}
	if s.second && l.restricted() && l.SecondID == s.staff {
		return true
	}
	switch s.sight {
	case org.SeesUnit:
		return l.WallUnit == 0 && l.Routed > 0 && (l.OwnerUnit == s.unit || l.CoUnit == s.unit || l.TerritoryUnit == s.unit)
	case org.SeesCity:
		return l.WallUnit == 0 && !l.Suspicious
	case org.SeesWalled:
		return l.WallUnit != org.CityID && !l.restricted() || l.WallUnit == s.one
	case org.SeesAddressed:
		return l.OwnerUnit == s.unit && (!l.restricted() || l.WallUnit == s.one)
	default:
		return false
	}
}
