package org

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"sunlead/internal/db"
	"sunlead/internal/trail"
)

// signedPrefix stands before the id of a setting in the table of settings.
const signedPrefix = "signed."

type settingRow struct {
	Name  string
	Value string
}

// TableName tells the store where signatures lie.
func (settingRow) TableName() string { return "settings" }

func signatures(ctx context.Context, c db.Conn) (map[string]Signature, error) {
	rows, err := gorm.G[settingRow](c.Gorm(ctx)).Where("name LIKE ? ESCAPE '!'", db.Like(signedPrefix)+"%").Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("signatures: %w", err)
	}
	all := make(map[string]Signature, len(rows))
	for _, r := range rows {
		var s Signature
		if err := json.Unmarshal([]byte(r.Value), &s); err != nil {
			return nil, fmt.Errorf("signature %s: %w", r.Name, err)
		}
		all[strings.TrimPrefix(r.Name, signedPrefix)] = s
	}
	return all, nil
}

// putSignature stores a signature and its line in the city's trail, unless the value is signed already. The lock
// on the city's row makes two who sign at once come one after the other.
func putSignature(ctx context.Context, tx db.Tx, id string, s Signature, at int64) error {
	city, err := lockCity(ctx, tx)
	if err != nil {
		return err
	}
	was, err := signatures(ctx, tx)
	if err != nil || was[id].Digest == s.Digest {
		return err
	}
	value, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode signature: %w", err)
	}
	row := settingRow{signedPrefix + id, string(value)}
	if err := tx.Gorm(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
	}).Create(&row).Error; err != nil {
		return fmt.Errorf("store signature: %w", err)
	}
	return tellCity(ctx, tx, city, trail.Event{
		Kind: "setting_signed", Actor: trail.Staff(s.Staff), At: at, Data: map[string]any{"setting": id, "digest": s.Digest},
	})
}

func lockCity(ctx context.Context, tx db.Tx) (Unit, error) { return lockUnit(ctx, tx, CityID) }

func lockUnit(ctx context.Context, tx db.Tx, id int64) (Unit, error) {
	u, ok, err := one(gorm.G[Unit](tx.Gorm(ctx), clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Limit(1).Find(ctx))
	if err == nil && !ok {
		err = fmt.Errorf("org: unit %d is missing; run migrate", id)
	}
	return u, err
}

// tellCity appends to the city's stream, whose head stands on its locked row.
func tellCity(ctx context.Context, tx db.Tx, city Unit, e trail.Event) error {
	return tellUnit(ctx, tx, city, e)
}

// tellUnit appends to the stream of a unit, whose head stands on its locked row.
func tellUnit(ctx context.Context, tx db.Tx, u Unit, e trail.Event) error {
	head, err := trail.Append(ctx, tx, trail.UnitStream(u.ID), trail.Head{Seq: u.TrailSeq, Hash: u.TrailHash}, e)
	if err != nil {
		return err
	}
	return tx.Gorm(ctx).Model(&Unit{}).Where("id = ?", u.ID).
		Select("trail_seq", "trail_hash").Updates(&Unit{TrailSeq: head.Seq, TrailHash: head.Hash}).Error
}
