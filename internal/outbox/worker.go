package outbox

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"sunlead/internal/clock"
	"sunlead/internal/db"
)

// Worker is a process that works the jobs, as it last said itself. It has a name of chance, no machine's.
type Worker struct {
	ID      string
	Started int64 // Wall ms, as are the next two
	Seen    int64
	Swept   int64 // when the ladder was last looked at without a failure, 0 for never
	Late    int64 // ms by which the latest of the steps taken lately was late
}

// TableName tells the store where workers lie.
func (Worker) TableName() string { return "workers" }

const (
	// lostAfter is how long a worker may be silent; it speaks every five seconds.
	lostAfter = time.Minute
	// forgottenAfter is when the row of a worker that was killed is deleted.
	forgottenAfter = 24 * time.Hour
)

// Lost reports a worker that has been silent for longer than a minute.
func (w Worker) Lost(now time.Time) bool { return now.Sub(clock.FromMilli(w.Seen)) > lostAfter }

// Beat writes what a worker says of itself and forgets those that were killed a day ago.
func Beat(ctx context.Context, d *db.DB, w Worker) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		old := clock.FromMilli(w.Seen).Add(-forgottenAfter)
		if err := tx.Gorm(ctx).Where("seen < ?", clock.Milli(old)).Delete(&Worker{}).Error; err != nil {
			return err
		}
		return tx.Gorm(ctx).Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"seen", "swept", "late"}),
		}).Create(&w).Error
	})
	if err != nil {
		return fmt.Errorf("write the worker's sign of life: %w", err)
	}
	return nil
}

// Leave deletes the row of a worker that stops.
func Leave(ctx context.Context, d *db.DB, id string) error {
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Where("id = ?", id).Delete(&Worker{}).Error
	})
	if err != nil {
		return fmt.Errorf("sign the worker off: %w", err)
	}
	return nil
}

// Workers lists them, the longest running first.
func Workers(ctx context.Context, c db.Conn) ([]Worker, error) {
	var list []Worker
	if err := c.Gorm(ctx).Order("started, id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("list workers: %w", err)
	}
	return list, nil
}
