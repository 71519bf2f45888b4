package testkit

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

// Full reports whether this run has the real MariaDB, Redis and Chromium. It never changes while tests run.
func Full() bool { return os.Getenv("SUNLEAD_FULL") == "1" }

// underMain is set while Main runs: only then is somebody there to stop what the process shares.
var underMain atomic.Bool

// shared are the servers and folders that the tests of this process have in common.
var shared struct {
	mu      sync.Mutex
	servers []*Server
	folders []string
}

// Main runs a package's tests, stops the servers they shared, and fails the package if a goroutine is left
// over. Call it from TestMain; it does not return.
func Main(m *testing.M, ignore ...goleak.Option) {
	underMain.Store(true)
	code := m.Run()
	stopShared()
	if code == 0 {
		if err := goleak.Find(ignore...); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines left over after the tests:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// NoLeaks fails t if goroutines started during it are still there at its end. Only for tests that are not
// parallel; a package of parallel tests is checked by Main.
func NoLeaks(t testing.TB, ignore ...goleak.Option) {
	t.Helper()
	ignore = append(ignore, goleak.IgnoreCurrent())
	t.Cleanup(func() { goleak.VerifyNone(t, ignore...) })
}

func stopShared() {
	shared.mu.Lock()
	defer shared.mu.Unlock()
	for _, s := range shared.servers {
		s.Remove()
	}
	for _, dir := range shared.folders {
		_ = os.RemoveAll(dir)
	}
	shared.servers, shared.folders = nil, nil
}
