package httpd

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/outbox"
	"sunlead/web"
)

const (
	systemPath = "/admin/system"
	// deadOnPage is how many dead jobs a page shows.
	deadOnPage = 50
	// askPatience bounds each question that the page asks others.
	askPatience = 2 * time.Second
	// stepPromise is how late a step of the ladder may be, jobPromise how long a job may wait.
	stepPromise, jobPromise = 30 * time.Second, time.Minute
)

// system is what the page is made of, as it was found.
type system struct {
	now      time.Time
	database time.Duration // until it answered
	schema   int64
	queue    error
	workers  []outbox.Worker
	wait     time.Duration // of the step that is due longest
	heaps    []outbox.Heap
	dead     []outbox.Row
	next     int64 // key of the following page of dead
}

type systemView struct {
	Page
	State web.Notice
	AsOf  string
	Parts web.Table
	Works web.Table
	Heaps []heapRow
	Dead  []deadRow
	Pager web.Pager
}

// adminSystem shows how the program is and what only a person can mend. It knows no lead.
func (s *Server) adminSystem(c echo.Context) error {
	after := idOf(s.query(c).Get("after"))
	found, err := s.findSystem(c.Request().Context(), after)
	if err != nil {
		return err
	}
	v := &systemView{Page: s.page(c), AsOf: s.Texts.T("admin.system.asof", "time", beijing(found.now.UnixMilli(), "15:04:05"))}
	v.State, v.Parts, v.Works = s.systemState(found), s.systemParts(found), s.systemWorkers(found)
	v.Heaps, v.Dead = s.heapRows(found), s.deadRows(found)
	v.Pager = onward(systemPath, nil, "after", after, found.next)
	return s.render(c, http.StatusOK, "admin/system", v)
}

// postSystemReplay starts dead jobs again: one, or all of a kind. A second click finds none and says so.
func (s *Server) postSystemReplay(c echo.Context) error {
	f := s.form(c)
	which := outbox.Which{ID: idOf(f.Get("job")), Kind: outbox.Kind(f.Get("kind"))}
	n, err := s.Jobs.Replay(c.Request().Context(), s.actor(c), which)
	if err != nil {
		return err
	}
	said := "admin.system.replayed"
	if n == 0 {
		said = "admin.system.replayed_none"
	}
	if err := s.flash(c, said, "n", n); err != nil {
		return err
	}
	return s.redirect(c, systemPath)
}

func (s *Server) findSystem(ctx context.Context, after int64) (found system, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*askPatience)
	defer cancel()
	found.now = s.Wall.Now()
	if found.schema, err = s.Jobs.DB.SchemaVersion(ctx); err != nil {
		return found, err
	}
	found.database = s.Wall.Now().Sub(found.now)
	if found.workers, err = outbox.Workers(ctx, s.Jobs.DB); err != nil {
		return found, err
	}
	if found.heaps, err = outbox.Heaps(ctx, s.Jobs.DB); err != nil {
		return found, err
	}
	if found.dead, found.next, err = s.Jobs.Dead(ctx, after, deadOnPage); err != nil {
		return found, err
	}
	if s.StepWaits != nil {
		found.wait, err = s.StepWaits(ctx)
	}
	found.queue = s.askQueue(ctx)
	return found, err
}

// askQueue asks Redis; who has none to ask is well.
func (s *Server) askQueue(ctx context.Context) error {
	if s.Queue == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	return s.Queue(ctx)
}
