package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/deadline"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/settings"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDeploySettings_areWhatShips(t *testing.T) {
	t.Parallel()
	example, err := loadSettings("../../deploy/settings.json")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := loadSettings("")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../deploy/settings.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings.All() {
		v := shipped.Value(s.ID)
		if example.Value(s.ID).Digest() != v.Digest() {
			t.Errorf("%s: the example says %+v, shipped is %+v", s.ID, example.Value(s.ID), v)
		}
		if strings.Contains(string(text), `"`+s.ID+`"`) == v.Blank() {
			t.Errorf("%s: the example holds what has a value, and only that", s.ID)
		}
	}
}

// Each limit of the settings is the rule of its name, and the shipped ones change nothing.
func TestRulesOf_areTheSettingsFigures(t *testing.T) {
	t.Parallel()
	shipped, err := loadSettings("")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, was := range (deadline.Rules{}).All() {
		if r, _ := rulesOf(shipped).ByID(was.ID); r != was {
			t.Errorf("shipped settings make %+v of %+v", r, was)
		}
		if _, ok := settings.ByID(was.ID); ok {
			n++
		}
	}
	if n != 8 {
		t.Errorf("%d rules have a setting, want sign, contact, answer, answer_complex, urgent, law_accept, law_answer, law_review", n)
	}
}

func TestCalendarOf_otherHolidaysAreAnotherVersion(t *testing.T) {
	t.Parallel()
	cal := func(content string) deadline.Calendar {
		v, err := loadSettings(file(t, content))
		if err != nil {
			t.Fatal(err)
		}
		c, err := calendarOf(v, nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	roza := time.Date(2027, time.March, 10, 12, 0, 0, 0, clock.Beijing)
	shipped := cal(`{}`)
	own := cal(`{"holidays_2027": {"off": [{"from": "03-10", "days": 3, "name": "roza"}], "work": ["03-14"]}}`)
	other := cal(`{"holidays_2027": {"off": [{"from": "03-11", "days": 3, "name": "roza"}]}}`)
	if shipped.Version != deadline.Shipped().Version || !shipped.Works(roza) || own.Works(roza) || !own.Works(roza.AddDate(0, 0, 4)) {
		t.Errorf("shipped %q works %v, own works %v", shipped.Version, shipped.Works(roza), own.Works(roza))
	}
	if own.Version == shipped.Version || own.Version == other.Version || len(own.Version) > 20 || own.Confirmed(2027) {
		t.Errorf("versions %q, %q, %q", shipped.Version, own.Version, other.Version)
	}
}

func TestNew_refusesWrongSettings(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{"answer": 0}`: "answer: 0 is not a whole number of working days from 1 to 60",
		`{"holidays_2026": {"off": [{"from": "10-01", "days": 3, "name": "national"}, {"from": "10-02", "days": 1, "name": "national"}]}}`: "holidays_2026: day 2026-10-02: listed twice",
	} {
		path := file(t, content)
		_, err := New(t.Context(), Config{
			Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "s.db")}, Keys: t.TempDir(), MakeKeys: true,
			Migrate: true, Settings: path, Log: slog.New(slog.DiscardHandler),
		})
		if err == nil || !strings.HasPrefix(err.Error(), "settings: "+path+": ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want one line with %q", err, want)
		}
	}
}

// A changed figure holds for what comes after it; clocks that run keep theirs.
func TestSettings_changedFigureIsForNewLeadsOnly(t *testing.T) {
	t.Parallel()
	dir, keys := t.TempDir(), t.TempDir()
	hour := clock.NewFake(time.Date(2026, 7, 6, 2, 0, 0, 0, time.UTC)) // a Monday
	start := func(settings string) *App {
		a, err := New(t.Context(), Config{
			Database: db.Config{Dialect: db.SQLite, DSN: filepath.Join(dir, "s.db")}, Keys: keys, MakeKeys: true,
			Migrate: true, Case: hour, Settings: settings, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := start("")
	first := submit(t, a, 1)
	a.Close()
	a = start(file(t, `{"answer": 7, "answer_complex": 15}`))
	defer a.Close()
	second := submit(t, a, 2)
	want := map[string][2]string{first: {"2025.1", "2026-07-13 20:00"}, second: {"2025.1-7", "2026-07-15 20:00"}}
	for number, w := range want {
		var rows []lead.Clock
		err := a.DB.Gorm(t.Context()).Where("kind = 'answer' AND lead_id = (SELECT id FROM leads WHERE number = ?)", number).Find(&rows).Error
		if err != nil || len(rows) != 1 {
			t.Fatalf("%v, %v", rows, err)
		}
		due := clock.FromMilli(rows[0].Due).In(clock.Beijing).Format("2006-01-02 15:04")
		if got := [2]string{rows[0].RuleVersion, due}; got != w {
			t.Errorf("%s: rule and date %v, want %v", number, got, w)
		}
	}
}

func submit(t *testing.T, a *App, key byte) string {
	t.Helper()
	r, err := a.Leads.Submit(t.Context(), lead.Report{
		Key: [16]byte{key}, Category: "fee", About: lead.AboutSchool, District: "650102", SchoolName: "示例一小",
		Text: "报名时要求先交三万元共建费才给学位，请核查", Mode: lead.ModePhone, Consent: true, Contact: vault.Contact{Phone: "19900001234"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.Number
}

// Contacts are kept for ever until an administrator has signed for a number of years, and again when another one is set.
func TestRetention_isWhatSomebodySignedFor(t *testing.T) {
	t.Parallel()
	d := testkit.Open(t)
	people, err := org.New(d, clock.NewFake(time.Date(2026, 7, 6, 8, 0, 0, 0, clock.Beijing)))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) }); err != nil {
		t.Fatal(err)
	}
	a := &App{Org: people}
	boss := org.Actor{ID: 1, Unit: org.CityID, Kind: org.UnitByID(org.CityID).Kind, Role: org.Admin}
	for _, c := range []struct {
		set           string
		before, after int // anybody signs
	}{{`{}`, 0, 0}, {`{"retention": 3}`, 0, 3}, {`{"retention": 3}`, 3, 3}, {`{"retention": 5}`, 0, 5}} {
		if a.Settings, err = loadSettings(file(t, c.set)); err != nil {
			t.Fatal(err)
		}
		if got := a.retention(t.Context()); got != c.before {
			t.Errorf("%s: %d years before anybody signed", c.set, got)
		}
		if v := a.Settings.Value("retention"); !v.Blank() {
			if err := people.SignSetting(t.Context(), boss, "retention", v.Digest()); err != nil {
				t.Fatal(err)
			}
		}
		if got := a.retention(t.Context()); got != c.after {
			t.Errorf("%s: %d years after, want %d", c.set, got, c.after)
		}
	}
}
