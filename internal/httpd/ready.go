package httpd

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// How long /readyz waits: the database's pool may be busy, Redis is quick or sick.
const (
	databasePatience = 2 * time.Second
	redisPatience    = 400 * time.Millisecond
)

// readyz says whether requests should be sent here: not without a database; without Redis everything is taken and
// only what the workers do comes later. Nobody's page asks this.
func (s *Server) readyz(c echo.Context) error {
	ctx := c.Request().Context()
	if err := within(ctx, databasePatience, s.Ready); err != nil {
		s.Log.WarnContext(ctx, "not ready", slog.Any("error", err))
		return c.String(http.StatusServiceUnavailable, "database: down\n")
	}
	if err := within(ctx, redisPatience, s.askQueue); err != nil {
		s.Log.WarnContext(ctx, "degraded", slog.Any("error", err))
		return c.String(http.StatusOK, "degraded: redis\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

// within asks with patience; what is not there to be asked is well.
func within(ctx context.Context, patience time.Duration, ask func(context.Context) error) error {
	if ask == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return ask(ctx)
}
