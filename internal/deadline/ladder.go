package deadline

import (
	"slices"
	"time"
)

// Recipient says who hears of a step. The lead's owner decides which person that is.
type Recipient string

// The recipients.
const (
	Handler    Recipient = "handler"    // who has the lead in hand: the ledger knows by its state
	Leader     Recipient = "leader"     // that unit's leader
	City       Recipient = "city"       // the city bureau
	Discipline Recipient = "discipline" // the discipline body
)

// The ids of the steps that ship.
const (
	StepRemind    = "remind"    // 临期提醒
	StepOverdue   = "overdue"   // 超期提醒
	StepUrge      = "urge"      // 催办
	StepSupervise = "supervise" // 督办
	StepNotice    = "notice"    // 《超期事项抄告》
)

// Step is one rung: what happens when a lead is that late.
type Step struct {
	ID          string
	Offset      int // working days after T, the due date of the answer clock; negative before it
	BeforeLegal int // when above 0: already that many days before the legal limit, if there is one
	To          []Recipient
	Explain     bool   // from here on the leader must explain the delay in writing
	Letter      string // kind of the letter the step drafts, "" for none; the ledger knows the kinds
}

// Ladder is the steps in the order they are taken, each exactly once.
type Ladder struct {
	Version string
	Steps   []Step
}

// DistrictLadder returns the ladder of leads owned by a district.
func DistrictLadder() Ladder {
	return Ladder{Version: "district-2025.1", Steps: []Step{
		{ID: StepRemind, Offset: -1, To: []Recipient{Handler}},
		{ID: StepOverdue, Offset: 0, To: []Recipient{Handler, Leader}},
		{ID: StepUrge, Offset: 1, To: []Recipient{Leader}, Explain: true, Letter: StepUrge},
		{ID: StepSupervise, Offset: 3, To: []Recipient{City}, Letter: StepSupervise},
		{ID: StepNotice, Offset: 5, BeforeLegal: 10, To: []Recipient{Discipline}, Letter: StepNotice},
	}}
}

// CityLadder returns the ladder of leads owned by the city: the same steps, climbing inside the bureau until
// the notice leaves it. A bureau writes itself no letters.
func CityLadder() Ladder {
	return Ladder{Version: "city-2025.2", Steps: []Step{
		{ID: StepRemind, Offset: -1, To: []Recipient{Handler}},
		{ID: StepOverdue, Offset: 0, To: []Recipient{Handler, Leader}},
		{ID: StepUrge, Offset: 1, To: []Recipient{Leader}, Explain: true},
		{ID: StepSupervise, Offset: 3, To: []Recipient{Leader}},
		{ID: StepNotice, Offset: 5, BeforeLegal: 10, To: []Recipient{Discipline}, Letter: StepNotice},
	}}
}

// Next returns the step after the last one taken, "" meaning none yet. It is false at the top, and for an id
// this ladder does not have: the caller must treat the latter as a fault, or the lead stops climbing.
func (l Ladder) Next(taken string) (Step, bool) {
	i := 0
	if taken != "" {
		i = l.index(taken) + 1
		if i == 0 {
			return Step{}, false
		}
	}
	if i >= len(l.Steps) {
		return Step{}, false
	}
	return l.Steps[i], true
}

// Explains reports whether a delay must have been explained once the step was taken.
func (l Ladder) Explains(taken string) bool {
	return slices.ContainsFunc(l.Steps[:l.index(taken)+1], func(s Step) bool { return s.Explain })
}

// Has reports whether the ladder has a step of the id.
func (l Ladder) Has(id string) bool { return l.index(id) >= 0 }

func (l Ladder) index(id string) int {
	for i, s := range l.Steps {
		if s.ID == id {
			return i
		}
	}
	return -1
}

// At returns the instant the step may be taken, for an answer due at due and a legal limit at legal, zero
// for none. The legal limit only ever brings a step forward, and never before the step below it: a notice
// tells of steps that were taken. The step must be one of the ladder's.
func (l Ladder) At(cal Calendar, step Step, due, legal time.Time) time.Time {
	at := AddWorkingDays(cal, due, step.Offset)
	if step.BeforeLegal <= 0 || legal.IsZero() {
		return at
	}
	if limit := legal.In(Beijing).AddDate(0, 0, -step.BeforeLegal); limit.Before(at) {
		at = limit
	}
	if i := l.index(step.ID); i > 0 {
		if below := l.At(cal, l.Steps[i-1], due, legal); at.Before(below) {
			at = below
		}
	}
	return at
}

// NextAt returns the step after the last one taken and its instant, as Next and At do.
func (l Ladder) NextAt(cal Calendar, taken string, due, legal time.Time) (Step, time.Time, bool) {
	step, ok := l.Next(taken)
	if !ok {
		return Step{}, time.Time{}, false
	}
	return step, l.At(cal, step, due, legal), true
}
