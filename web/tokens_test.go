package web

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

var (
	tokenLine = regexp.MustCompile(`(?m)^\$([a-z0-9-]+): (#[0-9A-F]{6});`)
	lookLine  = regexp.MustCompile(`"([a-z]+)": \((#[0-9A-F]{6}), (#[0-9A-F]{6}), (#[0-9A-F]{6})\)`)
)

func tokens(t *testing.T) (map[string]string, [][]string) {
	t.Helper()
	raw, err := os.ReadFile("src/_tokens.scss")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, g := range tokenLine.FindAllStringSubmatch(string(raw), -1) {
		m[g[1]] = g[2]
	}
	return m, lookLine.FindAllStringSubmatch(string(raw), -1)
}

// luminance is the relative luminance of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestTokens_haveEnoughContrast(t *testing.T) {
	t.Parallel()
	c, looks := tokens(t)
	cases := []struct {
		on, ground string
		least      float64
	}{
		{"ink", "white", 7},
		{"ink", "canvas", 7},
		{"ink", "warm", 7},
		{"ink", "warm-3", 7},
		{"ink-2", "white", 4.5},
		{"ink-2", "canvas", 4.5},
		{"ink-2", "warm", 4.5},
		{"ink-2", "brand-tint", 4.5},
		{"brand", "white", 4.5},
		{"brand", "canvas", 4.5},
		{"brand", "warm", 4.5},
		{"brand", "brand-tint", 4.5},
		{"brand-dark", "brand-tint", 4.5},
		{"white", "brand", 4.5},
		{"white", "navy", 7},
		{"white", "green", 4.5},
		{"white", "green-dark", 4.5},
		{"white", "red", 4.5},
		{"white", "red-dark", 4.5},
		{"red", "white", 4.5},
		{"red", "canvas", 4.5},
		{"focus-ink", "focus", 7},
		{"focus-ink", "white", 7},
		{"focus", "navy", 3},
		{"focus", "brand", 3},
		{"border", "white", 3},
		{"border", "canvas", 3},
		{"sun", "navy", 3},
	}
	for _, k := range cases {
		if c[k.on] == "" || c[k.ground] == "" {
			t.Errorf("no token %s or %s", k.on, k.ground)
			continue
		}
		if got := contrast(t, c[k.on], c[k.ground]); got < k.least {
			t.Errorf("%s on %s: %.2f, want %.1f", k.on, k.ground, got, k.least)
		}
	}
	if len(looks) != 6 {
		t.Fatalf("%d looks, want 6", len(looks))
	}
	for _, l := range looks {
		if got := contrast(t, l[2], l[3]); got < 6.5 {
			t.Errorf("%s: %.2f, want 6.5", l[1], got)
		}
	}
}
