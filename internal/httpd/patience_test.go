package httpd

import (
	"testing"
	"time"

	"sunlead/internal/org"
)

// Whoever reports or looks a case up is told within three seconds of their turn that we are busy, and their turn comes
// within ten; staff may wait for a large sheet, and for their turn to sign in.
func TestPatience_parentsAreToldSoon(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	soon := 0
	for _, r := range k.routes {
		if r.Options.File { // it comes and goes as slowly as it does
			continue
		}
		parent := r.Perm == org.Public && r.Path != signInPath
		if parent {
			soon++
		}
		if got := r.patience(); parent && got > 3*time.Second || !parent && got != handlerTimeout {
			t.Errorf("%s %s waits %s", r.Method, r.Path, got)
		}
	}
	if most := turnTimeout + parentTimeout; most > 13*time.Second { // docs/reliability.md says so
		t.Errorf("in a crowd a parent is told after %s at the latest", most)
	}
	if soon < 20 {
		t.Errorf("only %d pages of parents", soon)
	}
}
