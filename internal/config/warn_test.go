package config

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestWarn_ofWhatCrossesANetworkInTheClear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		database, redis string
		want            string // words of the log
	}{
		{"mysql://u:p@127.0.0.1:3306/d", "redis://localhost:6379/0", ""},
		{"mysql://u:p@[::1]:3306/d", "redis://127.0.0.1:6379/0", ""},
		{"sqlite:///tmp/x", "rediss://10.0.0.2:6379/0", ""},
		{"mysql://u:p@10.0.0.1:3306/d?tls=true", "rediss://cache:6379/0", ""},
		{"mysql://u:p@10.0.0.1:3306/d", "redis://localhost:6379/0", "database"},
		{"mysql://u:p@127.0.0.1:3306/d", "redis://:hidden@cache:6379/0", "redis"},
		{"mysql://u:p@db:3306/d", "redis://cache:6379/0", "database redis"},
	} {
		got, err := Load([]string{"INTAKE_DATABASE_URL=" + c.database, "INTAKE_REDIS_URL=" + c.redis, "INTAKE_KEYS=/k"})
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		got.Warn(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
		for _, word := range []string{"database", "redis"} {
			if strings.Contains(log.String(), word+" is on another machine") != strings.Contains(c.want, word) {
				t.Errorf("%s, %s: the log says %q", c.database, c.redis, log.String())
			}
		}
		if strings.Contains(log.String(), "hidden") {
			t.Error("the log shows a password")
		}
	}
}

func TestLoad_takesOnlyTLSBehindTheName(t *testing.T) {
	t.Parallel()
	c, err := Load(append([]string{"INTAKE_DATABASE_URL=mysql://u:p@h:1/d?tls=true"}, least[1:]...))
	if err != nil || c.Database.DSN != "u:p@tcp(h:1)/d?tls=true" {
		t.Errorf("%q, %v", c.Database.DSN, err)
	}
	for _, query := range []string{"tls=false", "tls=skip-verify", "allowAllFiles=true", "tls=true&x=y"} {
		if _, err := Load(append([]string{"INTAKE_DATABASE_URL=mysql://u:p@h:1/d?" + query}, least[1:]...)); err == nil {
			t.Errorf("%s is taken", query)
		}
	}
}
