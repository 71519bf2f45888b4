package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

type unsent struct {
	ID      []byte
	Data    []byte
	Saved   int64
	Expires int64
}

// TableName tells the store where half-written reports lie.
func (*unsent) TableName() string { return "drafts" }

// forgetUnsent takes away what nobody went on with.
func forgetUnsent(ctx context.Context, tx db.Tx, now int64) error {
	if err := tx.Gorm(ctx).Where("expires <= ?", now).Delete(&unsent{}).Error; err != nil {
		return fmt.Errorf("forget unsent reports: %w", err)
	}
	return nil
}

func putUnsent(ctx context.Context, tx db.Tx, row unsent) error {
	err := tx.Gorm(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"data", "saved", "expires"}),
	}).Create(&row).Error
	if err != nil {
		return fmt.Errorf("keep unsent report: %w", err)
	}
	return nil
}

func (s *Service) getUnsent(ctx context.Context, id []byte) (*unsent, error) {
	return first(gorm.G[unsent](s.DB.Gorm(ctx)).Where("id = ? AND expires > ?", id, clock.Milli(s.Wall.Now())).Limit(1).Find(ctx))
}

// lockUnsent reads a half-written report that nobody else changes or sends before the transaction ends; nil for none.
func lockUnsent(ctx context.Context, tx db.Tx, id []byte, now int64) (*unsent, error) {
	return first(gorm.G[unsent](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id = ? AND expires > ?", id, now).Limit(1).Find(ctx))
}

// lockAllUnsent is lockUnsent for those that are about to be sent.
func lockAllUnsent(ctx context.Context, tx db.Tx, ids [][]byte) ([]unsent, error) {
	rows, err := gorm.G[unsent](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id IN ?", ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read unsent reports: %w", err)
	}
	return rows, nil
}

func (s *Service) deleteUnsent(ctx context.Context, id []byte, files []int64) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if len(files) > 0 {
			if err := s.Evidence.Drop(ctx, tx, files); err != nil {
				return err
			}
		}
		return tx.Gorm(ctx).Where("id = ?", id).Delete(&unsent{}).Error
	})
}

// deleteSent forgets the half-written pages of reports that become leads in this transaction.
func deleteSent(ctx context.Context, tx db.Tx, ids [][]byte) error {
	if err := tx.Gorm(ctx).Where("id IN ?", ids).Delete(&unsent{}).Error; err != nil {
		return fmt.Errorf("forget unsent reports: %w", err)
	}
	return nil
}
