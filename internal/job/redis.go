package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// settled returns the options with what every connection of ours has: no chatter on connect that small or old
// servers refuse, and timeouts that a relay can wait for.
func settled(o *redis.UniversalOptions) *redis.UniversalOptions {
	c := *o
	c.DisableIdentity = true
	c.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	c.DialTimeout = cmp.Or(c.DialTimeout, 2*time.Second)
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 3*time.Second)
	c.ContextTimeoutEnabled = true // who asks with less patience waits no longer
	return &c
}

// ParseRedis reads redis://user:password@host:port/0, or rediss:// for TLS. The error shows nothing of the address.
func ParseRedis(address string) (*redis.UniversalOptions, error) {
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("the address of Redis is not one: redis://host:port/0")
	}
	return &redis.UniversalOptions{Addrs: []string{o.Addr}, DB: o.DB, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig}, nil
}

func ping(ctx context.Context, client redis.UniversalClient) error {
	if err := client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping queue: %w", err)
	}
	return nil
}

// LogRedis sends what the Redis client says of its connections to log instead of to standard error. It is
// process-wide: cmd calls it once, before the first connection.
func LogRedis(log *slog.Logger) { redis.SetLogger(clientLog{log}) }

type clientLog struct{ log *slog.Logger }

// Printf is the client's way to log; its lines name addresses and errors, never content.
func (l clientLog) Printf(ctx context.Context, format string, args ...any) {
	l.log.WarnContext(ctx, "redis", slog.String("detail", fmt.Sprintf(format, args...)))
}
