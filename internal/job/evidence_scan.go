package job

import (
	"context"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/outbox"
)

// evidenceScan has files looked at (evidence.scan). The look takes seconds and changes nothing here: it comes before the
// transaction that writes what was found.
func evidenceScan(s *evidence.Service) Preparer {
	return func(ctx context.Context, rows []outbox.Row) (Handler, error) {
		verdicts := make([]evidence.Verdict, len(rows))
		for i, r := range rows {
			job, err := decode[evidence.ScanJob](r)
			if err != nil {
				return nil, err
			}
			if verdicts[i], err = s.Look(ctx, job); err != nil {
				return nil, err
			}
		}
		return func(ctx context.Context, tx db.Tx, _ []outbox.Row) error { return s.Judge(ctx, tx, verdicts) }, nil
	}
}
