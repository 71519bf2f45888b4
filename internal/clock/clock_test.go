package clock

import (
	"testing"
	"time"
)

func TestCase_runsFasterAndNeverBack(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	wall := NewFake(start)
	c := NewCase(wall, time.Time{}, 60)
	wall.Add(time.Minute)
	if got := c.Now(); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("after a minute at 60: %v", got)
	}
	wall.Add(-30 * time.Second)
	if got := c.Now(); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("wall clock set back: %v", got)
	}
}

func TestNewCase_goesOnWhereItStood(t *testing.T) {
	t.Parallel()
	wall := NewFake(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
	saved := wall.Now().Add(240 * time.Hour)
	if got := NewCase(wall, saved, 1).Now(); !got.Equal(saved) {
		t.Errorf("after a restart: %v, want %v", got, saved)
	}
}
