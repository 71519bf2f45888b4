package org

import (
	"context"
	"strings"
	"sync"
	"time"

	"sunlead/internal/clock"
)

// schoolsFor is how long a process goes on with the list of schools it read. A city has some hundreds of them, they
// change by an import, and every report looks one up.
const schoolsFor = 10 * time.Second

// schoolList is the list as it was read last, by name.
type schoolList struct {
	wall clock.Clock

	mu   sync.Mutex
	all  []School
	read time.Time
}

// get returns the list, read anew when it is old. Whoever waits for a reading gets its result.
func (l *schoolList) get(ctx context.Context, read func(context.Context) ([]School, error)) ([]School, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.wall.Now()
	if age := now.Sub(l.read); !l.read.IsZero() && age >= 0 && age < schoolsFor {
		return l.all, nil
	}
	all, err := read(ctx)
	if err != nil {
		return nil, err
	}
	l.all, l.read = all, now
	return all, nil
}

// forget makes the next look a reading: this process changed the list.
func (l *schoolList) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read = time.Time{}
}

// FindSchools returns schools whose name or alias holds the typed words; an exact hit comes first. What another
// process imported is found after ten seconds.
func (s *Service) FindSchools(ctx context.Context, typed string) ([]School, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	all, err := s.schools.get(ctx, s.allSchools)
	if err != nil {
		return nil, err
	}
	var hits []School
	for _, school := range all {
		if strings.Contains(school.Name, typed) || strings.Contains(school.Aliases, typed) {
			hits = append(hits, school)
		}
	}
	return exactFirst(hits, typed), nil
}
