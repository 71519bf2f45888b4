package testkit

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	figureLine = regexp.MustCompile(`^([a-z_][a-z0-9_]*)(\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\})? (\S+)$`)
	typeLine   = regexp.MustCompile(`^# TYPE ([a-z_][a-z0-9_]*) (counter|gauge|histogram)$`)
)

// ParseFigures reads what a program shows to Prometheus: every line must be one of the text format, stand under
// its HELP and TYPE, and come once; the buckets of a histogram must not fall. It returns series → value.
func ParseFigures(t testing.TB, text string) map[string]float64 {
	t.Helper()
	found := map[string]float64{}
	if !strings.HasSuffix(text, "\n") {
		t.Errorf("the figures do not end with a line")
	}
	family, helped := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if name, is := strings.CutPrefix(line, "# HELP "); is {
			helped, _, _ = strings.Cut(name, " ")
			continue
		}
		if m := typeLine.FindStringSubmatch(line); m != nil {
			if family = m[1]; family != helped {
				t.Errorf("%s has no HELP", family)
			}
			continue
		}
		m := figureLine.FindStringSubmatch(line)
		if m == nil || family == "" || !strings.HasPrefix(m[1], family) {
			t.Errorf("not a line of %q: %q", family, line)
			continue
		}
		v, err := strconv.ParseFloat(m[3], 64)
		if _, twice := found[m[1]+m[2]]; err != nil || twice {
			t.Errorf("%q: %v, twice: %v", line, err, twice)
		}
		found[m[1]+m[2]] = v
	}
	return found
}
