package org

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
)

func (s *Service) staffByName(ctx context.Context, user string) (Staff, bool, error) {
	return one(gorm.G[Staff](s.db.Gorm(ctx)).Where("user_name = ?", db.Code(user)).Limit(1).Find(ctx))
}

func (s *Service) staffByID(ctx context.Context, id int64) (Staff, bool, error) {
	return one(gorm.G[Staff](s.db.Gorm(ctx)).Where("id = ?", id).Limit(1).Find(ctx))
}

func one[T any](rows []T, err error) (T, bool, error) {
	var none T
	if err != nil {
		return none, false, fmt.Errorf("org: %w", err)
	}
	if len(rows) == 0 {
		return none, false, nil
	}
	return rows[0], true, nil
}

// AllStaff lists every account, for the administrator.
func (s *Service) AllStaff(ctx context.Context) ([]Staff, error) {
	return gorm.G[Staff](s.db.Gorm(ctx)).Order("unit_id, role, id").Find(ctx)
}

// Who returns the staff of a unit with a role; with named, only those who may open walled leads. A role
// that is not staffed goes to the leader.
func Who(ctx context.Context, c db.Conn, unit int64, role Role, named bool) ([]Staff, error) {
	all, err := gorm.G[Staff](c.Gorm(ctx)).Where("unit_id = ? AND disabled = 0", unit).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("staff of unit %d: %w", unit, err)
	}
	pick := func(role Role) (out []Staff) {
		for _, s := range all {
			if s.Role == role && (!named || s.Named) {
				out = append(out, s)
			}
		}
		return out
	}
	if found := pick(role); len(found) > 0 {
		return found, nil
	}
	return pick(Leader), nil
}

// StaffNamed finds the account of a user name that may sign in; false for none.
func StaffNamed(ctx context.Context, c db.Conn, user string) (Staff, bool, error) {
	if user == "" {
		return Staff{}, false, nil
	}
	return one(gorm.G[Staff](c.Gorm(ctx)).Where("user_name = ? AND disabled = 0", user).Limit(1).Find(ctx))
}

// Names returns the display names of accounts.
func (s *Service) Names(ctx context.Context, ids []int64) (map[int64]string, error) {
	rows, err := gorm.G[Staff](s.db.Gorm(ctx)).Where("id IN ?", ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	names := make(map[int64]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.DisplayName
	}
	return names, nil
}

// PutUnits stores the units that are not there yet.
func PutUnits(ctx context.Context, tx db.Tx, units []Unit) error {
	for i := range units {
		if units[i].TrailHash == nil {
			units[i].TrailHash = []byte{}
		}
	}
	return tx.Gorm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&units).Error
}

// PutStaff stores accounts that are not there yet, by user name.
func (s *Service) PutStaff(ctx context.Context, tx db.Tx, staff []Staff) error {
	for i := range staff {
		staff[i].ID = tx.NextID()
		staff[i].Created = s.wall.Now().UnixMilli()
	}
	return tx.Gorm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&staff).Error
}

// PutSchools stores schools that are not there yet, by district and name.
func (s *Service) PutSchools(ctx context.Context, tx db.Tx, schools []School) error {
	for i := range schools {
		schools[i].ID = tx.NextID()
	}
	tx.OnCommit(s.schools.Forget)
	return tx.Gorm(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&schools).Error
}

// SchoolByID finds a school; false for none.
func (s *Service) SchoolByID(ctx context.Context, id int64) (School, bool, error) {
	return one(gorm.G[School](s.db.Gorm(ctx)).Where("id = ?", id).Limit(1).Find(ctx))
}

// SchoolHits is how many schools a search shows.
const SchoolHits = 7

func (s *Service) allSchools(ctx context.Context) ([]School, error) {
	rows, err := gorm.G[School](s.db.Gorm(ctx)).Order("name, id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read schools: %w", err)
	}
	return rows, nil
}

func exactFirst(rows []School, typed string) []School {
	var exact, rest []School
	for _, r := range rows {
		if r.Called(typed) {
			exact = append(exact, r)
		} else {
			rest = append(rest, r)
		}
	}
	all := append(exact, rest...)
	return all[:min(len(all), SchoolHits)]
}
