package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// bar shows how far an import is: written over itself on a terminal, a line for each tenth elsewhere.
type bar struct {
	s         *session
	mu        sync.Mutex
	done, all int
}

func (s *session) progress(all int) *bar { return &bar{s: s, all: max(all, 1)} }

const barWidth = 40

// step counts one row. It writes once for each percent, or each tenth.
func (b *bar) step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	parts := 10
	if b.s.terminal {
		parts = 100
	}
	before := b.done * parts / b.all
	b.done++
	if now := b.done * parts / b.all; now == before {
		return
	}
	text := b.s.texts.T("import.progress", "done", b.done, "all", b.all)
	if !b.s.terminal {
		fmt.Fprintln(b.s.out, text)
		return
	}
	full := min(b.done*barWidth/b.all, barWidth)
	fmt.Fprintf(b.s.out, "\r[%s%s] %s", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), text)
}

// end leaves the line of the bar.
func (b *bar) end() {
	if b.s.terminal && b.done > 0 {
		fmt.Fprintln(b.s.out)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
