package lead

import (
	"context"
	"slices"
	"strings"

	"sunlead/internal/deadline"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// LateStage is how far the ladder of a late lead has come, and what people did about it.
type LateStage string

// The stages, in the order in which a lead passes them.
const (
	StageOverdue    LateStage = "overdue"    // 已超期
	StageUrged      LateStage = "urged"      // 已催办
	StageDrafted    LateStage = "drafted"    // 督办待签发
	StageSupervised LateStage = "supervised" // 已督办
	StageNoticed    LateStage = "noticed"    // 已抄告
)

// LateStages lists all of them.
func LateStages() []LateStage {
	return []LateStage{StageOverdue, StageUrged, StageDrafted, StageSupervised, StageNoticed}
}

// stageSQL is each stage as a question about a late lead; together they hold every one, once.
var stageSQL = map[LateStage]string{
	StageOverdue:    "last_step NOT IN ('urge', 'supervise', 'notice')",
	StageUrged:      "last_step = 'urge'",
	StageDrafted:    "last_step = 'supervise' AND supervised_due <> due",
	StageSupervised: "last_step = 'supervise' AND supervised_due = due",
	StageNoticed:    "last_step = 'notice'",
}

// LateStage is that of a late lead by its last step; "" for one of which the ladder has not told that it is late.
func (l *Lead) LateStage() LateStage {
	switch {
	case !l.owed() || !pressed(l):
		return ""
	case l.LastStep == deadline.StepUrge:
		return StageUrged
	case l.LastStep == deadline.StepNotice:
		return StageNoticed
	case l.LastStep != deadline.StepSupervise:
		return StageOverdue
	case l.SupervisedDue == l.Due:
		return StageSupervised
	default:
		return StageDrafted
	}
}

// StageCounts returns how many late leads stand at each stage, of one owner or, with 0, of all, within the actor's
// scope. It is one question. Beyond 10,000 late leads it counts no further: many is then true.
func (s *Service) StageCounts(ctx context.Context, a org.Actor, unit int64) (n map[LateStage]int, many bool, err error) {
	n = map[LateStage]int{}
	rows, err := s.lateByStage(ctx, a, Filter{Late: true, Unit: unit})
	all := 0
	for _, r := range rows {
		l := Lead{Open: true, State: InProgress, LastStep: r.LastStep, Due: 1}
		if r.Issued {
			l.SupervisedDue = 1
		}
		stage := l.LateStage()
		if stage == "" {
			stage = StageOverdue // late for a moment, until the sweep comes by
		}
		n[stage] += r.N
		all += r.N
	}
	return n, all >= countMax, err
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
		entries := trails[trail.LeadStream(l.ID)]
		b := LateBeside{Last: lastDeed(entries)}
		if letter := letters[taken{LeadID: l.ID, Due: l.Due}]; letter > 0 && l.waitsFor(letter, entries) {
			b.Letter = letter
		}
		out[l.ID] = b
	}
	return out, nil
}

// waitsFor reports that a 督办单 was drafted for the owner, and not issued, as the trail tells.
func (l *Lead) waitsFor(letter int64, entries []trail.Entry) (waits bool) {
	for _, e := range entries {
		switch v := e.Values(); e.Kind {
		case "step." + deadline.StepSupervise:
			waits = waits || idIn(v, "due") == l.Due && idIn(v, "owner") == l.OwnerUnit
		case "issued":
			if idIn(v, "letter") == letter {
				return false
			}
		}
	}
	return waits
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
