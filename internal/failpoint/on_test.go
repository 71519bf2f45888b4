//go:build failpoint

package failpoint

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The test runs itself as the process that suffers.
func TestHit_countsAndActs(t *testing.T) {
	if os.Getenv("FAILPOINT_TEST_VICTIM") == "1" {
		Hit("job.in_tx")
		os.Stdout.WriteString("once\n")
		Hit("job.in_tx")
		os.Stdout.WriteString("twice\n")
		return
	}
	for value, want := range map[string]string{
		"job.in_tx:2": "signal: killed", "job.in_tx:2:panic": "exit status 2", "job.intx": "exit status 2",
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHit_countsAndActs$")
		cmd.Env = append(os.Environ(), "FAILPOINT_TEST_VICTIM=1", variable+"="+value)
		out, err := cmd.Output()
		if err == nil || err.Error() != want || strings.Contains(string(out), "twice") {
			t.Errorf("%s: %v\n%s", value, err, out)
		}
	}
}
