package httpd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/notify"
	"sunlead/internal/testkit"
	"sunlead/internal/testkit/seed"
)

// grown are the tables that grow with the years.
var grown = []string{
	"leads", "lead_texts", "lead_items", "lead_clocks", "lead_drafts", "lead_notes", "lead_steps", "letters", "lead_mutes", "lead_explanations", "trail", "unsealed", "reporters", "messages",
	"violations", "violation_items", "outbox",
}

// No page that staff look at all day reads a table that grows from end to end.
func TestPages_readNoGrownTableWhole(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		o := newOfficeOn(t, d)
		o.ok(seed.Leads(t.Context(), d, o.Leads.Ring, seed.Options{N: 2000, Start: o.clock.Now().AddDate(0, 0, -150), End: o.clock.Now()}))
		o.write(1500)
		reads := testkit.WatchReads(t, d)
		for user, paths := range map[string][]string{
			"handler":    {"/cases", "/ledger", "/violations", "/checklist", "/checklist/14", "/checklist/34", "/messages"},
			"cityleader": {"/cases", "/city", "/city/dispatch", "/city/overdue", "/city/overdue?stage=urged", "/ledger", "/violations", "/checklist", "/checklist/14", "/checklist/34"},
			"monitor":    {"/cases", "/city"},
			"discipline": {"/ji", "/messages"},
		} {
			v := o.as(user)
			for _, path := range paths {
				reads.Take()
				page := v.Get(path)
				has(t, page)
				o.lookedUp(user+" "+path, reads.Take())
				for _, a := range page.All("main a") {
					if strings.Contains(a.Attr("href"), "after=") {
						has(t, v.Get(a.Attr("href")))
						o.lookedUp(user+" "+a.Attr("href"), reads.Take())
					}
				}
			}
		}
	})
}

// write leaves many messages to the people of the tests.
func (o *office) write(n int) {
	o.t.Helper()
	o.tx(func(ctx context.Context, tx db.Tx) error {
		var list []notify.Entry
		for i := range n {
			for _, user := range []string{"handler", "discipline"} {
				kind := []string{"message.assigned", notify.KeyNotice}[i%2]
				list = append(list, notify.Entry{ID: tx.NextID(), StaffID: o.staff[user].ID, Kind: kind, Number: fmt.Sprintf("x%d", i), Data: "{}", At: int64(i)})
			}
		}
		return db.Insert(ctx, tx, list)
	})
}

func (o *office) lookedUp(what string, all []testkit.Statement) {
	o.t.Helper()
	if len(all) == 0 {
		o.t.Errorf("%s read nothing", what)
	}
	for _, st := range all {
		for _, a := range st.Plan(o.t, o.db) {
			inOrder := a.Index == "leads_received" || a.Table == "violations" && strings.Contains(st.SQL, "ORDER BY id DESC LIMIT") // from the newest on
			if a.Whole && slices.Contains(grown, a.Table) && !inOrder {
				o.t.Errorf("%s reads %s from end to end: %s", what, a.Table, st.SQL)
			}
		}
	}
}
