//go:build !failpoint

package failpoint

import "testing"

// A program that is installed must not be ended by a variable.
func TestHit_isNothingInANormalBuild(t *testing.T) {
	t.Setenv("SUNLEAD_FAILPOINT", "submit.after_commit")
	Hit("submit.after_commit")
}
