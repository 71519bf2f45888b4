package httpd

import (
	"context"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sunlead/internal/errs"
	"sunlead/internal/org"
)

const (
	// atOnce is how many requests of parents are worked on at the same time. More are not answered sooner: they take the
	// processor from the two that commit, and with ten thousand at once nobody would be answered at all.
	atOnce = 256
	// turnTimeout is how long a parent waits for a turn before being told to try again. As long as the line moves, waiting
	// is better for them than pressing the button a second time.
	turnTimeout = 10 * time.Second
)

// turns lets atOnce in; the others wait in the order in which they came.
type turns chan struct{}

// takesTurns reports whether the route is for parents, who can come all at once. Staff are few and must get through
// meanwhile; files have a limit of their own, and a slow one must not hold a turn; probes and static files cost nothing; signing in has a line of its own.
func (r route) takesTurns() bool {
	return r.Perm == org.Public && !r.Options.Quiet && !r.Options.File && r.Path != signInPath
}

// takeTurn waits until the request may be worked on; endTurn lets the next one in. The form is read before: a slow phone
// must not hold a turn.
func (s *Server) takeTurn(r route, c echo.Context) error {
	if !r.takesTurns() {
		return nil
	}
	select {
	case s.turns <- struct{}{}: // nobody waits
	default:
		if err := s.queueUp(c.Request().Context()); err != nil {
			return err
		}
	}
	c.Set(ctxTurn, sync.OnceFunc(func() { <-s.turns }))
	return nil
}

func (s *Server) queueUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	select {
	case s.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.Wrap(errs.Unavailable, ctx.Err(), "error.busy")
	}
}

// endTurn lets the next one in. A handler that only waits from here on calls it itself; twice is once.
func endTurn(c echo.Context) {
	if end := value[func()](c, ctxTurn); end != nil {
		end()
	}
}
