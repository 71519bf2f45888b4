package publish

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// numbers are what names a person, also when it is written in groups. Landlines are offices' and may be told.
var numbers = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"identity", regexp.MustCompile(`\d{6}[ .-]?\d{8}[ .-]?\d{3}[\dXx]`)},
	{"mobile", regexp.MustCompile(`1[3-9]\d(?:[ .-]?\d){8}`)},
}

// personalNumber is where a number stands that names a person.
type personalNumber struct {
	kind   string // mobile or identity
	line   int    // from 1
	masked string
}

// personalIn finds the first number in a public text that names a person; a part of a longer number is none.
func personalIn(text string) (personalNumber, bool) {
	for i, line := range strings.Split(text, "\n") {
		plain := strings.Map(plainDigit, line)
		for _, n := range numbers {
			for _, at := range n.pattern.FindAllStringIndex(plain, -1) {
				if digitBefore(plain, at[0]) || digitAfter(plain, at[1]) {
					continue
				}
				return personalNumber{n.kind, i + 1, mask(plain[at[0]:at[1]])}, true
			}
		}
	}
	return personalNumber{}, false
}

func digitBefore(s string, at int) bool { return at > 0 && isDigit(s[at-1]) }
func digitAfter(s string, at int) bool  { return at < len(s) && isDigit(s[at]) }
func isDigit(b byte) bool               { return b >= '0' && b <= '9' }

// mask leaves enough of a number to find it by.
func mask(number string) string { return number[:3] + "****" + number[len(number)-2:] }

// plainDigit writes other keyboards' digits, blanks and dashes as ASCII; what is invisible is dropped.
func plainDigit(r rune) rune {
	for _, zero := range []rune{'\uff10', '\u0660', '\u06f0'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	switch r {
	case '\u3000', '\u00a0', '\u202f', '\t':
		return ' '
	case '\uff0d', '\u2010', '\u2011', '\u2013', '\u2014', '\u2212':
		return '-'
	case '\uff38', '\uff58':
		return 'X'
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', utf8.RuneError:
		return -1
	}
	return r
}
