package org

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"sunlead/internal/clock"
)

// schoolsFor is how long a process goes on with the list of schools it read. A city has some hundreds of them, they
// change by an import, and every report looks one up.
const schoolsFor = 10 * time.Second

// schoolsPatience is how long one reading may take: others wait for it behind the lock, parents among them.
const schoolsPatience = 2 * time.Second

// schoolList is the list as it was read last, by name.
type schoolList struct {
	wall clock.Clock

	mu   sync.Mutex
	all  []School
	ways [][]spelling // of each
	read time.Time
	sick error // of the last reading
}

// get returns the list, read anew when it is old. Whoever waits for a reading gets its result. An old list is better
// than none: it holds while the database does not answer.
func (l *schoolList) get(ctx context.Context, read func(context.Context) ([]School, error)) ([]School, [][]spelling, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.wall.Now()
	if age := now.Sub(l.read); l.read.IsZero() || age < 0 || age >= l.holds() {
		ctx, cancel := context.WithTimeout(ctx, schoolsPatience)
		defer cancel()
		var all []School
		if all, l.sick = read(ctx); l.sick == nil {
			l.keep(all)
		}
		l.read = now
	}
	if l.all == nil {
		return nil, nil, l.sick
	}
	return l.all, l.ways, nil
}

// keep spells the names once for each list, and not again while it is the same: most readings bring nothing new.
func (l *schoolList) keep(all []School) {
	if slices.Equal(all, l.all) {
		return
	}
	l.all, l.ways = all, make([][]spelling, len(all))
	for i, school := range all {
		l.ways[i] = spellings(school)
	}
}

// holds is how long what was read last is taken for what is there. Those who waited for a reading that failed must not
// each wait for one of their own.
func (l *schoolList) holds() time.Duration {
	if l.sick != nil {
		return schoolsPatience
	}
	return schoolsFor
}

// forget makes the next look a reading: this process changed the list.
func (l *schoolList) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read = time.Time{}
}

// FindSchools returns schools whose name or alias holds the typed words, in Chinese or in Latin letters; an exact hit comes first. What another
// process imported is found after ten seconds.
func (s *Service) FindSchools(ctx context.Context, typed string) ([]School, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	all, ways, err := s.schools.get(ctx, s.allSchools)
	if err != nil {
		return nil, err
	}
	var hits []School
	want := seek(typed)
	for i, school := range all {
		if want.finds(school, ways[i]) {
			hits = append(hits, school)
		}
	}
	return exactFirst(hits, typed), nil
}

// KnownSchool finds a school in the list that this process remembers; false for an id that is none.
func (s *Service) KnownSchool(ctx context.Context, id int64) (School, bool, error) {
	all, _, err := s.schools.get(ctx, s.allSchools)
	if err != nil {
		return School{}, false, err
	}
	for _, school := range all {
		if school.ID == id {
			return school, true, nil
		}
	}
	return School{}, false, nil
}
