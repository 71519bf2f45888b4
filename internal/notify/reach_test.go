package notify

import (
	"testing"

	"sunlead/internal/org"
)

// What one account alone may know of reaches that account and nobody else, whoever is named and whatever seat it is for.
func TestMayReach_oneAccount(t *testing.T) {
	t.Parallel()
	one := org.Staff{ID: 7, UnitID: org.CityID, Role: org.Leader, Named: true}
	m := Message{Wall: org.OnlyFor(one.ID)}
	if !m.mayReach(one) {
		t.Error("not the one it is for")
	}
	for _, p := range []org.Staff{
		{ID: 8, UnitID: org.CityID, Role: org.Leader, Named: true},
		{ID: 9, UnitID: org.DisciplineID, Role: org.DisciplineOfficer, Named: true},
		{ID: 10, UnitID: 650102, Role: org.Leader},
	} {
		if m.mayReach(p) {
			t.Errorf("%s of %d is told", p.Role, p.UnitID)
		}
	}
}
