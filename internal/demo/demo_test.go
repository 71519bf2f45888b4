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
	"sunlead/internal/demo"
	"sunlead/internal/lead"
	"sunlead/internal/org"
)

func TestPlay_tellsEveryStory(t *testing.T) {
	t.Parallel()
	dir, fake := t.TempDir(), clock.NewFake(time.Now())
	a, err := app.New(t.Context(), app.Config{
		Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "demo.db")}, Keys: filepath.Join(dir, "keys"), MakeKeys: true,
		Case: fake, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	start := time.Now()
	if err := demo.Play(t.Context(), demo.Stage{DB: a.DB, Leads: a.Leads, Org: a.Org, Box: a.Box, Clock: fake}, time.Now()); err != nil {
		t.Fatal(err)
	}
	t.Logf("played in %v", time.Since(start))
	leader := org.Actor{ID: 1, Unit: org.CityID, Kind: org.City, Role: org.Leader, Named: true}
	for _, s := range lead.States() {
		n, err := a.Leads.Count(t.Context(), leader, lead.Filter{State: s})
		if err != nil || n == 0 {
			t.Errorf("%d leads are %s (%v), want some", n, s, err)
		}
	}
	for _, d := range org.Districts() {
		n, err := a.Leads.Count(t.Context(), leader, lead.Filter{Ledger: d.UnitID(), OpenOnly: true})
		if err != nil || n > 30 {
			t.Errorf("%s has %d open leads (%v), want at most 30", d.Name, n, err)
		}
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
