package lead

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/errs"
)

// letterSerial counts the letters of one unit, kind and year.
type letterSerial struct {
	Unit int64
	Kind LetterKind
	Year int64
	Last int64
}

// TableName tells the store where the serials of letters lie.
func (letterSerial) TableName() string { return "letter_serials" }

// takeSerials takes the next n numbers of such letters and returns the last; whoever issues another such letter waits
// until these are durable.
func takeSerials(ctx context.Context, tx db.Tx, l *Letter, n int64) (int64, error) {
	row := letterSerial{Unit: l.Unit, Kind: l.Kind, Year: l.Year}
	if err := tx.Gorm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	counter := func() *gorm.DB {
		return tx.Gorm(ctx).Model(&letterSerial{}).Where("unit = ? AND kind = ? AND year = ?", l.Unit, l.Kind, l.Year)
	}
	if err := counter().Update("last", gorm.Expr("last + ?", n)).Error; err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	var last []int64
	if err := counter().Limit(1).Pluck("last", &last).Error; err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	if len(last) != 1 {
		return 0, errs.New(errs.Internal, "error.serial")
	}
	return last[0], nil
}

func lettersOf(ctx context.Context, c db.Conn, leadID int64) ([]Letter, error) {
	return gorm.G[Letter](c.Gorm(ctx)).Where("lead_id = ?", leadID).Order("id").Find(ctx)
}

// letterOf is a lead's letter by its id; NotFound when the lead has none such.
func letterOf(ctx context.Context, c db.Conn, leadID, id int64) (*Letter, error) {
	l, err := first(gorm.G[Letter](c.Gorm(ctx)).Where("id = ? AND lead_id = ?", id, leadID).Limit(1).Find(ctx))
	if err == nil && l == nil {
		return nil, errNotFound
	}
	return l, err
}

// storeIssued writes that a letter is in force; a Conflict when it was before.
func storeIssued(ctx context.Context, tx db.Tx, l *Letter) error {
	up := tx.Gorm(ctx).Model(&Letter{}).Where("id = ? AND issued = 0", l.ID).Select("args", "year", "serial", "issued", "issued_by").Updates(l)
	if up.Error == nil && up.RowsAffected != 1 {
		return errs.New(errs.Conflict, "letter.issued")
	}
	return up.Error
}

// talksIssued is the last talk that was called, of each lead that has one.
func talksIssued(ctx context.Context, c db.Conn, ids []int64) (map[int64]Letter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[Letter](c.Gorm(ctx)).Where("lead_id IN ? AND kind = ? AND issued > 0", ids, LetterTalk).Order("lead_id, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	last := make(map[int64]Letter, len(rows))
	for i := range rows {
		last[rows[i].LeadID] = rows[i]
	}
	return last, nil
}
