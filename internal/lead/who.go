package lead

import (
	"slices"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// systemActor is the worker; reporterActor is whoever holds the 查询码.
var (
	systemActor   = org.Actor{Name: "system"}
	reporterActor = org.Actor{Name: "reporter"}
)

func system(a org.Actor, _ *Lead) bool   { return a == systemActor }
func reporter(a org.Actor, _ *Lead) bool { return a == reporterActor }

// works reports a person who handles cases.
func works(a org.Actor) bool { return a.Role == org.Handler || a.Role == org.Leader }

// owner: who works in the unit that owns the lead. The first reopening belongs to the unit's leader.
func owner(a org.Actor, l *Lead) bool {
	return works(a) && a.Unit == l.OwnerUnit && ScopeOf(a).sees(l)
}

// signer: the owner, or the worker when nobody signed in time; what was reopened must be signed by a person.
func signer(a org.Actor, l *Lead) bool { return system(a, l) && l.State == Assigned || owner(a, l) }

// objector: only a district was given the lead by somebody else.
func objector(a org.Actor, l *Lead) bool { return a.Kind == org.District && owner(a, l) }

// arbiter: the city's staff decide who handles what was returned.
func arbiter(a org.Actor, l *Lead) bool {
	return works(a) && a.Unit == org.CityID && ScopeOf(a).sees(l)
}

// recuser: whoever handles cases and may know of this one.
func recuser(a org.Actor, l *Lead) bool { return works(a) && ScopeOf(a).sees(l) }

// dispatcher: the city's staff and its 专班, of what they may know.
func dispatcher(a org.Actor, l *Lead) bool {
	return (works(a) || a.Role == org.Monitor) && a.Unit == org.CityID && ScopeOf(a).sees(l)
}

// decider: a leader of the owner, or of the city, who is the second person where a district has one clerk.
func decider(a org.Actor, l *Lead) bool {
	return a.Role == org.Leader && (a.Unit == l.OwnerUnit || a.Unit == org.CityID) && ScopeOf(a).sees(l)
}

// ballLeader: a leader of the unit that has to act.
func ballLeader(a org.Actor, l *Lead) bool {
	return a.Role == org.Leader && a.Unit == l.ball() && ScopeOf(a).sees(l)
}

// judge: a decider; of what one person alone may know of, the second person, who decides without seeing it.
func judge(a org.Actor, l *Lead) bool { return decider(a, l) || seconds(a, l) }

// seconds: the named leader of the city who agreed that one person alone may know of the lead.
func seconds(a org.Actor, l *Lead) bool {
	sc := deciding(a)
	return sc.second && l.restricted() && sc.sees(l)
}

// cityLeader: a leader of the city, of what they may know.
func cityLeader(a org.Actor, l *Lead) bool {
	return a.Role == org.Leader && a.Unit == org.CityID && ScopeOf(a).sees(l)
}

// closer: the owner, or the worker when nobody closed for 15 days.
func closer(a org.Actor, l *Lead) bool { return system(a, l) || owner(a, l) }

// outside is nobody of the staff: the reporter, or the worker.
func outside(a org.Actor, l *Lead) bool { return reporter(a, l) || system(a, l) }

// answerer: the reporter, who took their answer down, or the worker when none came.
func answerer(a org.Actor, l *Lead) bool { return outside(a, l) || owner(a, l) }

// unless asks a guard of everybody but some.
func unless(g guard, free who) guard {
	return func(a org.Actor, l *Lead) *errs.Error {
		if free(a, l) {
			return nil
		}
		return g(a, l)
	}
}

func contactReader(a org.Actor, l *Lead) bool { return owner(a, l) }

// reader: whoever may know of the lead.
func reader(a org.Actor, l *Lead) bool { return ScopeOf(a).sees(l) }

// notWalled: a walled lead is never given away by hand, least of all to whom it accuses.
func notWalled(_ org.Actor, l *Lead) *errs.Error {
	if l.Walled() {
		return errs.New(errs.Conflict, "move.walled")
	}
	return nil
}

func notOwnDraft(a org.Actor, l *Lead) *errs.Error {
	if a.ID == l.HandlerID {
		return errs.New(errs.Forbidden, "move.own_draft")
	}
	return nil
}

// somebodyElse: what was not solved goes to another person, and the first time to the unit's leader; where one person alone
// may know of it there is no other.
func somebodyElse(a org.Actor, l *Lead) *errs.Error {
	if l.Reopened == 0 || l.restricted() {
		return nil
	}
	if a.ID == l.LastHandlerID {
		return errs.New(errs.Forbidden, "move.somebody_else")
	}
	if l.OwnerUnit != org.CityID && a.Role != org.Leader {
		return errs.New(errs.Forbidden, "move.leader_only")
	}
	return nil
}

// returnable: each district objects once, and after the second objection nobody does; what was answered is past it.
func returnable(_ org.Actor, l *Lead) *errs.Error {
	switch {
	case l.Reopened > 0:
		return errs.New(errs.Conflict, "return.late")
	case l.Returns >= returnsMax:
		return errs.New(errs.Conflict, "return.final")
	case l.ReturnedUnit == l.OwnerUnit:
		return errs.New(errs.Conflict, "return.once")
	default:
		return nil
	}
}

// answers are the states in which the body that a 转送函 went to may answer.
var answers = []State{InProgress, WaitingReporter, ReviewPending, ExtendPending, Replied, Reopened, Closed}

func wasTransferred(_ org.Actor, l *Lead) *errs.Error {
	if l.Transferred == 0 {
		return errs.New(errs.Conflict, "receipt.none")
	}
	return nil
}

// afterSigning are the states in which somebody has had the lead in hand.
func afterSigning() []State {
	return slices.DeleteFunc(States(), func(s State) bool {
		return s == StateNew || s == Assigned || s == Reopened || s == Merged
	})
}

// handsOver: a hand-over is proposed by who knows the matter, one at a time.
func handsOver(_ org.Actor, l *Lead) *errs.Error {
	if l.Signed == 0 {
		return errs.New(errs.Conflict, "hand_over.unsigned")
	}
	if l.HandOver == OverProposed {
		return errs.New(errs.Conflict, "hand_over.waiting")
	}
	return nil
}

func notAccepted(_ org.Actor, l *Lead) *errs.Error {
	if l.Accepted != 0 {
		return errs.New(errs.Conflict, "move.accepted_before")
	}
	return nil
}

func leftContact(_ org.Actor, l *Lead) *errs.Error {
	if l.Anonymous {
		return errs.New(errs.Conflict, "move.anonymous")
	}
	return nil
}

// mergeable: a lead with others merged into it is a main case, and what did not solve a lead is told to its reporter alone.
func mergeable(_ org.Actor, l *Lead) *errs.Error {
	switch {
	case l.Reopened > 0:
		return errs.New(errs.Conflict, "merge.reopened")
	case l.Children > 0:
		return errs.New(errs.Conflict, "merge.has_children", "n", l.Children)
	default:
		return nil
	}
}

// reopenMax is how often 没有解决 reopens a lead (domain rule 1.13).
const reopenMax = 2

func rateable(_ org.Actor, l *Lead) *errs.Error {
	if l.Replied == 0 || l.Rating != "" {
		return errs.New(errs.Conflict, "move.not_rateable")
	}
	return nil
}

func reopenable(a org.Actor, l *Lead) *errs.Error {
	if l.Reopened >= reopenMax {
		return errs.New(errs.Conflict, "move.reopened_enough")
	}
	return rateable(a, l)
}
