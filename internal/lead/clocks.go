package lead

import (
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/deadline"
)

// startClocks starts the promises and the 15 days of acceptance, and sets T and the first step.
func (s *Service) startClocks(l *Lead, at time.Time) []Clock {
	kinds := []string{clockSign, clockContact, l.answerClock(), clockLawAccept}
	var clocks []Clock
	for _, kind := range kinds {
		if kind == clockContact && l.Anonymous {
			continue
		}
		clocks = append(clocks, s.clock(l, kind, at))
	}
	l.Due = s.due(l.answerClock(), at)
	s.setStep(l, "")
	return clocks
}

// answerClock is the promise by which an answer is owed: the 24-hour class has its own, in plain hours.
func (l *Lead) answerClock() string {
	if l.Urgent {
		return clockUrgent
	}
	return clockAnswer
}

func (s *Service) clock(l *Lead, kind string, from time.Time) Clock {
	rule, _ := s.Rules.ByID(kind)
	return Clock{
		LeadID: l.ID, Kind: kind, Round: l.Reopened, RuleVersion: rule.Version, CalendarVersion: s.Calendar().Version,
		Started: clock.Milli(from), Due: s.due(kind, from),
	}
}

func (s *Service) due(kind string, from time.Time) int64 {
	rule, _ := s.Rules.ByID(kind)
	return clock.Milli(deadline.Due(s.Calendar(), rule, from).At)
}

// The clocks of a lead are rules of internal/deadline.
const (
	clockSign          = deadline.RuleSign
	clockContact       = deadline.RuleContact
	clockAnswer        = deadline.RuleAnswer
	clockUrgent        = deadline.RuleUrgent
	clockAnswerComplex = deadline.RuleAnswerComplex
	clockLawAccept     = deadline.RuleLawAccept
	clockLawAnswer     = deadline.RuleLawAnswer
)

var allClocks = []string{clockSign, clockContact, clockAnswer, clockAnswerComplex, clockUrgent, clockLawAccept, clockLawAnswer}

// promises are the clocks that stand still while a lead is merged: it is answered with its main case. The law's run on.
var promises = []string{clockSign, clockContact, clockAnswer, clockAnswerComplex, clockUrgent}
