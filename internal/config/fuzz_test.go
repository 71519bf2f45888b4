package config

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// No setting stops the program, and no password is shown, whatever is wrong with the address it stands in.
func FuzzLoad(f *testing.F) {
	for _, seed := range [][3]string{
		{"mysql://u:s3cret-word@db:3306/intake", "redis://:s3cret-word@r:6379/0", "https://a.example"},
		{"sqlite:///tmp/x", "redis://r", ""},
		{"mysql://%zz", "rediss://", "http://"},
		{"postgres://x", "unix:/x", "ftp://x"},
		{"", "", "x"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, database, redis, public string) {
		c, err := Load([]string{"INTAKE_DATABASE_URL=" + database, "INTAKE_REDIS_URL=" + redis, "INTAKE_PUBLIC_URL=" + public, "INTAKE_KEYS=/k", "PATH=/bin"})
		if err == nil && (c.Database.Dialect == "" || c.RedisURL == "" || c.Keys != "/k" || c.Secure() != strings.HasPrefix(c.Public, "https://")) {
			t.Errorf("accepted: %+v", c)
		}
		const secret = "s3cret-word"
		if shown := fmt.Sprint(err, slog.GroupValue(c.Show()...)); strings.Contains(database, ":"+secret+"@") && strings.Contains(shown, secret) && !strings.Contains(strings.Replace(database, ":"+secret+"@", "", 1)+redis+public, secret) {
			t.Errorf("the password is shown: %s", shown)
		}
	})
}
