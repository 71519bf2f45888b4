package org

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

func allSchools(ctx context.Context, c db.Conn) ([]School, error) {
	all, err := gorm.G[School](c.Gorm(ctx)).Order("district, name, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("schools: %w", err)
	}
	return all, nil
}

// schoolBatch keeps a statement's parameters far below what SQLite takes.
const schoolBatch = 500

func putSchools(ctx context.Context, tx db.Tx, d SchoolDiff) error {
	for i := range d.New {
		d.New[i].ID = tx.NextID()
	}
	if len(d.New) > 0 {
		if err := tx.Gorm(ctx).CreateInBatches(&d.New, schoolBatch).Error; err != nil {
			return fmt.Errorf("add schools: %w", err)
		}
	}
	for _, c := range d.Changed {
		err := tx.Gorm(ctx).Model(&School{}).Where("id = ?", c.Was.ID).Select("aliases", "affiliation", "private").Updates(&c.Is).Error
		if err != nil {
			return fmt.Errorf("change school %d: %w", c.Was.ID, err)
		}
	}
	return nil
}
