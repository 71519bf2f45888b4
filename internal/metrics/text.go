package metrics

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Write asks what is to be asked and writes all figures, in the order of their names.
func (s *Set) Write(ctx context.Context, w io.Writer) error {
	b := s.text(ctx)
	_, err := w.Write(b.Bytes())
	return err
}

func (s *Set) text(ctx context.Context) *bytes.Buffer {
	s.scrape.Lock()
	defer s.scrape.Unlock()
	s.mu.Lock()
	asked := slices.Clone(s.asked)
	s.mu.Unlock()
	for _, ask := range asked {
		ask(ctx)
	}
	s.mu.Lock()
	families := maps.Clone(s.families)
	s.mu.Unlock()
	b := new(bytes.Buffer)
	for _, name := range slices.Sorted(maps.Keys(families)) {
		families[name].write(b)
	}
	return b
}

func (f *family) write(b *bytes.Buffer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.series) == 0 {
		return
	}
	b.WriteString("# HELP " + f.name + " " + f.help + "\n# TYPE " + f.name + " " + f.kind + "\n")
	for _, key := range f.sorted() {
		if f.kind == "histogram" {
			f.writeBuckets(b, key, f.series[key])
			continue
		}
		f.line(b, f.name, key, "", f.series[key].value)
	}
}

func (f *family) writeBuckets(b *bytes.Buffer, key labels, s *series) {
	var below uint64
	for i, n := range s.counts {
		below += n
		limit := "+Inf"
		if i < len(f.buckets) {
			limit = number(f.buckets[i])
		}
		f.line(b, f.name+"_bucket", key, limit, float64(below))
	}
	f.line(b, f.name+"_sum", key, "", s.value)
	f.line(b, f.name+"_count", key, "", float64(below))
}

// line writes name{label="value",le="0.5"} 12.
func (f *family) line(b *bytes.Buffer, name string, key labels, limit string, v float64) {
	var pairs []string
	for i, label := range f.labels {
		pairs = append(pairs, label+`="`+escape.Replace(key[i])+`"`)
	}
	if limit != "" {
		pairs = append(pairs, `le="`+limit+`"`)
	}
	b.WriteString(name)
	if len(pairs) > 0 {
		b.WriteString("{" + strings.Join(pairs, ",") + "}")
	}
	b.WriteString(" " + number(v) + "\n")
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
