package lead

import (
	"context"
	"slices"
	"strings"

	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// LateStage is how far the ladder of a late lead has come, and what people did about it. The first two are steps, of
// which a lead stands at one; a 督办单 waits, or was issued, beside whatever step came after it.
type LateStage string

// The stages, in the order in which a lead passes them.
const (
	StageOverdue    LateStage = "overdue"    // 已超期: nobody was pressed yet
	StageUrged      LateStage = "urged"      // 已催办: and there is no 督办单
	StageDrafted    LateStage = "drafted"    // 督办待签发: a leader of the city can issue one now
	StageSupervised LateStage = "supervised" // 已督办
	StageNoticed    LateStage = "noticed"    // 已抄告
)

// LateStages lists all of them.
func LateStages() []LateStage {
	return []LateStage{StageOverdue, StageUrged, StageDrafted, StageSupervised, StageNoticed}
}

// A 督办单 of the date that waits, and one that was issued. While the city decides who handles the lead, none waits: it
// would press on nobody.
const (
	draftedSQL    = "(drafted_due = due AND state NOT IN ('new', 'return_pending'))"
	supervisedSQL = "supervised_due = due"
)

// stageSQL is each stage as a question about a late lead; together they hold every one, some twice.
var stageSQL = map[LateStage]string{
	StageOverdue:    "last_step NOT IN ('urge', 'supervise', 'notice')",
	StageUrged:      "last_step IN ('urge', 'supervise') AND NOT " + draftedSQL + " AND NOT " + supervisedSQL,
	StageDrafted:    draftedSQL,
	StageSupervised: supervisedSQL,
	StageNoticed:    "last_step = 'notice'",
}

// LateStages are those of a late lead, in order; none of one of which the ladder has not told that it is late.
func (l *Lead) LateStages() (at []LateStage) {
	if !l.owed() || !pressed(l) {
		return nil
	}
	if l.awaits() {
		at = append(at, StageDrafted)
	}
	if l.SupervisedDue == l.Due {
		at = append(at, StageSupervised)
	}
	switch {
	case l.LastStep == deadline.StepNotice:
		return append(at, StageNoticed)
	case len(at) > 0:
		return at
	case l.LastStep == deadline.StepOverdue:
		return []LateStage{StageOverdue}
	default:
		return []LateStage{StageUrged}
	}
}

// awaits reports that a 督办单 to who has to act waits to be issued.
func (l *Lead) awaits() bool {
	return l.Due != 0 && l.DraftedDue == l.Due && l.ball() != org.CityID
}

// StageCounts returns how many late leads stand at each stage, and how many there are, which is less where some stand at
// two; of one owner or, with 0, of all, within the actor's scope. It is one question. Beyond 10,000 late leads it counts
// no further: all is then 10,001.
func (s *Service) StageCounts(ctx context.Context, a org.Actor, unit int64) (n map[LateStage]int, all int, err error) {
	n = map[LateStage]int{}
	rows, err := s.lateByStage(ctx, a, Filter{Late: true, Unit: unit})
	for _, r := range rows {
		all += r.N
		for _, stage := range r.stages() {
			n[stage] += r.N
		}
	}
	return n, all, err
}

// stages are those of the leads of a row; what the sweep has not come by yet is late all the same.
func (r staged) stages() []LateStage {
	l := Lead{Open: true, State: InProgress, OwnerUnit: -1, LastStep: r.LastStep, Due: 1}
	if r.Drafted {
		l.DraftedDue = 1
	}
	if r.Issued {
		l.SupervisedDue = 1
	}
	if at := l.LateStages(); len(at) > 0 {
		return at
	}
	return []LateStage{StageOverdue}
}

// LateBeside is what a list of late leads shows beside each.
type LateBeside struct {
	Last   trail.Entry // what was done last, by whomever, but for the ladder itself
	Letter int64       // the 督办单 that waits to be issued; 0 for none
}

// BesideLate reads what stands beside late leads, by id; two questions, however many leads there are.
func (s *Service) BesideLate(ctx context.Context, leads []Lead) (map[int64]LateBeside, error) {
	trails, err := s.trailsOf(ctx, leads)
	if err != nil {
		return nil, err
	}
	letters, err := supervising(ctx, s.DB, Page{Leads: leads}.ids())
	if err != nil {
		return nil, err
	}
	out := make(map[int64]LateBeside, len(leads))
	for i := range leads {
		l := &leads[i]
		b := LateBeside{Last: lastDeed(trails[trail.LeadStream(l.ID)])}
		if l.awaits() {
			b.Letter = letters[taken{LeadID: l.ID, Due: l.Due}]
		}
		out[l.ID] = b
	}
	return out, nil
}

// lastDeed is the last entry that is neither a step of the ladder nor a look at the case.
func lastDeed(entries []trail.Entry) (last trail.Entry) {
	for _, e := range entries {
		if !strings.HasPrefix(e.Kind, "step.") && !slices.Contains([]string{"revealed", "letter"}, e.Kind) {
			last = e
		}
	}
	return last
}
