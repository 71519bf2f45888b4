package lead

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/org"
)

// factsOfAll reads what routing looks at, for each lead in its place.
func factsOfAll(ctx context.Context, c db.Conn, leads []Lead) ([]Facts, error) {
	var ids []int64
	facts := make([]Facts, len(leads))
	for i := range leads {
		l := &leads[i]
		facts[i] = Facts{
			Category: l.Category, About: l.About, Nature: l.Nature, ToCity: l.ToCity, District: l.District, Suspicious: l.Suspicious,
		}
		if l.SchoolID != 0 {
			ids = append(ids, l.SchoolID)
		}
	}
	if len(ids) == 0 {
		return facts, nil
	}
	schools, err := gorm.G[org.School](c.Gorm(ctx)).Where("id IN ?", ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("schools of leads: %w", err)
	}
	of := map[int64]org.Affiliation{}
	for _, school := range schools {
		of[school.ID] = school.Affiliation
	}
	for i := range leads {
		facts[i].Affiliation = of[leads[i].SchoolID]
	}
	return facts, nil
}

func textOf(ctx context.Context, c db.Conn, id int64) (Text, error) {
	t, err := first(gorm.G[Text](c.Gorm(ctx)).Where("lead_id = ?", id).Limit(1).Find(ctx))
	if err != nil || t == nil {
		return Text{}, err
	}
	return *t, nil
}

func clocksOf(ctx context.Context, c db.Conn, id int64) ([]Clock, error) {
	return gorm.G[Clock](c.Gorm(ctx)).Where("lead_id = ?", id).Order("started, due, kind").Find(ctx)
}

// runningLimit is the end of the lead's running clock of a kind, 0 for none.
func runningLimit(ctx context.Context, c db.Conn, id int64, kind string) (int64, error) {
	l, err := first(gorm.G[Clock](c.Gorm(ctx)).Where("lead_id = ? AND kind = ? AND stopped = 0", id, kind).Limit(1).Find(ctx))
	if err != nil || l == nil {
		return 0, err
	}
	return l.Due, nil
}

// legalLimits are the law's limits that run, by lead.
func legalLimits(ctx context.Context, c db.Conn, ids []int64) (map[int64]int64, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[Clock](c.Gorm(ctx)).Where("lead_id IN ? AND kind = ? AND stopped = 0", ids, clockLawAnswer).Order("lead_id, round").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read clocks: %w", err)
	}
	limits := make(map[int64]int64, len(rows))
	for _, r := range rows {
		limits[r.LeadID] = r.Due
	}
	return limits, nil
}

func draftsOf(ctx context.Context, c db.Conn, id int64) ([]Draft, error) {
	return gorm.G[Draft](c.Gorm(ctx)).Where("lead_id = ?", id).Order("id").Find(ctx)
}

func notesOf(ctx context.Context, c db.Conn, id int64) (map[int64]string, error) {
	rows, err := gorm.G[note](c.Gorm(ctx)).Where("lead_id = ?", id).Order("id").Find(ctx)
	notes := make(map[int64]string, len(rows))
	for _, r := range rows {
		notes[r.ID] = r.Text
	}
	return notes, err
}

func itemsOf(ctx context.Context, c db.Conn, id int64) ([]int, error) {
	rows, err := gorm.G[item](c.Gorm(ctx)).Where("lead_id = ?", id).Order("print_no").Find(ctx)
	return printNos(rows), err
}

// stepsDue reads one index: its cost follows the number due, not the size of the ledger.
func (s *Service) stepsDue(ctx context.Context, now int64) ([]int64, error) {
	var ids []int64
	err := s.DB.Gorm(ctx).Model(&Lead{}).Where("open = 1 AND next_step_at > 0 AND next_step_at <= ?", now).
		Order("next_step_at, id").Limit(sweepMax).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("steps due: %w", err)
	}
	return ids, nil
}

// NextStepAt returns the earliest step due until then, for a clock that is moved by hand; false for none.
func (s *Service) NextStepAt(ctx context.Context, until time.Time) (time.Time, bool, error) {
	var at []int64
	err := s.DB.Gorm(ctx).Model(&Lead{}).Where("open = 1 AND next_step_at > 0 AND next_step_at <= ?", clock.Milli(until)).
		Order("next_step_at, id").Limit(1).Pluck("next_step_at", &at).Error
	if err != nil || len(at) == 0 {
		return time.Time{}, false, err
	}
	return clock.FromMilli(at[0]), true, nil
}

// StepsTaken counts the steps taken of one lead, for tests and the administrator.
func (s *Service) StepsTaken(ctx context.Context, number string) (map[string]int, error) {
	var rows []taken
	err := s.DB.Gorm(ctx).Where("lead_id = (SELECT id FROM leads WHERE number = ?)", db.Code(number)).Order("taken, step").Find(&rows).Error
	out := map[string]int{}
	for _, r := range rows {
		out[r.Step]++
	}
	return out, err
}

func (s *Service) byID(ctx context.Context, id int64) (*Lead, error) {
	return must(first(gorm.G[Lead](s.DB.Gorm(ctx)).Where("id = ?", id).Limit(1).Find(ctx)))
}

func (s *Service) byNumber(ctx context.Context, number string) (*Lead, error) {
	return must(first(gorm.G[Lead](s.DB.Gorm(ctx)).Where("number = ?", db.Code(number)).Limit(1).Find(ctx)))
}

// must turns "none" into NotFound.
func must(l *Lead, err error) (*Lead, error) {
	if err == nil && l == nil {
		return nil, errNotFound
	}
	return l, err
}

// knownOf are those of some leads that are within the scope.
func knownOf(ctx context.Context, c db.Conn, sc Scope, ids []int64) (known []int64, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	where, args := sc.predicate()
	if err := c.Gorm(ctx).Model(&Lead{}).Where("id IN ?", ids).Where(where, args...).Pluck("id", &known).Error; err != nil {
		return nil, fmt.Errorf("known leads: %w", err)
	}
	return known, nil
}
