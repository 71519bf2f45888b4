package httpd

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestReadyz_namesWhatIsDown(t *testing.T) {
	t.Parallel()
	well := func(context.Context) error { return nil }
	sick := func(context.Context) error { return errors.New("connection refused to 10.0.0.1") }
	mute := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for name, c := range map[string]struct {
		database, queue func(context.Context) error
		status          int
		body            string
	}{
		"all well":      {well, well, 200, "ok\n"},
		"no redis":      {well, sick, 200, "degraded: redis\n"},
		"mute redis":    {well, mute, 200, "degraded: redis\n"},
		"no database":   {sick, well, 503, "database: down\n"},
		"mute database": {mute, well, 503, "database: down\n"},
		"nothing":       {sick, sick, 503, "database: down\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKit(t, func(d *Deps) { d.Ready, d.Queue = c.database, c.queue })
			if w := k.get("/readyz"); w.Code != c.status || w.Body.String() != c.body {
				t.Errorf("%d %q, want %d %q", w.Code, w.Body, c.status, c.body)
			}
		})
	}
}

// A process without Redis lives, and nobody's page asks Redis.
func TestHealthz_doesNotAskRedis(t *testing.T) {
	t.Parallel()
	asked := false
	k := newKit(t, func(d *Deps) {
		d.Queue = func(ctx context.Context) error {
			asked = true
			if end, ok := ctx.Deadline(); !ok || time.Until(end) > 500*time.Millisecond {
				t.Error("Redis is asked for longer than half a second")
			}
			return errors.New("no redis")
		}
	})
	for _, path := range []string{"/healthz", "/", "/report/type", "/track", signInPath} {
		k.get(path)
		if asked {
			t.Fatalf("%s asks Redis", path)
		}
	}
	if k.get("/readyz"); !asked {
		t.Error("/readyz does not ask Redis")
	}
}
