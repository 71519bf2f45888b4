package faults

import (
	"flag"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sunlead/internal/testkit"
)

var (
	seedFlag   = flag.Uint64("seed", 0, "draws the same faults again; 0 draws new ones")
	roundsFlag = flag.Int("rounds", 10, "rounds of the soak; `make soak` asks for more")
	fromFlag   = flag.Int("from", 1, "the round to begin with, to go on with a seed where it stopped")
)

// atOnce is how many tests run beside each other: they mostly wait.
const atOnce = "4"

func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", atOnce) // it is there
	testkit.Main(m, goleak.IgnoreTopFunction("github.com/alexedwards/scs/v2/memstore.(*MemStore).startCleanup"))
}

// drawn is this run's seed.
var drawn = sync.OnceValue(func() uint64 {
	if *seedFlag != 0 {
		return *seedFlag
	}
	return rand.Uint64N(1 << 32)
})

// dice are a test's own random numbers.
func dice(t testing.TB, stream uint64) *rand.Rand {
	t.Helper()
	t.Logf("again with: -args -seed %d", drawn())
	return rand.New(rand.NewPCG(drawn(), stream))
}

// programs builds both programs once, with the marks in them, and returns the folder they are in.
func programs(t testing.TB) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var built = sync.OnceValues(func() (string, error) {
	dir, err := testkit.SharedFolder("faults")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-tags", "failpoint", "-o", dir, "sunlead/cmd/intake", "sunlead/cmd/worker")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", &buildError{err, string(out)}
	}
	return filepath.Clean(dir), nil
})

type buildError struct {
	err error
	out string
}

func (e *buildError) Error() string { return e.err.Error() + "\n" + e.out }
