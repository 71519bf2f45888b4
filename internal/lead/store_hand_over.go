package lead

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/org"
)

func handOversOf(ctx context.Context, c db.Conn, leadID int64) ([]HandOver, error) {
	return gorm.G[HandOver](c.Gorm(ctx)).Where("lead_id = ?", leadID).Order("id").Find(ctx)
}

// handOversOfAll are those that were not refused, of some leads.
func handOversOfAll(ctx context.Context, c db.Conn, leadIDs []int64) ([]HandOver, error) {
	return gorm.G[HandOver](c.Gorm(ctx)).Where("lead_id IN ? AND state <> ?", leadIDs, OverRefused).Order("lead_id, id").Find(ctx)
}

// lockOver reads a lead's hand-over for a change; NotFound when the lead has none such.
func lockOver(ctx context.Context, tx db.Tx, id, leadID int64) (*HandOver, error) {
	var rows []HandOver
	err := tx.Gorm(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ? AND lead_id = ?", id, leadID).Limit(1).Find(&rows).Error
	return found(first(rows, err))
}

// packageOf is a hand-over that was sent to the account of the actor's unit.
func packageOf(ctx context.Context, c db.Conn, a org.Actor, id int64) (*HandOver, error) {
	if a.Role != org.DisciplineOfficer {
		return nil, errNotFound
	}
	return found(first(gorm.G[HandOver](c.Gorm(ctx)).
		Where("id = ? AND to_unit = ? AND to_unit <> 0 AND state IN ?", id, a.Unit, PackageStates()).Limit(1).Find(ctx)))
}

// found turns "none" into NotFound.
func found(h *HandOver, err error) (*HandOver, error) {
	if err == nil && h == nil {
		return nil, errNotFound
	}
	return h, err
}

// updateOver writes a changed hand-over by compare-and-swap; one that moved meanwhile is a Conflict.
func updateOver(ctx context.Context, tx db.Tx, h *HandOver, was int64) error {
	up := tx.Gorm(ctx).Model(&HandOver{}).Where("id = ? AND version = ?", h.ID, was).
		Select("state", "version", "unit", "about", "legal", "decided", "decided_by", "remark", "letter_id", "year", "serial", "answer_id", "sent", "signed", "signed_by",
			"receipt_day", "receiver", "returned", "why", "note", "answered", "outcome", "feedback", "reminded", "remind_at", "last_form").Updates(h)
	if up.Error != nil {
		return fmt.Errorf("update hand-over %d: %w", h.ID, up.Error)
	}
	if up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "move.stale")
	}
	return nil
}

// packages reads one page of an inbox along its index.
func packages(ctx context.Context, c db.Conn, unit int64, state HandOverState, after int64, limit int) ([]HandOver, error) {
	q := c.Gorm(ctx).Where("to_unit = ? AND to_unit <> 0 AND state = ?", unit, state)
	if after > 0 {
		const last = "(SELECT sent FROM hand_overs AS h WHERE h.id = ?)"
		q = q.Where("sent <= "+last+" AND (sent < "+last+" OR id < ?)", after, after, after)
	}
	var rows []HandOver
	if err := q.Order("sent DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read packages: %w", err)
	}
	return rows, nil
}

func countPackages(ctx context.Context, c db.Conn, unit int64) (map[HandOverState]int, error) {
	var rows []struct {
		State HandOverState
		N     int
	}
	err := c.Gorm(ctx).Model(&HandOver{}).Select("state, COUNT(*) AS n").Where("to_unit = ? AND to_unit <> 0 AND state IN ?", unit, PackageStates()).
		Group("state").Order("state").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count packages: %w", err)
	}
	counts := map[HandOverState]int{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, nil
}

// overKey is what a sweep needs to take a hand-over up: the lead is locked first.
type overKey struct{ ID, LeadID int64 }

// overRemindersDue reads one index: its cost follows the number due.
func overRemindersDue(ctx context.Context, c db.Conn, now int64) ([]overKey, error) {
	var keys []overKey
	err := c.Gorm(ctx).Model(&HandOver{}).Select("id", "lead_id").
		Where("state IN ? AND remind_at > 0 AND remind_at <= ?", []HandOverState{OverSent, OverSigned}, now).
		Order("remind_at, id").Limit(sweepMax).Find(&keys).Error
	if err != nil {
		return nil, fmt.Errorf("reminders due: %w", err)
	}
	return keys, nil
}

func evidenceOf(ctx context.Context, c db.Conn, id int64) ([]Evidence, error) {
	return gorm.G[Evidence](c.Gorm(ctx)).Where("hand_over_id = ?", id).Order("no").Find(ctx)
}

func revealsOf(ctx context.Context, c db.Conn, id int64) ([]Reveal, error) {
	return gorm.G[Reveal](c.Gorm(ctx)).Where("hand_over_id = ?", id).Order("id").Find(ctx)
}

func allowedReveals(ctx context.Context, c db.Conn, leadID int64) ([]Reveal, error) {
	return gorm.G[Reveal](c.Gorm(ctx)).Where("lead_id = ? AND allowed > 0", leadID).Order("id").Find(ctx)
}

// allowReveal marks a reading; false when it was marked before, NotFound when the hand-over has none such.
func allowReveal(ctx context.Context, tx db.Tx, r Reveal) (bool, error) {
	known, err := first(gorm.G[Reveal](tx.Gorm(ctx)).Where("id = ? AND hand_over_id = ?", r.ID, r.HandOverID).Limit(1).Find(ctx))
	switch {
	case err != nil:
		return false, err
	case known == nil:
		return false, errNotFound
	case known.Allowed != 0:
		return false, nil
	}
	return true, tx.Gorm(ctx).Model(&Reveal{}).Where("id = ? AND allowed = 0", r.ID).Select("allowed", "allowed_by").Updates(&r).Error
}

func leadByID(ctx context.Context, c db.Conn, id int64) (*Lead, error) {
	return first(gorm.G[Lead](c.Gorm(ctx)).Where("id = ?", id).Limit(1).Find(ctx))
}

// markAlone finds those of a page that only somebody else may open.
func markAlone(ctx context.Context, c db.Conn, a org.Actor, rows []HandOver) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].LeadID
	}
	if len(ids) == 0 {
		return nil
	}
	var leads []Lead
	if err := c.Gorm(ctx).Select("id", "wall_unit").Where("id IN ? AND wall_unit < ?", ids, WallAny).Find(&leads).Error; err != nil {
		return fmt.Errorf("restricted packages: %w", err)
	}
	for i := range rows {
		h := &rows[i]
		of := slices.IndexFunc(leads, func(l Lead) bool { return l.ID == h.LeadID })
		h.Alone = of >= 0 && h.Signed != 0 && !h.opensTo(a, &leads[of])
	}
	return nil
}
