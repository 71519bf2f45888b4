package metrics

import (
	"cmp"
	"slices"
	"sync"
)

// labels are the values of a series' labels; unused ones are empty.
type labels [labelsMax]string

// family is one figure with all its series.
type family struct {
	name, help, kind string
	labels           []string // their names
	buckets          []float64

	mu     sync.Mutex
	series map[labels]*series
}

// series is one line, or for a histogram one group of lines.
type series struct {
	value  float64 // of a histogram: the sum
	counts []uint64
}

func (f *family) change(values []string, change func(*series)) {
	if f == nil {
		return
	}
	var key labels
	copy(key[:], values)
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.series[key]
	if one == nil {
		one = &series{counts: make([]uint64, len(f.buckets)+1)}
		f.series[key] = one
	}
	change(one)
}

func (s *series) observe(buckets []float64, v float64) {
	i, _ := slices.BinarySearch(buckets, v) // a bucket holds its upper limit
	s.counts[i]++
	s.value += v
}

// sorted returns the keys of the series in a fixed order. The caller holds the lock.
func (f *family) sorted() []labels {
	keys := make([]labels, 0, len(f.series))
	for key := range f.series {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b labels) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]))
	})
	return keys
}
