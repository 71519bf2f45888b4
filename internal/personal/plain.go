package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// unseen is what nobody sees, as strings.Map drops it.
const unseen = -1

// zeros of the keyboards that people have here, and of letters that make a name look fine; nine digits follow each.
const zeros = "\u0660\u06f0\uff10\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6\U0001fbf0"

// likes are single signs that look like another one, or are meant for it.
var likes = map[int8]string{
	' ':    "\t\u2800\u3164\uffa0\u115f\u1160", // a tab, and letters without a shape
	'-':    "\u2212",
	'.':    "\u00b7\u2022\u2027\u2219\u30fb\ufe52\uff0e\uff65",
	'+':    "\ufe62\uff0b",
	'X':    "\u00d7\u2169\uff38",
	'x':    "\u2179\uff58",
	unseen: string(utf8.RuneError),
}

// asASCII is what a sign is on an ASCII keyboard, 0 for itself. It is no map, because every sign of every report is looked up; hardly a
// page of it is ever touched.
var asASCII = tableOfSigns()

func tableOfSigns() []int8 {
	signs := make([]int8, unicode.MaxRune+1)
	for as, class := range map[int8]*unicode.RangeTable{' ': unicode.Zs, '-': unicode.Pd, unseen: rangetable.Merge(unicode.Cf, unicode.Mn, unicode.Me)} {
		rangetable.Visit(class, func(r rune) { signs[r] = as })
	}
	for as, like := range likes {
		for _, r := range like {
			signs[r] = as
		}
	}
	for _, zero := range zeros {
		for i := range int8(10) {
			signs[zero+rune(i)] = '0' + i
		}
	}
	return signs
}

// sign writes what a number is written with as ASCII: a digit, a blank, a dash, a dot, a plus, the X of an identity number. It is -1
// for what nobody sees; any other sign, a line's end among them, stays as it is.
func sign(r rune) rune {
	if as := asASCII[r]; as != 0 {
		return rune(as)
	}
	return r
}

// Plain writes the same as ASCII. A dot stays, most of them are of a sentence or of a name, and so does what was no text: a digit may
// have been lost there.
func Plain(r rune) rune {
	if p := sign(r); p != '.' && r != utf8.RuneError {
		return p
	}
	return r
}

// Bare is a number as it is stored: what people put between its digits, blanks, dashes and what nobody sees, is dropped. Whatever
// else was typed is kept, so that it shows.
func Bare(typed string) string {
	return strings.Map(func(r rune) rune {
		if p := Plain(r); p != ' ' && p != '-' {
			return p
		}
		return unseen
	}, typed)
}
