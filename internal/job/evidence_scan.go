package job

import (
	"context"
	"math"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/outbox"
)

const (
	scanTimeout, scanHold = 25 * time.Second, 40 * time.Second // above what a scanner may take for one file
	scanUnreached         = math.MaxInt64                      // while the scanner is away files wait
)

// evidenceScan has a file looked at (evidence.scan), for seconds and outside of any transaction. A verdict stands: the same
// job again changes nothing.
func evidenceScan(d Deps) Outside {
	return func(ctx context.Context, row outbox.Row) error {
		job, err := decode[evidence.ScanJob](row)
		if err != nil {
			return err
		}
		v, err := d.Lead.Evidence.Look(ctx, job)
		if err != nil {
			return err
		}
		return d.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return d.Lead.Evidence.Judge(ctx, tx, []evidence.Verdict{v})
		})
	}
}
