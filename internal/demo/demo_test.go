package demo_test

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/demo"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// Whenever somebody first looks: on a working day, at night, on a Sunday, in the middle of a festival, in January.
func TestPlay_tellsEveryStoryOnAnyDay(t *testing.T) {
	t.Parallel()
	for name, now := range map[string]time.Time{
		"working day": time.Date(2026, 11, 23, 14, 0, 0, 0, clock.Beijing),
		"midnight":    time.Date(2026, 7, 8, 0, 3, 0, 0, clock.Beijing),
		"sunday":      time.Date(2026, 7, 12, 9, 0, 0, 0, clock.Beijing),
		"festival":    time.Date(2026, 10, 3, 23, 59, 0, 0, clock.Beijing),
		"january":     time.Date(2027, 1, 2, 8, 0, 0, 0, clock.Beijing),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tells(t, now)
		})
	}
}

func tells(t *testing.T, now time.Time) {
	t.Helper()
	dir, fake := t.TempDir(), clock.NewFake(now)
	a, err := app.New(t.Context(), app.Config{
		Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "demo.db")}, Keys: filepath.Join(dir, "keys"), MakeKeys: true, Migrate: true,
		Case: fake, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	testkit.CheckAfter(t, a.DB)
	testkit.Moves(a.DB, lead.Diagram())
	if err := demo.Play(t.Context(), demo.Stage{DB: a.DB, Leads: a.Leads, Org: a.Org, Box: a.Box, Clock: fake}, now); err != nil {
		t.Fatal(err)
	}
	leader := org.Actor{ID: 1, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true}
	for _, s := range lead.States() {
		n, err := a.Leads.Count(t.Context(), leader, lead.Filter{State: s})
		if err != nil || n == 0 {
			t.Errorf("%d leads are %s (%v), want some", n, s, err)
		}
	}
	officer := org.Actor{ID: 2, Unit: org.DisciplineID, Kind: org.Discipline, Role: org.DisciplineOfficer}
	packages, err := a.Leads.CountPackages(t.Context(), officer)
	for _, s := range lead.PackageStates() {
		if err != nil || packages[s] == 0 {
			t.Errorf("%d hand-overs are %s (%v), want some", packages[s], s, err)
		}
	}
	for _, d := range org.Districts() {
		n, err := a.Leads.Count(t.Context(), leader, lead.Filter{Ledger: d.UnitID(), OpenOnly: true})
		if err != nil || n > 30 {
			t.Errorf("%s has %d open leads (%v), want at most 30", d.Name, n, err)
		}
	}
	page, err := a.Leads.List(t.Context(), leader, lead.Filter{Category: "test"})
	if err != nil || len(page.Leads) != 1 || page.Leads[0].LastStep != deadline.StepNotice {
		t.Fatalf("the lead left alone stands at %+v, %v", page.Leads, err)
	}
	if l := page.Leads[0]; l.SupervisedDue != l.Due || l.ExplainedDue != l.Due {
		t.Errorf("its 督办单 is not issued, or the delay not explained: %+v", l)
	}
}

func TestAccounts_haveEveryRole(t *testing.T) {
	t.Parallel()
	table := demo.AccountTable()
	for _, want := range []string{
		"role\tuser\tpassword\tunit\n", "operator\t", "monitor\t", "discipline\t", "admin\t",
		"\t天山区教育局\n", "\t米东区教育局\n", "\t乌鲁木齐市教育局\n",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q", want)
		}
	}
}
