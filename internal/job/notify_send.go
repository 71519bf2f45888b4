package job

import (
	"context"
	"slices"

	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/lead"
	"sunlead/internal/notify"
	"sunlead/internal/outbox"
)

// notifySend delivers the ledger's messages (notify.send). The wall, and who stepped aside, are the lead's as they are
// now, not as they were when the message was written.
func notifySend(l *lead.Service, s *notify.Service) Handler {
	return func(ctx context.Context, tx db.Tx, rows []outbox.Row) error {
		told, leads := make([]lead.Message, len(rows)), make([]int64, len(rows))
		for i, r := range rows {
			var err error
			if told[i], err = decode[lead.Message](r); err != nil {
				return err
			}
			leads[i] = r.LeadID
		}
		bounds, err := l.BoundsNow(ctx, tx, leads, told)
		if err != nil {
			return err
		}
		messages := make([]notify.Message, len(rows))
		for i, m := range told {
			messages[i] = notify.Message{
				Key: m.Key, Number: m.Number, Unit: m.Unit, Roles: m.Roles, Wall: bounds[i].Wall, Not: slices.Concat(bounds[i].Recused, m.Not), Args: m.Args, At: m.At,
			}
		}
		return s.Deliver(ctx, tx, messages)
	}
}

// decode reads a payload; one that cannot be read will not get better.
func decode[T any](r outbox.Row) (T, error) {
	var v T
	if err := r.Decode(&v); err != nil {
		return v, errs.Wrap(errs.Malformed, err, "error.job")
	}
	return v, nil
}
