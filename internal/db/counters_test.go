package db_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/db"
)

// oldLead is a lead as an older program left it: state, open, owner, due and an item.
func oldLead(id int, state string, open, owner, due, item int) []string {
	mac := fmt.Sprintf("x'%064d'", id)
	return []string{
		fmt.Sprintf("INSERT INTO leads (id, number, campaign, key_mac, code_mac, body_mac, state, open, owner_unit, territory_unit, routed, due, category,"+
			" reason, summary, outcome, remark, trail_hash, last_form) VALUES (%d, 'n%d', 2025, %s, %s, %s, '%s', %d, %d, %d, 7, %d, 'fee', '', '', '', '', '', '')",
			id, id, mac, mac, mac, state, open, owner, owner, due),
		fmt.Sprintf("INSERT INTO lead_items (lead_id, print_no) VALUES (%d, %d)", id, item),
	}
}

// A ledger that was there before the counters is counted by the migration, also one that was broken off.
func TestMigrate_countsTheLeadsThatAreThere(t *testing.T) {
	t.Parallel()
	eachEmpty(t, func(t *testing.T, c db.Config) {
		d := open(t, c)
		if err := db.MigrateTo(t.Context(), d, 2); err != nil {
			t.Fatal(err)
		}
		for i, statements := range [][]string{
			oldLead(1, "assigned", 1, 650102, 500, 14), oldLead(2, "assigned", 1, 650102, 500, 14), oldLead(3, "replied", 1, 650102, 500, 14),
			oldLead(4, "closed", 0, 650109, 400, 3),
		} {
			for _, st := range statements {
				if exec(t, d, st); t.Failed() {
					t.Fatalf("lead %d", i+1)
				}
			}
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"all 0 650102 assigned 0: 2", "all 0 650102 replied 0: 1", "all 0 650109 closed 0: 1", "due 0 650102  500: 2",
			"item 3 650109 closed 0: 1", "item 14 650102 assigned 0: 2", "item 14 650102 replied 0: 1",
		}
		if diff := cmp.Diff(want, counters(t, d)); diff != "" {
			t.Error(diff)
		}
		if d.Dialect == db.MySQL { // which has no transaction around a migration
			exec(t, d, "DELETE FROM goose_db_version WHERE version_id >= 3")
			if err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, counters(t, d)); diff != "" {
				t.Errorf("run twice: %s", diff)
			}
		}
	})
}

func counters(t *testing.T, d *db.DB) []string {
	t.Helper()
	var rows []struct {
		Kind, State                    string
		PrintNo, OwnerUnit, Due, Leads int64
	}
	err := d.Gorm(context.Background()).Raw("SELECT kind, print_no, owner_unit, state, due, leads FROM lead_counts ORDER BY kind, print_no, owner_unit, state, due").Scan(&rows).Error
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		list = append(list, fmt.Sprintf("%s %d %d %s %d: %d", r.Kind, r.PrintNo, r.OwnerUnit, r.State, r.Due, r.Leads))
	}
	return list
}
