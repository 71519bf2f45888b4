package httpd

import (
	"testing"
	"time"

	"sunlead/internal/org"
)

// Whoever reports or looks a case up is told within three seconds that we are busy; staff may wait for a large sheet,
// and for their turn to sign in.
func TestPatience_parentsAreToldSoon(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	soon := 0
	for _, r := range k.routes {
		parent := r.Perm == org.Public && r.Path != signInPath
		if parent {
			soon++
		}
		if got := r.patience(); parent && got > 3*time.Second || !parent && got != handlerTimeout {
			t.Errorf("%s %s waits %s", r.Method, r.Path, got)
		}
	}
	if soon < 20 {
		t.Errorf("only %d pages of parents", soon)
	}
}
