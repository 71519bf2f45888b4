package org

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

// FindCtx returns a session's data; false when it is none or over.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var rows []sessionRow
	err := s.db.Gorm(ctx).Where("token_hash = ? AND expires > ?", hashToken(token), s.wall.Now().UnixMilli()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	return rows[0].Data, true, nil
}

// CommitCtx stores a session until it expires, and drops those that are over.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	row := sessionRow{hashToken(token), data, expiry.UnixMilli()}
	err := s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		g := tx.Gorm(ctx)
		if err := g.Where("expires <= ?", s.wall.Now().UnixMilli()).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return g.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "token_hash"}},
			DoUpdates: clause.AssignmentColumns([]string{"data", "expires"}),
		}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Where("token_hash = ?", hashToken(token)).Delete(&sessionRow{}).Error
	})
}

// Find is FindCtx; scs asks for it and does not use it.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx; scs asks for it and does not use it.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx; scs asks for it and does not use it.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
