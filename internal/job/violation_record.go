package job

import (
	"context"

	"sunlead/internal/checklist"
	"sunlead/internal/db"
	"sunlead/internal/lead"
	"sunlead/internal/outbox"
)

// violationRecord puts a closed, proven lead into the register (violation.record).
func violationRecord(l *lead.Service, c *checklist.Service) Handler {
	return projected(l, c.RecordViolation)
}

// projected reads what each closing leaves and hands it to the other room, in the same transaction.
func projected(l *lead.Service, into func(context.Context, db.Tx, checklist.Violation) error) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		for _, r := range rows {
			closing, err := decode[lead.Closing](r)
			if err != nil {
				return err
			}
			v, is, err := l.ViolationOf(ctx, tx, closing)
			if err != nil {
				return err
			}
			if !is {
				continue
			}
			if err := into(ctx, tx, entry(v)); err != nil {
				return err
			}
		}
		return nil
	}
}

func entry(v lead.Violation) checklist.Violation {
	return checklist.Violation{
		LeadID: v.LeadID, Number: v.Number, Campaign: v.Campaign, UnitID: v.Territory, WallUnit: v.Wall,
		Subject: v.Subject, Conduct: v.Conduct, Measures: v.Measures, HandOver: v.HandOver, At: v.At, Items: v.Items,
	}
}
