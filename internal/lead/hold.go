package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/org"
)

// hold is a time that is over in which one unit had to act on a lead. It is kept from the first step of the ladder on:
// before that there is no delay to answer for.
type hold struct {
	LeadID int64
	ID     int64
	Unit   int64
	Until  int64
}

// TableName tells the store where they lie.
func (hold) TableName() string { return "lead_holds" }

// ball is the unit that has to act: the city while it decides who handles the lead, otherwise its owner.
func (l *Lead) ball() int64 {
	if l.Holder() == HeldByCity {
		return org.CityID
	}
	return l.OwnerUnit
}

// passedOn is the time that ends with the step, when another unit has to act from now on.
func (st *step) passedOn(was *Lead) []hold {
	unit := was.ball()
	if unit == st.l.ball() || was.LastStep == "" && !was.Late(clock.FromMilli(st.at)) {
		return nil
	}
	return []hold{{st.l.ID, st.tx.NextID(), unit, st.at}}
}

// past is what is stored of how a lead came to be late: who had to act until when, and the steps that were taken.
type past struct {
	holds []hold
	steps []taken
}

// span is a time in which one unit had to act.
type span struct{ unit, from, until int64 }

// spans are the times up to an instant, in order.
func (p past) spans(l *Lead, at int64) (all []span) {
	from := int64(0)
	for _, h := range p.holds {
		all, from = append(all, span{h.Unit, from, h.Until}), h.Until
	}
	return append(all, span{l.ball(), from, at})
}

// daysOf are the working days past the due date in which a unit had to act.
func (s *Service) daysOf(l *Lead, unit, at int64, p past) (days int) {
	for _, x := range p.spans(l, at) {
		if from := max(l.Due, x.from); x.unit == unit && x.until > from {
			days += deadline.WorkingDaysBetween(s.Calendar(), clock.FromMilli(from), clock.FromMilli(x.until))
		}
	}
	return days
}

// toAnswer is the unit that answers for the delay: who has to act, or, on the day of taking over, who let most days pass.
func (s *Service) toAnswer(l *Lead, at int64, p past) int64 {
	unit := l.ball()
	if s.daysOf(l, unit, at, p) > 0 {
		return unit
	}
	most := 0
	for _, h := range p.holds {
		if n := s.daysOf(l, h.Unit, at, p); n > most {
			unit, most = h.Unit, n
		}
	}
	return unit
}

// during reports that a step was taken while a unit had to act; of a lead that never passed on, every step was.
func (p past) during(l *Lead, unit, at int64, id string) bool {
	if len(p.holds) == 0 {
		return unit == l.ball()
	}
	i := slices.IndexFunc(p.steps, func(t taken) bool { return t.Step == id && t.Due == l.Due })
	if i < 0 {
		return false
	}
	return slices.ContainsFunc(p.spans(l, at), func(x span) bool {
		return x.unit == unit && x.from < p.steps[i].Taken && p.steps[i].Taken <= x.until
	})
}

// pasts are those of leads, by id. What never passed on has none, and nothing but the key is read for it.
func pasts(ctx context.Context, c db.Conn, ids []int64) (map[int64]past, error) {
	all := map[int64]past{}
	if len(ids) == 0 {
		return all, nil
	}
	var holds []hold
	if err := c.Gorm(ctx).Where("lead_id IN ?", ids).Order("lead_id, id").Find(&holds).Error; err != nil {
		return nil, fmt.Errorf("read who held leads: %w", err)
	}
	var passed []int64
	for _, h := range holds {
		p := all[h.LeadID]
		p.holds, passed = append(p.holds, h), append(passed, h.LeadID)
		all[h.LeadID] = p
	}
	if len(passed) == 0 {
		return all, nil
	}
	var steps []taken
	if err := c.Gorm(ctx).Where("lead_id IN ?", slices.Compact(passed)).Order("lead_id, due, step").Find(&steps).Error; err != nil {
		return nil, fmt.Errorf("read steps: %w", err)
	}
	for _, t := range steps {
		p := all[t.LeadID]
		p.steps = append(p.steps, t)
		all[t.LeadID] = p
	}
	return all, nil
}

// delay is what letters of the ladder say: whose lead is how late. A date of its own tells what they are about.
func (s *Service) delay(l *Lead, unit, at int64, p past) map[string]any {
	return map[string]any{"due": l.Due, "owner": unit, "days": s.daysOf(l, unit, at, p)}
}

// stepsBefore are the steps taken before one while a unit had to act, in order: what the program sent by itself, and of
// letters only those that somebody issued.
func (st *step) stepsBefore(id string, unit int64, p past) string {
	var ids []string
	for _, s := range ladderOf(st.l).Steps {
		if s.ID == id {
			break
		}
		if p.during(st.l, unit, st.at, s.ID) && (s.ID != deadline.StepSupervise || st.l.SupervisedDue == st.l.Due) {
			ids = append(ids, s.ID)
		}
	}
	if talk := st.batch.talked[st.l.ID]; talk.Presses(st.l) {
		ids = append(ids, string(LetterTalk))
	}
	return strings.Join(ids, ",")
}
