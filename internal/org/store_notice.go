package org

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

// noticePrefix stands before the language of a notice in the table of settings.
const noticePrefix = "notice."

// StoredNotice reads the notice as it stands now.
func (s *Service) StoredNotice(ctx context.Context) (Notice, error) {
	rows, err := gorm.G[settingRow](s.db.Gorm(ctx)).Where("name LIKE ? ESCAPE '!'", db.Like(noticePrefix)+"%").Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("notice: %w", err)
	}
	n := Notice{}
	for _, r := range rows {
		n[strings.TrimPrefix(r.Name, noticePrefix)] = r.Value
	}
	return n, nil
}

func putNotice(ctx context.Context, tx db.Tx, n Notice) error {
	for _, lang := range noticeLangs {
		row := settingRow{noticePrefix + lang, n[lang]}
		if err := tx.Gorm(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error; err != nil {
			return fmt.Errorf("store notice: %w", err)
		}
	}
	return nil
}
