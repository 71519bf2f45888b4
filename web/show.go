package web

import (
	"fmt"
	"regexp"
	"strings"
)

// signs names the characters that reorder what stands around them. Left raw, a text could make a page read as
// something it does not say.
var signs = map[rune]string{
	'\u202a': "LRE", '\u202b': "RLE", '\u202c': "PDF", '\u202d': "LRO", '\u202e': "RLO",
	'\u2066': "LRI", '\u2067': "RLI", '\u2068': "FSI", '\u2069': "PDI",
}

// tags are letters nobody sees; whole sentences can hide in them.
func tags(r rune) bool { return r >= 0xe0000 && r <= 0xe007f }

func concealed(r rune) bool { return signs[r] != "" || tags(r) }

// emptyLines are more of them than tell a reader anything.
var emptyLines = regexp.MustCompile(`\n(?:[ \t]*\n){3,}`)

// Shown is a typed text as a page or a register shows it: what reorders or hides is named in its place, a run of
// one sign once, and at most two empty lines follow each other. What is stored, and what stands in a field to be
// edited, stays as it was typed.
func Shown(text string) string {
	if strings.Contains(text, "\n\n\n") {
		text = emptyLines.ReplaceAllString(text, "\n\n\n")
	}
	if strings.IndexFunc(text, concealed) < 0 {
		return text
	}
	var b strings.Builder
	last := ""
	for _, r := range text {
		name := signs[r]
		if tags(r) {
			name = "tags"
		}
		switch {
		case name == "":
			b.WriteRune(r)
		case name != last:
			fmt.Fprintf(&b, "⟦%s⟧", name)
		}
		last = name
	}
	return b.String()
}
