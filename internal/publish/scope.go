package publish

import "sunlead/internal/org"

// scope is which publications an actor may know of before they are public. Its zero value matches nothing. Every read
// by staff puts the same predicate into its query.
type scope struct {
	sight org.Sight
	unit  int64
}

func scopeOf(a org.Actor) scope {
	if !a.Can(org.ReadPublications) {
		return scope{}
	}
	return scope{a.Sight(), a.Unit}
}

// predicate is the scope as SQL on the table publications.
func (s scope) predicate() (string, []any) {
	switch s.sight {
	case org.SeesUnit:
		return "unit_id = ?", []any{s.unit}
	case org.SeesCity, org.SeesWalled:
		return "1 = 1", nil
	default:
		return "1 = 0", nil
	}
}
