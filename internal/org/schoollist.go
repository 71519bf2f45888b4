package org

import (
	"context"
	"slices"
	"strings"
	"time"
)

// schoolsFor is how long a process goes on with the list of schools it read. A city has some hundreds of them, they
// change by an import, and every report looks one up.
const schoolsFor = 10 * time.Second

// schoolList is the list by name, and how each name is spelled.
type schoolList struct {
	all  []School
	ways [][]spelling
}

// listed is the list as this process last knew it.
func (s *Service) listed(ctx context.Context) (schoolList, error) {
	return s.schools.Get(ctx, s.wall.Now(), schoolsFor, func(ctx context.Context, old schoolList) (schoolList, error) {
		all, err := s.allSchools(ctx)
		if err != nil || slices.Equal(all, old.all) { // most readings bring nothing new to spell
			return old, err
		}
		return spelled(all), nil
	})
}

func spelled(all []School) schoolList {
	l := schoolList{all, make([][]spelling, len(all))}
	for i, school := range all {
		l.ways[i] = spellings(school)
	}
	return l
}

// FindSchools returns schools whose name or alias holds the typed words, in Chinese or in Latin letters; an exact hit comes first. What another
// process imported is found after ten seconds.
func (s *Service) FindSchools(ctx context.Context, typed string) ([]School, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, nil
	}
	list, err := s.listed(ctx)
	if err != nil {
		return nil, err
	}
	var hits []School
	want := seek(typed)
	for i, school := range list.all {
		if want.finds(school, list.ways[i]) {
			hits = append(hits, school)
		}
	}
	return exactFirst(hits, typed), nil
}

// KnownSchool finds a school in the list that this process remembers; false for an id that is none.
func (s *Service) KnownSchool(ctx context.Context, id int64) (School, bool, error) {
	list, err := s.listed(ctx)
	if err != nil {
		return School{}, false, err
	}
	i := slices.IndexFunc(list.all, func(school School) bool { return school.ID == id })
	if i < 0 {
		return School{}, false, nil
	}
	return list.all[i], true, nil
}
