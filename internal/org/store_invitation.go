package org

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// putInvitation stores the hash of a code, and clears away what is over.
func putInvitation(ctx context.Context, tx db.Tx, in Invitation, now time.Time) error {
	g := tx.Gorm(ctx)
	if err := g.Where("expires <= ?", clock.Milli(now)).Delete(&invitationRow{}).Error; err != nil {
		return fmt.Errorf("clear invitations: %w", err)
	}
	row := invitationRow{TokenHash: hashCode(in.Code), StaffID: in.Staff.ID, Expires: clock.Milli(in.Expires), Created: clock.Milli(now)}
	if err := g.Create(&row).Error; err != nil {
		return fmt.Errorf("store invitation: %w", err)
	}
	return nil
}

// invitationOf finds a code that is not over, by its hash: how long that takes says nothing of the code.
func invitationOf(ctx context.Context, tx db.Tx, typed string, now time.Time) (invitationRow, bool, error) {
	return one(gorm.G[invitationRow](tx.Gorm(ctx)).Where("token_hash = ? AND expires > ?", hashCode(typed), clock.Milli(now)).Limit(1).Find(ctx))
}

func dropInvitations(ctx context.Context, tx db.Tx, staff int64) error {
	if err := tx.Gorm(ctx).Where("staff_id = ?", staff).Delete(&invitationRow{}).Error; err != nil {
		return fmt.Errorf("void invitations: %w", err)
	}
	return nil
}

func countStaff(ctx context.Context, c db.Conn) (int64, error) {
	return gorm.G[Staff](c.Gorm(ctx)).Count(ctx, "*")
}

// countAdmins is how many administrators could sign in without the one.
func countAdmins(ctx context.Context, tx db.Tx, without int64) (int64, error) {
	return gorm.G[Staff](tx.Gorm(ctx)).
		Where("role = ? AND disabled = 0 AND password_hash <> '' AND id <> ?", Admin, without).Count(ctx, "*")
}

func lockStaff(ctx context.Context, tx db.Tx, id int64) (Staff, bool, error) {
	return one(gorm.G[Staff](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Limit(1).Find(ctx))
}

func staffNamed(ctx context.Context, tx db.Tx, user string) (Staff, bool, error) {
	return one(gorm.G[Staff](tx.Gorm(ctx)).Where("user_name = ?", db.Code(user)).Limit(1).Find(ctx))
}

func putPassword(ctx context.Context, tx db.Tx, id int64, hash string) error {
	return putColumn(ctx, tx, id, "password_hash", hash)
}

func putDisabled(ctx context.Context, tx db.Tx, id int64, disabled bool) error {
	return putColumn(ctx, tx, id, "disabled", disabled)
}

func putColumn(ctx context.Context, tx db.Tx, id int64, column string, v any) error {
	if err := tx.Gorm(ctx).Model(&Staff{}).Where("id = ?", id).Update(column, v).Error; err != nil {
		return fmt.Errorf("store %s of an account: %w", column, err)
	}
	return nil
}
