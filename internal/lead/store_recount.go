package lead

import (
	"context"
	"fmt"

	"sunlead/internal/db"
)

// place is what every counter counts by, as it stands on a lead.
const place = "owner_unit, co_unit, territory_unit, wall_unit, suspicious, open, campaign"

// waitingDue tells those that were late before they waited for the reporter from those that rest.
const waitingDue = "CASE WHEN state = 'waiting_reporter' THEN due ELSE 0 END AS late"

// counting is each kind of counter, counted on the ledger itself.
var counting = []string{
	"(kind, %[1]s, routed, state, category, due, leads) SELECT 'all', %[1]s, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, state, category," +
		" " + waitingDue + ", COUNT(*) FROM leads GROUP BY %[1]s, sent, state, category, late",
	"(kind, %[1]s, routed, category, due, sort_at, leads) SELECT 'due', %[1]s, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent," +
		" CASE WHEN category = '" + NoSeat + "' THEN category ELSE '' END AS lane, due, sort_at, COUNT(*)" +
		" FROM leads WHERE " + owed + "1 = 1 GROUP BY %[1]s, sent, lane, due, sort_at",
	"(kind, print_no, %[1]s, routed, state, due, leads) SELECT 'item', print_no, %[1]s, CASE WHEN routed > 0 THEN 1 ELSE 0 END AS sent, state, " +
		waitingDue + ", COUNT(*) FROM lead_items JOIN leads ON leads.id = lead_items.lead_id GROUP BY print_no, %[1]s, sent, state, late",
}

// Recount counts the whole ledger anew, in the caller's transaction, while nobody else writes: for a ledger that was
// filled from outside, as the migration did for those that were there.
func Recount(ctx context.Context, tx db.Tx) error {
	for _, sql := range []string{"DELETE FROM lead_deltas", "DELETE FROM lead_counts"} {
		if err := tx.Gorm(ctx).Exec(sql).Error; err != nil {
			return fmt.Errorf("recount: %w", err)
		}
	}
	for _, sql := range counting {
		if err := tx.Gorm(ctx).Exec("INSERT INTO lead_counts " + fmt.Sprintf(sql, place)).Error; err != nil {
			return fmt.Errorf("recount: %w", err)
		}
	}
	return nil
}
