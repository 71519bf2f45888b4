package testkit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// redisDatabases is how many numbered databases the tests' server has; a test takes the next one.
const redisDatabases = 4096

// redisTick is how often the embedded Redis lets its keys grow older.
const redisTick = 20 * time.Millisecond

// Redis is where a test finds an empty Redis database of its own. Publish and subscribe are not divided by
// database in Redis: a test may hear another test's messages.
type Redis struct {
	Addr string
	DB   int
}

// NewRedis returns an empty Redis database: embedded in a quick run, of the real server in a full one.
func NewRedis(t testing.TB) Redis {
	t.Helper()
	if !Full() {
		return embeddedRedis(t)
	}
	addr, err := redisAddr()
	if err != nil {
		t.Fatal(err)
	}
	return Redis{Addr: addr, DB: nextRedisDB(t, addr)}
}

// Client returns a client of the database; it is closed when the test ends.
func (r Redis) Client(t testing.TB) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: r.Addr, DB: r.DB})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// StartRedis starts a server with deploy/redis.conf. Tests call NewRedis or PrivateRedis instead.
func StartRedis(ctx context.Context) (*Server, error) {
	home, err := root()
	if err != nil {
		return nil, err
	}
	dir, err := newFolder("redis")
	if err != nil {
		return nil, err
	}
	s := &Server{name: "redis-server", dir: dir, ready: pingRedis}
	s.args = func(port string) []string {
		return []string{
			filepath.Join(home, "deploy", "redis.conf"), "--bind", "127.0.0.1", "--port", port,
			"--dir", dir, "--databases", strconv.Itoa(redisDatabases),
		}
	}
	if err := s.first(ctx); err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

// PrivateRedis starts a Redis for one test, which may empty it, kill it and start it again. Full runs only.
func PrivateRedis(t testing.TB) *Server {
	t.Helper()
	return private(t, StartRedis)
}

var sharedRedis = sync.OnceValues(func() (*Server, error) { return share(StartRedis) })

func redisAddr() (string, error) {
	if addr := os.Getenv("SUNLEAD_TEST_REDIS"); addr != "" {
		return addr, nil
	}
	s, err := sharedRedis()
	if err != nil {
		return "", fmt.Errorf("shared Redis: %w", err)
	}
	return s.Addr, nil
}

func nextRedisDB(t testing.TB, addr string) int {
	t.Helper()
	n, err := Redis{Addr: addr}.Client(t).Incr(t.Context(), "testkit:taken").Result()
	if err != nil {
		t.Fatal(err)
	}
	r := Redis{Addr: addr, DB: int(n-1)%(redisDatabases-1) + 1}
	if err := r.Client(t).FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return r.DB
}

func pingRedis(ctx context.Context, addr string) error {
	c := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	defer c.Close()
	return c.Ping(ctx).Err()
}

// embeddedRedis runs miniredis, whose keys only grow older when told so.
func embeddedRedis(t testing.TB) Redis {
	t.Helper()
	m := miniredis.NewMiniRedis()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(redisTick)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				m.FastForward(redisTick)
			case <-stop:
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(stop)
		<-stopped
		m.Close()
	})
	return Redis{Addr: m.Addr()}
}
