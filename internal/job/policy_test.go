package job

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"sunlead/internal/testkit"
)

func at(addr string) *redis.UniversalOptions { return &redis.UniversalOptions{Addrs: []string{addr}} }

func TestCheckRedis_refusesOneThatEvicts(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // the embedded Redis has no policy
	}
	server := testkit.PrivateRedis(t)
	client := testkit.Redis{Addr: server.Addr}.Client(t)
	log := slog.New(slog.DiscardHandler)
	for policy, want := range map[string]error{"noeviction": nil, "allkeys-lru": ErrEvicts, "volatile-ttl": ErrEvicts} {
		if err := client.ConfigSet(t.Context(), "maxmemory-policy", policy).Err(); err != nil {
			t.Fatal(err)
		}
		if err := CheckRedis(t.Context(), at(server.Addr), log); !errors.Is(err, want) {
			t.Errorf("%s: %v", policy, err)
		}
	}
}

// A Redis that is not there yet, or not a whole one, does not hold up the start.
func TestCheckRedis_silenceIsNoRefusal(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	for name, addr := range map[string]string{"mute": mute(t), "refused": "127.0.0.1:1", "embedded": testkit.NewRedis(t).Addr} {
		if err := CheckRedis(t.Context(), at(addr), log); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever asks whether Redis answers waits no longer than they said.
func TestPing_endsInTime(t *testing.T) {
	t.Parallel()
	b := NewBell(at(mute(t)), slog.New(slog.DiscardHandler))
	t.Cleanup(b.Stop)
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- b.Ping(ctx) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("a mute Redis answers")
		}
	case <-time.After(1500 * time.Millisecond): // three times what was said, for a busy machine
		t.Error("it still waits")
		<-done
	}
}

// mute is a server that takes connections and never says a word.
func mute(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}
