package publish

import (
	"context"
	"slices"
	"time"

	"sunlead/internal/clock"
)

// shelfFor is how long a process believes what it has read of what is public; its own changes it knows at once.
const shelfFor = 5 * time.Second

// Shelf is everything that is public at one moment, the newest first. It is never changed once made.
type Shelf struct {
	all     []Publication
	day     string // of Beijing: what is past its last day is not shown
	version int64
}

// ShelfOf makes a shelf of some publications, for a preview.
func ShelfOf(day string, list ...Publication) *Shelf { return &Shelf{all: list, day: day} }

// Published returns what is public, as this process last knew: it asks the database at most once in a few seconds, and that costs
// one small count as long as nothing changed.
func (s *Service) Published(ctx context.Context) (*Shelf, error) {
	now := s.Wall.Now()
	return s.shelf.Get(ctx, now, shelfFor, func(ctx context.Context, old *Shelf) (*Shelf, error) {
		day := now.In(clock.Beijing).Format(time.DateOnly)
		version, err := s.shelfVersion(ctx)
		switch {
		case err != nil:
			return nil, err
		case old == nil || old.version != version:
			all, err := s.onShelf(ctx)
			return &Shelf{all, day, version}, err
		case old.day != day:
			return &Shelf{old.all, day, version}, nil
		default:
			return old, nil
		}
	})
}

// filter returns what passes, in the shelf's order.
func (h *Shelf) filter(passes func(p *Publication) bool) []Publication {
	var out []Publication
	for i := range h.all {
		if p := &h.all[i]; (p.ValidTo == "" || p.ValidTo >= h.day) && passes(p) {
			out = append(out, *p)
		}
	}
	return out
}

// Policies are the entries for a school (0 for none in particular) of a district: what is for the school alone first,
// then the district's, then the city's; within each as Labels orders them.
func (h *Shelf) Policies(district string, school int64) []Publication {
	list := h.filter(func(p *Publication) bool {
		return p.Kind == Policy && (p.SchoolID == 0 || p.SchoolID == school) && (p.District == "" || p.District == district)
	})
	slices.SortStableFunc(list, func(a, b Publication) int {
		return nearness(&a)*len(labels[Policy]) + labelAt(&a) - nearness(&b)*len(labels[Policy]) - labelAt(&b)
	})
	return list
}

func nearness(p *Publication) int {
	switch {
	case p.SchoolID != 0:
		return 0
	case p.District != "":
		return 1
	default:
		return 2
	}
}

func labelAt(p *Publication) int { return slices.Index(labels[p.Kind], p.Label) }

// Schools are those of a district that have entries of their own, by id.
func (h *Shelf) Schools(district string) map[int64]string {
	out := map[int64]string{}
	for _, p := range h.filter(func(p *Publication) bool { return p.Kind == Policy && p.SchoolID != 0 && p.District == district }) {
		out[p.SchoolID] = p.SchoolName
	}
	return out
}

// Response is the newest answer to a school and a topic; false when there is none.
func (h *Shelf) Response(school int64, topic string) (Publication, bool) {
	if school == 0 || topic == "" {
		return Publication{}, false
	}
	list := h.filter(func(p *Publication) bool {
		return p.Kind == Response && p.SchoolID == school && slices.Equal(p.TopicList(), []string{topic})
	})
	if len(list) == 0 {
		return Publication{}, false
	}
	return list[0], true
}

// Clarifications are those on a topic at a place; "" and 0 stand for any.
func (h *Shelf) Clarifications(district string, school int64, topic string) []Publication {
	return h.filter(func(p *Publication) bool {
		if p.Kind != Clarification {
			return false
		}
		if topic == "" {
			return district == "" || p.District == "" || p.District == district
		}
		return p.About(district, school, topic)
	})
}

// Releases are the statistics.
func (h *Shelf) Releases() []Publication {
	return h.filter(func(p *Publication) bool { return p.Kind == Statistics })
}
