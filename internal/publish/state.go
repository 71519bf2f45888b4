package publish

import (
	"slices"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// Move is what somebody does with a publication.
type Move string

// The moves.
const (
	Write    Move = "write" // also the first writing
	Submit   Move = "submit"
	Approve  Move = "approve"
	Agree    Move = "agree"
	SendBack Move = "send_back"
	Withdraw Move = "withdraw"
	Drop     Move = "drop"
	Replace  Move = "replace" // a newer one took its place
)

// rule is one line of the table: from where, who, and where to.
type rule struct {
	from []State
	who  func(a org.Actor, p *Publication) bool
	to   func(p *Publication) State
	two  bool // not by anybody who wrote it
}

// rules is the whole way of a publication. Replace is no move of a person.
var rules = map[Move]rule{
	Write:    {[]State{Draft, Returned}, writer, stay, false},
	Submit:   {[]State{Draft, Returned}, writer, submitted, false},
	Drop:     {[]State{Draft, Returned}, writer, always(Dropped), false},
	Approve:  {[]State{Pending}, leader, approved, true},
	Agree:    {[]State{Agreeing}, agreer, always(Published), true},
	SendBack: {[]State{Pending, Agreeing}, decider, always(Returned), false},
	Withdraw: {[]State{Published}, withdrawer, always(Withdrawn), false},
}

func writer(a org.Actor, p *Publication) bool {
	return a.Can(org.WritePublication) && a.Unit == p.UnitID
}

func leader(a org.Actor, p *Publication) bool {
	return a.Can(org.DecidePublished) && a.Unit == p.UnitID
}

// agreer: a leader of the city who may also know of what is walled; any other would agree without knowing.
func agreer(a org.Actor, _ *Publication) bool {
	return a.Can(org.AgreePublished) && a.Sight() == org.SeesWalled
}

func decider(a org.Actor, p *Publication) bool {
	if p.State == Agreeing {
		return agreer(a, p)
	}
	return leader(a, p)
}

func withdrawer(a org.Actor, p *Publication) bool {
	return a.Can(org.DecidePublished) && (a.Unit == p.UnitID || a.Unit == org.CityID)
}

func stay(p *Publication) State { return p.State }

func always(s State) func(*Publication) State { return func(*Publication) State { return s } }

// submitted: what the city itself writes as a 辟谣 goes to who may agree at once.
func submitted(p *Publication) State {
	if p.IsRumour() && ofCity(p) {
		return Agreeing
	}
	return Pending
}

func approved(p *Publication) State {
	if p.IsRumour() {
		return Agreeing
	}
	return Published
}

// Can tells why the actor may not make a move now, nil when they may. wrote says that they wrote a version of it.
func Can(a org.Actor, m Move, p *Publication, wrote bool) error {
	r, ok := rules[m]
	switch {
	case !ok || !r.who(a, p):
		return errs.New(errs.Forbidden, "publish.refused.seat")
	case !slices.Contains(r.from, p.State):
		return errs.New(errs.Conflict, "publish.refused.state")
	case r.two && wrote:
		return errs.New(errs.Forbidden, "publish.refused.own")
	}
	return nil
}
