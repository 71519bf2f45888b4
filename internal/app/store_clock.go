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

func saveClock(ctx context.Context, d *db.DB, at time.Time) error {
	row := setting{caseClock, strconv.FormatInt(clock.Milli(at), 10)}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error
	})
}

// clockSaver writes an accelerated clock down, so that a restart goes on where it stood. While running it
// writes where the clock will be after the next save, so that a crash never takes it back.
type clockSaver struct {
	db     *db.DB
	clock  clock.Clock
	ahead  time.Duration // Case time
	log    *slog.Logger
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// startSaver saves once before anybody can read the clock, then on every tick.
func startSaver(ctx context.Context, d *db.DB, c clock.Clock, speed int, log *slog.Logger) (*clockSaver, error) {
	s := &clockSaver{db: d, clock: c, ahead: 2 * saveEvery * time.Duration(max(speed, 1)), log: log}
	if err := saveClock(ctx, d, c.Now().Add(s.ahead)); err != nil {
		return nil, fmt.Errorf("save the case clock: %w", err)
	}
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.done.Go(func() { s.loop(ctx) })
	return s, nil
}

func (s *clockSaver) loop(ctx context.Context) {
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.save(ctx, s.ahead)
		case <-ctx.Done():
			s.save(ctx, 0)
			return
		}
	}
}

func (s *clockSaver) save(ctx context.Context, ahead time.Duration) {
	if err := saveClock(context.WithoutCancel(ctx), s.db, s.clock.Now().Add(ahead)); err != nil {
		s.log.WarnContext(ctx, "case clock not saved", slog.String("error", err.Error()))
	}
}

func (s *clockSaver) stop() {
	s.cancel()
	s.done.Wait()
}
