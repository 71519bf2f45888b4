package invariants

import (
	"slices"

	"sunlead/internal/trail"
)

// saidWell: what the reporter said of an answer, and added, lies beside the trail as the trail tells; what was said before
// there was a place for it is told by the trail alone.
func (f *file) saidWell() bool {
	var added []int64
	said := map[rating]bool{}
	for round, i := int64(0), 0; i < len(f.entries); i++ {
		switch e := f.entries[i]; e.Kind {
		case "reopened":
			round++
		case "rated":
			said[rating{f.id, round, e.At, solvedIn(e)}] = true
		case "added":
			added = append(added, number(e.Values(), "addition"))
		}
	}
	return slices.Equal(added, f.added) && !slices.ContainsFunc(f.ratings, func(r rating) bool { return !said[r] })
}

func solvedIn(e trail.Entry) string {
	solved, _ := e.Values()["solved"].(string)
	return solved
}
