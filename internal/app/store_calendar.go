package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/deadline"
)

// calendarPrefix stands before the year in the table of settings.
const calendarPrefix = "calendar."

// storedYears are the years that were imported, in order.
func storedYears(ctx context.Context, d *db.DB) ([]deadline.Year, error) {
	var rows []setting
	if err := d.Gorm(ctx).Where("name LIKE ? ESCAPE '!'", db.Like(calendarPrefix)+"%").Order("name").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	years := make([]deadline.Year, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Value), &years[i]); err != nil {
			return nil, fmt.Errorf("read the calendar: %s: %w", r.Name, err)
		}
	}
	return years, nil
}

func storeYear(ctx context.Context, d *db.DB, y deadline.Year) error {
	text, err := json.Marshal(y)
	if err != nil {
		return fmt.Errorf("store the calendar: %w", err)
	}
	row := setting{calendarPrefix + strconv.Itoa(y.Year), string(text)}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error
	})
}
