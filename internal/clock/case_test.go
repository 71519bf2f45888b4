package clock

import (
	"testing"
	"time"
)

func TestCase_fastForMonths(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	wall := NewFake(start)
	c := NewCase(wall, time.Time{}, 100_000)
	for _, days := range []int64{1, 2, 28} { // one day is 273 years, past what a time.Duration holds
		wall.Set(start.AddDate(0, 0, int(days)))
		if got, want := c.Now().Unix(), start.Unix()+days*86_400*100_000; got != want {
			t.Errorf("after %d days: %v, want %v", days, c.Now(), time.Unix(want, 0).UTC())
		}
	}
}
