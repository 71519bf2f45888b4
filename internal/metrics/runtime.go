package metrics

import (
	"bytes"
	"context"
	"os"
	"runtime/metrics"
	"strconv"
)

// runtime adds what the Go runtime and the kernel know of the process. The names are those that dashboards for
// Go programs expect.
func (s *Set) runtime() {
	goroutines := s.Gauge("go_goroutines", "Goroutines that exist.")
	heap := s.Gauge("go_memstats_heap_alloc_bytes", "Bytes of objects on the heap.")
	cycles := s.Gauge("go_gc_cycles", "Garbage collections since the start.")
	resident := s.Gauge("process_resident_memory_bytes", "Memory that the kernel has given to the process.")
	s.OnScrape(func(context.Context) {
		samples := []metrics.Sample{
			{Name: "/sched/goroutines:goroutines"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/cycles/total:gc-cycles"},
		}
		metrics.Read(samples)
		for i, g := range []Gauge{goroutines, heap, cycles} {
			g.Set(float64(samples[i].Value.Uint64()))
		}
		if bytes, ok := residentBytes(); ok {
			resident.Set(bytes)
		}
	})
}

// residentBytes is known on Linux alone.
func residentBytes() (float64, bool) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseFloat(string(fields[1]), 64)
	return pages * float64(os.Getpagesize()), err == nil
}
