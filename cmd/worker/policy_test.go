package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"sunlead/internal/testkit"
)

// A queue that forgets silently is worse than none.
func TestWorker_refusesARedisThatEvicts(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // the embedded Redis has no policy
	}
	s, redis := newSite(t), testkit.PrivateRedis(t)
	client := testkit.Redis{Addr: redis.Addr}.Client(t)
	if err := client.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), s.binary)
	cmd.Env = append(append(os.Environ(), s.env...), "INTAKE_REDIS_URL=redis://"+redis.Addr+"/0")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "maxmemory-policy noeviction") || !strings.Contains(string(out), "allkeys-lru") {
		t.Errorf("%v\n%s", err, out)
	}
}
