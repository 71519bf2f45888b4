package app

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"gorm.io/gorm/clause"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// caseClock names the saved instant of the Case clock, which never goes backwards over a restart.
const caseClock = "case_clock"

type setting struct {
	Name  string
	Value string
}

// TableName tells the store where settings lie.
func (setting) TableName() string { return "settings" }

func savedClock(ctx context.Context, d *db.DB) (time.Time, error) {
	var rows []setting
	if err := d.Gorm(ctx).Where("name = ?", caseClock).Limit(1).Find(&rows).Error; err != nil {
		return time.Time{}, fmt.Errorf("read the case clock: %w", err)
	}
	if len(rows) == 0 {
		return time.Time{}, nil
	}
	ms, err := strconv.ParseInt(rows[0].Value, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the case clock: %w", err)
	}
	return clock.FromMilli(ms), nil
}

func saveClock(ctx context.Context, d *db.DB, c clock.Clock) error {
	row := setting{caseClock, strconv.FormatInt(clock.Milli(c.Now()), 10)}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error
	})
}

// clockSaver writes an accelerated clock down, so that a restart goes on where it stood.
type clockSaver struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func startSaver(ctx context.Context, d *db.DB, c clock.Clock, log *slog.Logger) *clockSaver {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &clockSaver{cancel: cancel}
	s.done.Go(func() {
		tick := time.NewTicker(saveEvery)
		defer tick.Stop()
		for {
			last := ctx.Err() != nil
			if err := saveClock(context.WithoutCancel(ctx), d, c); err != nil {
				log.WarnContext(ctx, "case clock not saved", slog.String("error", err.Error()))
			}
			if last {
				return
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	})
	return s
}

func (s *clockSaver) stop() {
	s.cancel()
	s.done.Wait()
}
