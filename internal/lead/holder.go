package lead

import (
	"slices"

	"sunlead/internal/deadline"
	"sunlead/internal/org"
)

// Holder is who has to act now (当前责任方).
type Holder string

// The holders.
const (
	HeldByHandler    Holder = "handler"    // the owner's handlers
	HeldByLeader     Holder = "leader"     // the owner's leader
	HeldByCity       Holder = "city"       // city dispatch
	HeldByReporter   Holder = "reporter"   //
	HeldByDiscipline Holder = "discipline" // the discipline body, against which no clock runs
	HeldByMain       Holder = "main"       // whoever has the main case
	HeldByNobody     Holder = "nobody"     // it is over
)

// holders says in which state the ball is with whom.
var holders = map[State]Holder{
	StateNew:        HeldByCity,
	ReturnPending:   HeldByCity,
	Assigned:        HeldByHandler,
	InProgress:      HeldByHandler,
	Reopened:        HeldByHandler,
	ReviewPending:   HeldByLeader,
	ExtendPending:   HeldByLeader,
	WaitingReporter: HeldByReporter,
	Replied:         HeldByReporter,
	Closed:          HeldByNobody,
	Rejected:        HeldByNobody,
	Merged:          HeldByMain,
}

// Holder is who has to act now. What a district is to do again is its leader's, and so is what nobody
// has in hand by the due date.
func (l *Lead) Holder() Holder {
	h := holders[l.State]
	switch {
	case l.OwnerUnit == org.DisciplineID && l.Open:
		return HeldByDiscipline
	case h != HeldByHandler:
		return h
	case l.worker() == org.Leader, l.HandlerID == 0 && pressed(l):
		return HeldByLeader
	default:
		return h
	}
}

// seat is a unit, and who of it.
type seat struct {
	unit  int64
	roles []org.Role
}

// holderSeat is where the holder is told. Nobody reminds a reporter: the handler hears of it.
func (l *Lead) holderSeat() seat {
	switch l.Holder() {
	case HeldByLeader:
		return seat{l.OwnerUnit, []org.Role{org.Leader}}
	case HeldByCity:
		return seat{org.CityID, []org.Role{org.Handler, org.Leader, org.Monitor}}
	default:
		return seat{l.OwnerUnit, []org.Role{l.worker()}}
	}
}

// seats are those who hear of a step, each unit once.
func (l *Lead) seats(to []deadline.Recipient) []seat {
	var all []seat
	for _, r := range to {
		s := l.seatOf(r)
		i := slices.IndexFunc(all, func(x seat) bool { return x.unit == s.unit })
		if i < 0 {
			all = append(all, s)
			continue
		}
		for _, role := range s.roles {
			if !slices.Contains(all[i].roles, role) {
				all[i].roles = append(all[i].roles, role)
			}
		}
	}
	return all
}

func (l *Lead) seatOf(r deadline.Recipient) seat {
	switch r {
	case deadline.Leader:
		return seat{l.ball(), []org.Role{org.Leader}}
	case deadline.City:
		return seat{org.CityID, []org.Role{org.Handler, org.Leader, org.Monitor}}
	case deadline.Discipline:
		return seat{org.DisciplineID, []org.Role{org.DisciplineOfficer}}
	case deadline.Handler:
		return l.holderSeat()
	default:
		return l.holderSeat()
	}
}
