package config

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"strings"
)

// Warn writes into the log what works and should not stay: passwords and reports that cross a network in the clear.
func (c Config) Warn(ctx context.Context, log *slog.Logger) {
	if c.Database.Dialect == "mysql" && remote(c.Database.Shown) && !strings.HasSuffix(c.Database.DSN, "?tls=true") {
		log.WarnContext(ctx, "the database is on another machine and spoken to without tls: add ?tls=true")
	}
	if remote(c.RedisURL) && strings.HasPrefix(c.RedisURL, "redis://") {
		log.WarnContext(ctx, "redis is on another machine and spoken to without tls: use rediss://")
	}
	if remote(c.SMS.URL) && strings.HasPrefix(c.SMS.URL, "http://") {
		log.WarnContext(ctx, "the gateway for short messages is on another machine and spoken to without tls: use https://")
	}
}

// remote reports that an address is not this machine's own. A name that is not localhost counts as remote.
func remote(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
}
