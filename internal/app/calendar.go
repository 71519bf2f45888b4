package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sunlead/internal/deadline"
)

// CalendarLife is how long a process may go on with a calendar after another one was stored.
const CalendarLife = 5 * time.Second

// readCalendar is the calendar of the settings with the years that were imported.
func (a *App) readCalendar(ctx context.Context) (deadline.Calendar, error) {
	imported, err := storedYears(ctx, a.DB)
	if err != nil {
		return deadline.Calendar{}, err
	}
	return calendarOf(a.Settings, imported)
}

// CalendarWith is what the calendar would be with the year in it.
func (a *App) CalendarWith(ctx context.Context, y deadline.Year) (deadline.Calendar, error) {
	imported, err := storedYears(ctx, a.DB)
	if err != nil {
		return deadline.Calendar{}, err
	}
	return calendarOf(a.Settings, replaced(imported, y))
}

func replaced(years []deadline.Year, y deadline.Year) []deadline.Year {
	out := []deadline.Year{}
	for _, old := range years {
		if old.Year < y.Year {
			out = append(out, old)
		}
	}
	out = append(out, y)
	for _, old := range years {
		if old.Year > y.Year {
			out = append(out, old)
		}
	}
	return out
}

// ImportYear stores a year's table. Every process computes with it within CalendarLife; this one at once. Dates that
// stand are moved by lead.Service.Recalendar.
func (a *App) ImportYear(ctx context.Context, y deadline.Year) error {
	if err := y.Check(); err != nil {
		return err
	}
	if err := storeYear(ctx, a.DB, y); err != nil {
		return err
	}
	return a.renewCalendar(ctx)
}

// renewCalendar takes what is stored now.
func (a *App) renewCalendar(ctx context.Context) error {
	c, err := a.readCalendar(ctx)
	if err == nil && c.Version != a.Leads.Calendar().Version {
		a.Leads.UseCalendar(c)
		a.Log.InfoContext(ctx, "another calendar holds", slog.String("version", c.Version))
	}
	return err
}

// calendarWatch looks for a year that was imported while the program runs.
type calendarWatch struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func (a *App) watchCalendar(ctx context.Context) {
	ctx, a.watch.cancel = context.WithCancel(context.WithoutCancel(ctx))
	a.watch.done.Go(func() {
		tick := time.NewTicker(CalendarLife / 2)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if err := a.renewCalendar(ctx); err != nil && ctx.Err() == nil {
					a.Log.WarnContext(ctx, "calendar not read", slog.String("error", err.Error()))
				}
			case <-ctx.Done():
				return
			}
		}
	})
}

func (w *calendarWatch) stop() {
	if w.cancel != nil {
		w.cancel()
		w.done.Wait()
	}
}
