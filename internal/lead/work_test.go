package lead

import (
	"slices"
	"testing"

	"sunlead/internal/org"
)

// What a reporter brings is heard by who has the lead in hand, also after its end; of an unrouted one whoever gets it reads it.
func TestTellHolder_tellsWhoHasItInHand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		l    Lead
		want []org.Role
	}{
		{Lead{OwnerUnit: org.CityID}, nil},
		{Lead{Routed: 1, OwnerUnit: org.DisciplineID}, []org.Role{org.DisciplineOfficer}},
		{Lead{Routed: 1, OwnerUnit: 650102, Reopened: 1}, []org.Role{org.Leader}},
		{Lead{Routed: 1, OwnerUnit: 650102, State: Closed}, []org.Role{org.Handler}},
	} {
		st := &step{l: &c.l}
		st.tellHolder("message.files")
		var got []org.Role
		for _, j := range st.jobs {
			m, _ := j.Payload.(Message)
			got = append(got, m.Roles...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.l.State, got, c.want)
		}
	}
}
