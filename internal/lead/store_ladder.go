package lead

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

// liveMute is the pause of the lead's due date that was not ended, the last if there were several; a Conflict when there
// is none.
func liveMute(ctx context.Context, c db.Conn, l *Lead) (*Mute, error) {
	m, err := first(gorm.G[Mute](c.Gorm(ctx)).Where("lead_id = ? AND due = ? AND ended = 0", l.ID, l.Due).Order("id DESC").Limit(1).Find(ctx))
	if err == nil && m == nil {
		return nil, errs.New(errs.Conflict, "mute.none")
	}
	return m, err
}

// updateMute writes who granted or ended a pause, once each.
func updateMute(ctx context.Context, tx db.Tx, m *Mute) error {
	up := tx.Gorm(ctx).Model(&Mute{}).Where("id = ? AND ended = 0", m.ID).Select("granted_by", "granted", "ended_by", "ended").Updates(m)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return up.Error
}

// endMutes ends all that a lead's owner had asked for, by nobody.
func endMutes(ctx context.Context, tx db.Tx, leadID, at int64) error {
	return tx.Gorm(ctx).Model(&Mute{}).Where("lead_id = ? AND ended = 0", leadID).Update("ended", at).Error
}

func mutesOf(ctx context.Context, c db.Conn, leadID int64) ([]Mute, error) {
	return gorm.G[Mute](c.Gorm(ctx)).Where("lead_id = ?", leadID).Order("id").Find(ctx)
}

func explanationsOf(ctx context.Context, c db.Conn, leadID int64) ([]Explanation, error) {
	return gorm.G[Explanation](c.Gorm(ctx)).Where("lead_id = ?", leadID).Order("written").Find(ctx)
}

// explanation is that of the lead's due date, nil for none.
func explanation(ctx context.Context, c db.Conn, l *Lead) (*Explanation, error) {
	if l.Due == 0 || l.ExplainedDue != l.Due {
		return nil, nil //nolint:nilnil // nobody has explained
	}
	return first(gorm.G[Explanation](c.Gorm(ctx)).Where("lead_id = ? AND due = ?", l.ID, l.Due).Order("written DESC").Limit(1).Find(ctx))
}

// draftedLetters are letters that nobody has issued, by id.
func draftedLetters(ctx context.Context, c db.Conn, ids []int64) ([]Letter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[Letter](c.Gorm(ctx)).Where("id IN ? AND issued = 0", ids).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	return rows, nil
}

// leadsByID are those of the leads that the scope sees.
func leadsByID(ctx context.Context, c db.Conn, sc Scope, ids []int64) (map[int64]Lead, error) {
	where, args := sc.predicate()
	var leads []Lead
	if err := c.Gorm(ctx).Where("id IN ?", ids).Where(where, args...).Find(&leads).Error; err != nil {
		return nil, fmt.Errorf("read leads: %w", err)
	}
	out := make(map[int64]Lead, len(leads))
	for i := range leads {
		out[leads[i].ID] = leads[i]
	}
	return out, nil
}

// staged is how many late leads have come so far.
type staged struct {
	LastStep string
	Drafted  bool // a 督办单 of this date waits
	Issued   bool // the 督办单 of this date
	N        int
}

// lateByStage counts late leads by how far they have come, at most countMax of them.
func (s *Service) lateByStage(ctx context.Context, a org.Actor, f Filter) ([]staged, error) {
	q, err := s.ask(ctx, a, f)
	if err != nil {
		return nil, err
	}
	const by = "last_step, drafted, issued"
	heads, args := q.heads("id, last_step, "+draftedSQL+" AS drafted, "+supervisedSQL+" AS issued", nil, countMax)
	var rows []staged
	sql := "SELECT " + by + ", COUNT(*) AS n FROM (" + union("id, "+by, heads) + " LIMIT ?) AS counted GROUP BY " + by + " ORDER BY " + by
	if err := s.DB.Gorm(ctx).Raw(sql, append(args, countMax)...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count late leads: %w", err)
	}
	return rows, nil
}

// supervising are the letters that the step to supervise drafted, by lead and due date.
func supervising(ctx context.Context, c db.Conn, ids []int64) (map[taken]int64, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[taken](c.Gorm(ctx)).Where("lead_id IN ? AND step = ?", ids, deadline.StepSupervise).Order("lead_id, due").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read steps: %w", err)
	}
	letters := make(map[taken]int64, len(rows))
	for _, r := range rows {
		letters[taken{LeadID: r.LeadID, Due: r.Due}] = r.LetterID
	}
	return letters, nil
}

// lastTaken is the last step that was taken for a due date, "" for none: a date that comes back has had its steps.
func lastTaken(ctx context.Context, tx db.Tx, l *Lead, due int64) (last string, err error) {
	var steps []string
	err = tx.Gorm(ctx).Model(&taken{}).Where("lead_id = ? AND due = ?", l.ID, due).Order("step").Pluck("step", &steps).Error
	for _, rung := range ladderOf(l).Steps {
		if slices.Contains(steps, rung.ID) {
			last = rung.ID
		}
	}
	return last, err
}
