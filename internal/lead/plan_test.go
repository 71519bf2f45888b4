package lead_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/testkit"
	"sunlead/internal/testkit/seed"
	"sunlead/internal/vault"
)

const district, small = int64(650102), int64(650107)

// who looks at lists, by name.
var readers = map[string]org.Actor{
	"district": {ID: 1, Unit: district, Kind: org.District, Role: org.Handler},
	"city":     {ID: 2, Unit: org.CityID, Kind: org.City, Role: org.Leader},
	"named":    {ID: 3, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true},
	"monitor":  {ID: 4, Unit: org.CityID, Kind: org.City, Role: org.Monitor},
	"ji":       {ID: 5, Unit: org.DisciplineID, Kind: org.Discipline, Role: org.DisciplineOfficer},
}

// units and dates are the indexes of a district's lists: everything, and by due date.
var (
	units = []string{"leads_co", "leads_owner", "leads_territory"}
	dates = []string{"leads_co", "leads_owner_due", "leads_territory_due"}
)

// plans says along which indexes a list is read.
var plans = []struct {
	who     string
	filter  lead.Filter
	indexes []string
}{
	{"district", lead.Filter{}, units},
	{"district", lead.Filter{State: lead.Closed}, units},
	{"district", lead.Filter{State: lead.Assigned, Category: "fee"}, units},
	{"district", lead.Filter{OpenOnly: true}, units},
	{"district", lead.Filter{Group: lead.Waiting}, units},
	{"district", lead.Filter{Group: lead.Done}, units},
	{"district", lead.Filter{Group: lead.Severe}, dates},
	{"district", lead.Filter{Group: lead.Later}, dates},
	{"district", lead.Filter{Late: true}, dates},
	{"district", lead.Filter{Ledger: district, Plain: true}, []string{"leads_territory"}},
	{"district", lead.Filter{Unit: district, Late: true}, []string{"leads_owner_due"}},
	{"district", lead.Filter{Query: "示例一小"}, units},
	{"city", lead.Filter{}, []string{"leads_received"}},
	{"city", lead.Filter{Plain: true, Category: "zone"}, []string{"leads_received"}},
	{"city", lead.Filter{Group: lead.Done}, []string{"leads_received"}},
	{"city", lead.Filter{State: lead.StateNew}, []string{"leads_state"}},
	{"city", lead.Filter{OpenOnly: true}, []string{"leads_state"}},
	{"city", lead.Filter{Late: true}, []string{"leads_due"}},
	{"city", lead.Filter{Group: lead.Today}, []string{"leads_due"}},
	{"city", lead.Filter{Group: lead.Later}, []string{"leads_due"}},
	{"city", lead.Filter{Group: lead.Soon, Unit: small}, []string{"leads_owner_due"}},
	{"city", lead.Filter{State: lead.Closed, Unit: small}, []string{"leads_owner"}},
	{"city", lead.Filter{Ledger: small, Plain: true}, []string{"leads_territory"}},
	{"city", lead.Filter{Item: 14, Plain: true}, []string{"lead_items_print_no"}},
	{"city", lead.Filter{Item: 14, Ledger: small, Plain: true}, []string{"leads_territory"}},
	{"city", lead.Filter{Item: 14, Late: true}, []string{"leads_due"}},
	{"city", lead.Filter{Query: "示例一小"}, []string{"leads_received"}},
	{"named", lead.Filter{}, []string{"leads_received"}},
	{"named", lead.Filter{Group: lead.Overdue}, []string{"leads_due"}},
	{"city", lead.Filter{Late: true, Stage: lead.StageDrafted}, []string{"leads_due"}},
	{"city", lead.Filter{Late: true, Stage: lead.StageSupervised}, []string{"leads_due"}},
	{"monitor", lead.Filter{Late: true, Stage: lead.StageUrged}, []string{"leads_due"}},
	{"named", lead.Filter{Stage: lead.StageUrged, Unit: small}, []string{"leads_owner_due"}},
	{"city", lead.Filter{Group: lead.Ahead}, []string{"leads_due"}},
	{"monitor", lead.Filter{Late: true, State: lead.InProgress}, []string{"leads_due"}},
	{"ji", lead.Filter{}, []string{"leads_owner"}},
}

// How lists, cases and counts are read on a ledger of some thousand leads; ADR 0013 tells why.
func TestPlans(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		p := planned{t, seeded(t, d), d, testkit.WatchReads(t, d)}
		p.listsGoAlongTheirIndex()
		p.casesAreFoundByKey()
		p.countsAreOneStatement()
		p.stagesAreOneStatement()
		p.sweepReadsOneIndex()
	})
}

// planned is a seeded ledger whose reads are watched.
type planned struct {
	*testing.T
	s     *lead.Service
	d     *db.DB
	reads *testkit.Reads
}

func (p planned) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// Each list is read along the index that is made for it, in its order: no table from end to end, nothing sorted but
// the few heads of branches.
func (p planned) listsGoAlongTheirIndex() {
	for _, want := range plans {
		a, f := readers[want.who], want.filter
		page, err := p.s.List(p.Context(), a, f)
		p.ok(err)
		f.After = page.Next()
		_, err = p.s.List(p.Context(), a, f)
		p.ok(err)
		found := lists(p.reads.Take())
		if len(found) < 2 || len(found) > 4 { // and the leads of keys from several branches
			p.Errorf("%s %+v: two pages are %d statements", want.who, want.filter, len(found))
		}
		for _, st := range found {
			p.hold(fmt.Sprintf("%s %+v", want.who, want.filter), st, want.indexes)
		}
	}
}

// lists are the statements that look for leads: whatever names an index.
func lists(all []testkit.Statement) []testkit.Statement {
	return slices.DeleteFunc(all, func(st testkit.Statement) bool {
		return !strings.Contains(st.SQL, " INDEXED BY ") && !strings.Contains(st.SQL, " FORCE INDEX ")
	})
}

func (p planned) hold(what string, st testkit.Statement, want []string) {
	p.Helper()
	var used []string
	for _, a := range st.Plan(p, p.d) {
		onLeads := a.Table == "leads" || a.Table == "lead_items"
		if a.Whole && onLeads && a.Index != "leads_received" { // along it from the newest on, as far as the page goes
			p.Errorf("%s: %s is read from end to end: %s", what, a.Table, st.SQL)
		}
		if a.Temp {
			p.Errorf("%s: a page is copied to be sorted: %s", what, st.SQL)
		}
		if a.Sort && onLeads && a.Index != "leads_co" { // which holds few enough to be sorted
			p.Errorf("%s: %s is sorted: %s", what, a.Index, st.SQL)
		}
		if strings.HasPrefix(a.Index, "leads_") || a.Index == "lead_items_print_no" {
			used = append(used, a.Index)
		}
	}
	slices.Sort(used)
	if strings.Contains(st.SQL, "WHERE id IN (") { // the leads themselves, by their ids
		want = nil
	}
	if used = slices.Compact(used); !slices.Equal(used, want) {
		p.Errorf("%s: read along %v, want %v", what, used, want)
	}
}

// A number, a case and what a page of leads has beside it are looked up, never looked for.
func (p planned) casesAreFoundByKey() {
	a := readers["district"]
	page, err := p.s.List(p.Context(), a, lead.Filter{})
	p.ok(err)
	number := page.Leads[7].Number
	p.reads.Take()
	found, err := p.s.List(p.Context(), a, lead.Filter{Query: number})
	if p.ok(err); len(found.Leads) != 1 {
		p.Errorf("%s: %d leads", number, len(found.Leads))
	}
	_, err = p.s.Get(p.Context(), a, number)
	p.ok(err)
	_, _, err = p.s.Ledger(p.Context(), a, lead.LedgerFilter(a))
	p.ok(err)
	_, err = p.s.Words(p.Context(), a, page.Leads)
	p.ok(err)
	statements := p.reads.Take()
	if len(statements) < 10 {
		p.Errorf("%d statements", len(statements))
	}
	for _, st := range statements {
		for _, x := range st.Plan(p, p.d) {
			if x.Whole && !strings.HasPrefix(x.Table, "<") && !slices.Contains([]string{"page", "head", ""}, x.Table) {
				p.Errorf("%s is read from end to end: %s", x.Table, st.SQL)
			}
		}
	}
}

// Whatever is asked of the counters is one statement, and no lead is read.
func (p planned) countsAreOneStatement() {
	fs := []lead.Filter{{}, {Late: true}, {Group: lead.Severe}, {Item: 14}, {State: lead.Closed}, {Unit: small, OpenOnly: true}, {Ledger: small}}
	for who, a := range readers {
		_, err := p.s.Counts(p.Context(), a, fs)
		p.ok(err)
		got := p.reads.Take()
		if len(got) != 1 || strings.Contains(got[0].SQL, "FROM leads") {
			p.Errorf("%s: %d statements, %v", who, len(got), got)
		}
	}
}

// The stages of what is late are counted along the dates, and the list's neighbours are looked up.
func (p planned) stagesAreOneStatement() {
	a := readers["city"]
	counts, all, err := p.s.StageCounts(p.Context(), a, 0)
	p.ok(err)
	got := p.reads.Take()
	if len(got) != 1 {
		p.Errorf("%d statements", len(got))
	}
	for _, x := range got[0].Plan(p, p.d) {
		if x.Table == "leads" && (x.Whole || x.Index != "leads_due") {
			p.Errorf("%+v", x)
		}
	}
	for stage, n := range counts {
		of, err := p.s.Count(p.Context(), a, lead.Filter{Late: true, Stage: stage})
		p.ok(err)
		if of != n || n > all {
			p.Errorf("%s: %d, and %d one by one", stage, n, of)
		}
	}
	late, err := p.s.Count(p.Context(), a, lead.Filter{Late: true})
	if p.ok(err); late != all || late == 0 {
		p.Errorf("%d late leads, %d at all stages", late, all)
	}
	page, err := p.s.List(p.Context(), a, lead.Filter{Late: true})
	p.ok(err)
	p.reads.Take()
	_, err = p.s.BesideLate(p.Context(), page.Leads)
	p.ok(err)
	beside := p.reads.Take()
	if len(beside) != 2 {
		p.Errorf("%d statements", len(beside))
	}
	for _, st := range beside {
		for _, x := range st.Plan(p, p.d) {
			if x.Whole {
				p.Errorf("%s is read from end to end: %s", x.Table, st.SQL)
			}
		}
	}
}

// Without anything due the sweep is one look into one index, whatever the size of the ledger.
func (p planned) sweepReadsOneIndex() {
	p.s.Case.(*clock.Fake).Set(time.Date(2020, 1, 1, 0, 0, 0, 0, clock.Beijing))
	n, err := p.s.Escalate(p.Context())
	p.ok(err)
	got := p.reads.Take()
	if n != 0 || len(got) != 1 {
		p.Errorf("%d steps, %d statements", n, len(got))
	}
	for _, x := range got[0].Plan(p, p.d) {
		if x.Index != "leads_next_step" || x.Whole || x.Sort || x.Temp {
			p.Errorf("%+v", x)
		}
	}
}

// seeded is a ledger of some thousand leads on a clock that stands at its end.
func seeded(t *testing.T, d *db.DB) *lead.Service {
	t.Helper()
	testkit.Moves(d, lead.Diagram())
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) })
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 6, 16, 0, 0, 0, clock.Beijing)
	if err := seed.Leads(t.Context(), d, ring, seed.Options{N: 3000, Start: now.AddDate(0, 0, -200), End: now}); err != nil {
		t.Fatal(err)
	}
	s := lead.New(lead.Deps{
		DB: d, Ring: ring, Box: &outbox.Box{}, Calendar: deadline.Shipped(), Case: clock.NewFake(now), Wall: clock.NewFake(now), Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(s.Drain)
	return s
}
