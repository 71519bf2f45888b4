package app

import (
	"context"
	"log/slog"
	"time"

	"sunlead/internal/checklist"
	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/internal/metrics"
	"sunlead/internal/notify"
	"sunlead/internal/org"
	"sunlead/internal/outbox"
	"sunlead/internal/publish"
	"sunlead/internal/settings"
	"sunlead/internal/vault"
)

// Config is what differs between one run and another.
type Config struct {
	Database db.Config
	Keys     string      // folder of the key ring
	Settings string      // file of what the operator decides; empty for what ships
	MakeKeys bool        // make missing keys: the demo, a first start
	Migrate  bool        // bring the schema up to date: the demo, tests; otherwise a schema that does not fit is refused
	Speed    int         // of the Case clock; 0 and 1 are real time
	Case     clock.Clock // instead of the Case clock, for a clock moved by hand
	Log      *slog.Logger
	Metrics  *metrics.Set // nil for none
	SMS      bool         // there is a way to send short messages
	Scanner  evidence.Scanner
}

// App is the house without its doors: httpd and job stand on it.
type App struct {
	DB        *db.DB
	Ring      *vault.Ring
	Box       *outbox.Box
	Wall      clock.Clock
	Case      clock.Clock
	Settings  settings.Values
	Org       *org.Service
	Sessions  *org.Sessions
	Leads     *lead.Service
	Notify    *notify.Service
	Checklist *checklist.Service
	Publish   *publish.Service
	Jobs      *outbox.Desk
	Log       *slog.Logger
	Metrics   *metrics.Set

	speed time.Duration // of the Case clock
	saver *clockSaver
	watch calendarWatch
}

// New opens the database and makes the services. Close when done.
func New(ctx context.Context, c Config) (*App, error) {
	c.Database.Metrics = c.Metrics
	d, err := db.Open(ctx, c.Database)
	if err != nil {
		return nil, err
	}
	a := &App{DB: d, Wall: clock.System(), Box: &outbox.Box{}, Log: c.Log, Metrics: c.Metrics, speed: time.Duration(max(c.Speed, 1))}
	if err := a.build(ctx, c); err != nil {
		_ = d.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) build(ctx context.Context, c Config) (err error) {
	if a.Settings, err = loadSettings(c.Settings); err != nil {
		return err
	}
	ready := a.DB.CheckSchema
	if c.Migrate {
		ready = a.DB.Migrate
	}
	if err := ready(ctx); err != nil {
		return err
	}
	if a.Ring, err = vault.LoadRing(c.Keys, c.MakeKeys); err != nil {
		return err
	}
	if err := a.startClock(ctx, c); err != nil {
		return err
	}
	if a.Org, err = org.New(a.DB, a.Wall); err != nil {
		return err
	}
	a.Sessions = org.NewSessions(a.DB, a.Wall)
	calendar, err := a.readCalendar(ctx)
	if err != nil {
		return err
	}
	a.Leads = lead.New(lead.Deps{
		DB: a.DB, Ring: a.Ring, Box: a.Box, Calendar: calendar, Rules: rulesOf(a.Settings), Case: a.Case, Wall: a.Wall, Log: a.Log,
		Recipient: a.Settings.Value("restricted_recipient").Text, Season: seasonOf(a.Settings), SMS: c.SMS, Scanner: c.Scanner,
		Retention: a.retention,
	})
	a.watchCalendar(ctx)
	a.Notify = &notify.Service{DB: a.DB, Case: a.Case, Log: a.Log}
	a.Checklist = &checklist.Service{DB: a.DB}
	a.Publish = &publish.Service{DB: a.DB, Case: a.Case, Wall: a.Wall}
	a.Jobs = &outbox.Desk{DB: a.DB, Box: a.Box, Case: a.Case, Wall: a.Wall}
	return nil
}

// Close answers what is queued, saves the Case clock and closes the database.
func (a *App) Close() {
	a.Leads.Drain()
	a.watch.stop()
	if a.saver != nil {
		a.saver.stop()
	}
	_ = a.DB.Close()
}

func (a *App) startClock(ctx context.Context, c Config) error {
	if c.Case != nil {
		a.Case = c.Case
		return nil
	}
	saved, err := savedClock(ctx, a.DB)
	if err != nil {
		return err
	}
	running := clock.NewCase(a.Wall, saved, c.Speed)
	a.Case = running
	if c.Speed > 1 || saved.After(a.Wall.Now()) {
		a.saver, err = startSaver(ctx, a.DB, running, c.Speed, a.Log)
	}
	return err
}

// saveEvery is how often, in Wall time, an accelerated Case clock is saved; a crash takes it at most two of
// these ahead, never back.
const saveEvery = time.Second
