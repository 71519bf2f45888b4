package deadline

import (
	"slices"
	"time"
)

// Pause is a time in which a promise stands still: from the question to the reporter until their answer. A Pause that
// ends before it begins is none.
type Pause struct{ From, To time.Time }

// covers reports whether the clock stands still when the day closes. Whoever is answered before closing has that day;
// who is asked at closing has had it.
func (p Pause) covers(closing time.Time) bool { return p.From.Before(closing) && !p.To.Before(closing) }

// inOrder returns the pauses by their beginning, those that touch as one: a day or an hour stands still once, however
// many questions were open in it.
func inOrder(pauses []Pause) []Pause {
	if len(pauses) == 0 {
		return nil
	}
	sorted := slices.DeleteFunc(slices.Clone(pauses), func(p Pause) bool { return !p.From.Before(p.To) })
	slices.SortFunc(sorted, func(a, b Pause) int { return a.From.Compare(b.From) })
	merged := sorted[:0]
	for _, p := range sorted {
		if n := len(merged) - 1; n >= 0 && !p.From.After(merged[n].To) {
			if p.To.After(merged[n].To) {
				merged[n].To = p.To
			}
			continue
		}
		merged = append(merged, p)
	}
	return merged
}

// still walks along pauses in their order; a day is asked for after those before it.
type still []Pause

// at reports whether the clock stands still at the closing of a day.
func (s *still) at(closing func() time.Time) bool {
	if len(*s) == 0 {
		return false
	}
	end := closing()
	for len(*s) > 0 && (*s)[0].To.Before(end) {
		*s = (*s)[1:]
	}
	return len(*s) > 0 && (*s)[0].covers(end)
}

// running is when a clock that starts at from has run for d, pauses left out.
func running(from time.Time, d time.Duration, pauses []Pause) time.Time {
	at := from
	for _, p := range pauses {
		free := max(0, p.From.Sub(at)) // what runs before it
		switch {
		case !p.To.After(at):
			continue // over before the clock began
		case d <= free:
			return at.Add(d)
		}
		at, d = p.To, d-free
	}
	return at.Add(d)
}
