package demo

import (
	"testing"

	"sunlead/internal/org"
)

// The demo shows no seat that an administrator could not give.
func TestAccounts_sitWhereThereIsASeat(t *testing.T) {
	t.Parallel()
	for _, s := range Accounts() {
		exists, mayBeNamed := org.Posted(s.Role, org.UnitByID(s.UnitID).Kind)
		if !exists || s.Named && !mayBeNamed {
			t.Errorf("%s: %s at %s, named %v", s.UserName, s.Role, org.UnitName(s.UnitID), s.Named)
		}
	}
}
