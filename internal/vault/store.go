package vault

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"sunlead/internal/db"
)

// Insert stores sealed contacts in the caller's transaction.
func Insert(ctx context.Context, tx db.Tx, rows []Sealed) error {
	return db.Insert(ctx, tx, rows)
}

// Contacts returns a page of the leads whose reporters left a contact, by id, from after one on, and those of them whose contact
// is still there.
func Contacts(ctx context.Context, c db.Conn, after int64, limit int) (page, kept []int64, err error) {
	var rows []struct {
		LeadID int64
		Kept   bool
	}
	err = c.Gorm(ctx).Model(&Sealed{}).Select("lead_id, LENGTH(sealed) > 0 AS kept").Where("lead_id > ?", after).Order("lead_id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, nil, fmt.Errorf("read contacts: %w", err)
	}
	for _, r := range rows {
		if page = append(page, r.LeadID); r.Kept {
			kept = append(kept, r.LeadID)
		}
	}
	return page, kept, nil
}

// Forget deletes the contact of a lead in the caller's transaction; false when it was done before. The empty row stays and
// says that there was one.
func Forget(ctx context.Context, tx db.Tx, leadID int64) (bool, error) {
	done := tx.Gorm(ctx).Model(&Sealed{}).Where("lead_id = ? AND LENGTH(sealed) > 0", leadID).
		Updates(map[string]any{"sealed": []byte{}, "phone_index": []byte{}})
	if done.Error != nil {
		return false, fmt.Errorf("delete contact of lead %d: %w", leadID, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// WithPhone are the leads whose reporters left this number, before a lead, the newest first and at most so many.
func (r *Ring) WithPhone(ctx context.Context, c db.Conn, phone string, before int64, limit int) (ids []int64, err error) {
	err = c.Gorm(ctx).Model(&Sealed{}).Where("phone_index = ? AND lead_id < ?", r.PhoneIndex(phone), before).Order("lead_id DESC").Limit(limit).Pluck("lead_id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("find leads of a number: %w", err)
	}
	return ids, nil
}

// find returns the sealed contact of a lead, or nil for an anonymous one.
func find(ctx context.Context, c db.Conn, leadID int64) (*Sealed, error) {
	rows, err := gorm.G[Sealed](c.Gorm(ctx)).Where("lead_id = ?", leadID).Limit(1).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read contact of lead %d: %w", leadID, err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // an anonymous report has no contact
	}
	return &rows[0], nil
}
