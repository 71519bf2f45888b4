package lead

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/trail"
)

// find1 reads at most one row.
func find1[T any](ctx context.Context, c db.Conn, where string, args ...any) ([]T, error) {
	return gorm.G[T](c.Gorm(ctx)).Where(where, args...).Limit(1).Find(ctx)
}

// mergingOf is the row of a lead that is merged now.
func mergingOf(ctx context.Context, c db.Conn, id int64) (*merging, error) {
	row, err := first(find1[merging](ctx, c, "lead_id = ? AND followed = 0", id))
	if err == nil && row == nil {
		return nil, errNotMerged
	}
	return row, err
}

// addChildren counts leads to a main case, whatever version it has: nothing that others see in their forms changes.
func addChildren(ctx context.Context, tx db.Tx, main, n int64) error {
	return tx.Gorm(ctx).Model(&Lead{}).Where("id = ?", main).Update("children", gorm.Expr("children + ?", n)).Error
}

// forget takes a lead from its main case.
func forget(ctx context.Context, tx db.Tx, row *merging) error {
	if err := tx.Gorm(ctx).Where("lead_id = ?", row.LeadID).Delete(&merging{}).Error; err != nil {
		return err
	}
	return addChildren(ctx, tx, row.MainID, -1)
}

// startAgain lets clocks of the lead's round run on; the promise to ring only while there is a number to ring.
func startAgain(ctx context.Context, tx db.Tx, l *Lead, kinds []string) error {
	entries, err := trail.Read(ctx, tx, trail.LeadStream(l.ID))
	if err != nil {
		return err
	}
	if !contactKept(l, entries) {
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return kind == clockContact })
	}
	return tx.Gorm(ctx).Model(&Clock{}).Where("lead_id = ? AND kind IN ? AND round = ?", l.ID, kinds, l.Reopened).Update("stopped", 0).Error
}

// followers are the leads still merged into a main case, by key, and whether there are more than that.
func followers(ctx context.Context, c db.Conn, f Following, most int) (ids []int64, more bool, err error) {
	err = c.Gorm(ctx).Model(&merging{}).Where("main_id = ? AND lead_id > ? AND followed = 0", f.Main, f.After).
		Order("lead_id").Limit(most+1).Pluck("lead_id", &ids).Error
	if err != nil {
		return nil, false, fmt.Errorf("merged leads: %w", err)
	}
	return ids[:min(most, len(ids))], len(ids) > most, nil
}

func markFollowed(ctx context.Context, tx db.Tx, ids []int64, at int64) error {
	return tx.Gorm(ctx).Model(&merging{}).Where("lead_id IN ?", ids).Update("followed", at).Error
}

// signAnew: whatever they were, they come back unsigned.
func signAnew(ctx context.Context, tx db.Tx, ids []int64) error {
	return tx.Gorm(ctx).Model(&merging{}).Where("lead_id IN ?", ids).Update("was", Assigned).Error
}

// bequeath gives all that are still merged into a main case to another, and says how many they are.
func bequeath(ctx context.Context, tx db.Tx, from, to int64) (int64, error) {
	up := tx.Gorm(ctx).Model(&merging{}).Where("main_id = ? AND followed = 0", from).Update("main_id", to)
	if up.Error != nil || up.RowsAffected == 0 {
		return 0, up.Error
	}
	if err := addChildren(ctx, tx, from, -up.RowsAffected); err != nil {
		return 0, err
	}
	return up.RowsAffected, addChildren(ctx, tx, to, up.RowsAffected)
}

// mainOf is the main case of a merged lead.
func mainOf(ctx context.Context, c db.Conn, id int64) (*Main, error) {
	var rows []Main
	err := c.Gorm(ctx).Raw("SELECT leads.*, lead_merges.merged AS merged FROM lead_merges JOIN leads ON leads.id = lead_merges.main_id"+
		" WHERE lead_merges.lead_id = ? AND lead_merges.followed = 0", id).Find(&rows).Error
	m, err := first(rows, err)
	if err == nil && m == nil {
		return nil, errNotMerged
	}
	return m, err
}

// Children returns a page of the leads that were merged into a main case, in the order of their keys, within the actor's
// scope.
func (s *Service) Children(ctx context.Context, a org.Actor, main, after int64) (Page, error) {
	where, args := ScopeOf(a).predicate()
	var leads []Lead
	err := s.DB.Gorm(ctx).Raw("SELECT leads.* FROM lead_merges "+s.straight()+" leads ON leads.id = lead_merges.lead_id WHERE lead_merges.main_id = ?"+
		" AND lead_merges.lead_id > ? AND ("+where+") ORDER BY lead_merges.lead_id LIMIT ?", append(append([]any{main, after}, args...), ChildrenPage+1)...).
		Find(&leads).Error
	if err != nil {
		return Page{}, fmt.Errorf("merged leads: %w", err)
	}
	return page(leads, ChildrenPage), nil
}

// straight joins in the order in which the tables are named.
func (s *Service) straight() string {
	if s.DB.Dialect == db.SQLite {
		return "CROSS JOIN"
	}
	return "STRAIGHT_JOIN"
}

// mainsMax is how many main cases are proposed.
const mainsMax = 20

// likeMains reads along the owner's open leads, from the newest on.
func (s *Service) likeMains(ctx context.Context, sc Scope, l *Lead) ([]Lead, error) {
	where, args := sc.predicate()
	school := condition{l.SchoolID != 0, "school_id = ?", []any{l.SchoolID}}
	if l.SchoolID == 0 {
		school = condition{l.SchoolName != "", "school_name = ?", []any{l.SchoolName}}
	}
	like := condition{true, "category = ? AND district = ?", []any{db.Code(l.Category), db.Code(l.District)}}
	if school.on {
		like = condition{true, "(" + school.sql + ") OR (" + like.sql + ")", append(school.args, like.args...)}
	}
	ask := and(
		condition{true, "owner_unit = ? AND wall_unit = ? AND open = 1", []any{l.OwnerUnit, l.WallUnit}},
		condition{true, "state NOT IN ('new', 'replied', 'merged') AND id <> ?", []any{l.ID}}, like, condition{true, where, args},
	)
	var leads []Lead
	err := s.DB.Gorm(ctx).Raw("SELECT * FROM "+s.index("leads_owner")+" WHERE "+ask.sql+" ORDER BY received DESC, id DESC LIMIT ?",
		append(ask.args, mainsMax)...).Find(&leads).Error
	if err != nil {
		return nil, fmt.Errorf("cases to merge into: %w", err)
	}
	return leads, nil
}
