package checklist_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sunlead/internal/checklist"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	tianshan, midong int64 = 650102, 650109
	year             int64 = 2025
)

// readers are one actor of each scope, by name.
var readers = map[string]org.Actor{
	"tianshan":   {ID: 1, Unit: tianshan, Kind: org.District, Role: org.Handler},
	"midong":     {ID: 2, Unit: midong, Kind: org.District, Role: org.Leader, Named: true},
	"city":       {ID: 3, Unit: org.CityID, Kind: org.City, Role: org.Handler},
	"named":      {ID: 4, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true},
	"monitor":    {ID: 5, Unit: org.CityID, Kind: org.City, Role: org.Monitor, Named: true},
	"discipline": {ID: 6, Unit: org.DisciplineID, Kind: org.Discipline, Role: org.DisciplineOfficer, Named: true},
	"operator":   {ID: 7, Unit: org.CityID, Kind: org.City, Role: org.Operator},
	"nobody":     {},
}

func violation(leadID, unit, wall int64, items ...int) checklist.Violation {
	return checklist.Violation{
		LeadID: leadID, Number: "2025-000001-7", Campaign: year, UnitID: unit, WallUnit: wall,
		Subject: "示例一小", Conduct: "收取共建费", Measures: "责令退还", At: 100, Items: items,
	}
}

// project does what the two jobs do.
func project(t *testing.T, d *db.DB, s *checklist.Service, vs ...checklist.Violation) {
	t.Helper()
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for _, v := range vs {
			if err := s.RecordViolation(ctx, tx, v); err != nil {
				return err
			}
			if err := s.CountItems(ctx, tx, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func leads(t *testing.T, s *checklist.Service, a org.Actor, f checklist.Filter) []int64 {
	t.Helper()
	p, err := s.Violations(t.Context(), a, f)
	if err != nil {
		t.Fatal(err)
	}
	ids := []int64{}
	for _, v := range p.Violations {
		ids = append(ids, v.LeadID)
	}
	return ids
}

func counts(t *testing.T, s *checklist.Service, who string) map[int]int {
	t.Helper()
	got, err := s.Counts(t.Context(), readers[who], year)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestViolations_showEveryReaderTheirScopeOnly(t *testing.T) {
	t.Parallel()
	want := map[string][]int64{
		"tianshan": {1}, "midong": {2}, "city": {2, 1}, "named": {3, 2, 1}, "monitor": {2, 1},
		"discipline": {}, "operator": {}, "nobody": {},
	}
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		project(t, d, s,
			violation(1, tianshan, 0, 14), violation(2, midong, 0, 14, 16),
			violation(3, org.CityID, tianshan, 14), violation(4, org.CityID, org.CityID, 14))
		for who, a := range readers {
			got := leads(t, s, a, checklist.Filter{})
			if diff := cmp.Diff(want[who], got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", who, diff)
			}
			if n, err := s.CountViolations(t.Context(), a, checklist.Filter{}); n != len(got) || err != nil {
				t.Errorf("%s: list has %d, count says %d, %v", who, len(got), n, err)
			}
			plain := slices.DeleteFunc(slices.Clone(want[who]), func(id int64) bool { return id > 2 })
			if diff := cmp.Diff(plain, leads(t, s, a, checklist.Filter{Plain: true})); diff != "" {
				t.Errorf("%s, export (-want +got):\n%s", who, diff)
			}
		}
	})
}

func TestCounts_leaveWalledViolationsOut(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		project(t, d, s,
			violation(1, tianshan, 0, 14), violation(2, midong, 0, 14, 16),
			violation(3, org.CityID, tianshan, 14), violation(4, tianshan, tianshan, 14))
		want := map[string]map[int]int{
			"tianshan": {14: 1}, "midong": {14: 1, 16: 1}, "city": {14: 2, 16: 1}, "named": {14: 2, 16: 1},
			"monitor": {14: 2, 16: 1}, "discipline": {}, "operator": {}, "nobody": {},
		}
		for who := range readers {
			if diff := cmp.Diff(want[who], counts(t, s, who)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", who, diff)
			}
		}
		if other, err := s.Counts(t.Context(), readers["city"], year+1); len(other) != 0 || err != nil {
			t.Errorf("another campaign has %v, %v", other, err)
		}
	})
}

func TestProjection_repeatedChangesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		v := violation(1, tianshan, 0, 14, 16)
		for range 3 {
			project(t, d, s, v)
		}
		if diff := cmp.Diff([]int64{1}, leads(t, s, readers["city"], checklist.Filter{})); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[int]int{14: 1, 16: 1}, counts(t, s, "tianshan")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestProjection_followsTheNewestClosing(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		first, second := violation(1, tianshan, 0, 14, 16), violation(1, tianshan, 0, 16, 19)
		second.At, second.Measures = 200, "通报批评"
		project(t, d, s, first, second, first) // the first one's jobs come once more, late
		p, err := s.Violations(t.Context(), readers["tianshan"], checklist.Filter{})
		if err != nil || len(p.Violations) != 1 {
			t.Fatalf("%v, %v", p, err)
		}
		got := p.Violations[0]
		if got.Measures != "通报批评" || got.At != 200 || cmp.Diff([]int{16, 19}, got.Items) != "" {
			t.Errorf("entry %+v", got)
		}
		if diff := cmp.Diff(map[int]int{16: 1, 19: 1}, counts(t, s, "tianshan")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCountItems_beforeTheRegisterIsTheSame(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		v := violation(1, tianshan, 0, 14)
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return s.CountItems(ctx, tx, v) })
		if err != nil {
			t.Fatal(err)
		}
		project(t, d, s, v)
		if diff := cmp.Diff(map[int]int{14: 1}, counts(t, s, "tianshan")); diff != "" {
			t.Error(diff)
		}
		if n := len(leads(t, s, readers["tianshan"], checklist.Filter{})); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestViolations_pageByKey(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		project(t, d, s, violation(1, tianshan, 0, 14), violation(2, tianshan, 0, 14), violation(3, tianshan, 0, 14))
		f := checklist.Filter{Limit: 2}
		first, err := s.Violations(t.Context(), readers["city"], f)
		if err != nil || len(first.Violations) != 2 || !first.More {
			t.Fatalf("%v, %v", first, err)
		}
		f.After = first.Next()
		if diff := cmp.Diff([]int64{1}, leads(t, s, readers["city"], f)); diff != "" {
			t.Error(diff)
		}
	})
}

// A wall that goes up after the closing takes the entry, and what it counts, from everybody it is not for; one that comes
// down gives both to the register of the unit that has the lead then. The jobs may come in any order, and twice.
func TestRewall_takesTheEntryAndItsCount(t *testing.T) {
	t.Parallel()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) {
		s := &checklist.Service{DB: d}
		rewall := func(unit, wall int64) {
			t.Helper()
			for range 2 {
				if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return s.Rewall(ctx, tx, 1, unit, wall) }); err != nil {
					t.Fatal(err)
				}
			}
		}
		rewall(tianshan, 0) // no entry, nothing to do
		project(t, d, s, violation(1, tianshan, 0, 14))
		rewall(org.CityID, tianshan)
		for who, want := range map[string]int{"tianshan": 0, "monitor": 0, "city": 0, "named": 1, "midong": 0} {
			if got := leads(t, s, readers[who], checklist.Filter{}); len(got) != want || len(counts(t, s, who)) != 0 {
				t.Errorf("%s finds %v, counts %v", who, got, counts(t, s, who))
			}
		}
		project(t, d, s, violation(1, org.CityID, tianshan, 14, 15)) // closed anew behind it
		rewall(midong, 0)
		if got := counts(t, s, "midong"); !cmp.Equal(got, map[int]int{14: 1, 15: 1}) || len(leads(t, s, readers["midong"], checklist.Filter{})) != 1 || len(counts(t, s, "tianshan")) != 0 {
			t.Errorf("the other district counts %v, the first %v", got, counts(t, s, "tianshan"))
		}
		late := violation(2, tianshan, 0, 14) // its wall goes up between the two jobs of the closing
		if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return s.RecordViolation(ctx, tx, late) }); err != nil {
			t.Fatal(err)
		}
		late.UnitID, late.WallUnit = org.CityID, tianshan
		if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return s.CountItems(ctx, tx, late) }); err != nil {
			t.Fatal(err)
		}
		if got := counts(t, s, "tianshan"); len(got) != 0 || len(leads(t, s, readers["tianshan"], checklist.Filter{})) != 0 {
			t.Errorf("walled between its jobs: %v", got)
		}
	})
}
