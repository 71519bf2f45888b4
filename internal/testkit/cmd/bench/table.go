package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func (b *bench) title(title string, columns ...string) {
	fmt.Fprintf(b.out, "\n### %s\n\n| %s |\n|%s\n", title, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
}

func (b *bench) line(cells ...string) { fmt.Fprintf(b.out, "| %s |\n", strings.Join(cells, " | ")) }

func itoa(n int) string { return strconv.Itoa(n) }

func f0(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }

func f2(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func bad(r result) string {
	if r.bad == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%s)", r.bad, r.first)
}
