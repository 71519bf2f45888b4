package lead

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// personal finds what names a person: identity numbers, mobile numbers and landlines, also when they are written
// in groups.
var personal = regexp.MustCompile(`\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]|1[3-9]\d([ -]?\d){8}|0\d{2,3}[ -]?[2-8]\d{6,7}`)

// plainDigits writes other keyboards' digits, blanks and dashes as ASCII, sign for sign.
func plainDigits(r rune) rune {
	for _, zero := range []rune{'\uff10', '\u0660', '\u06f0'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	switch r {
	case '\u3000', '\u00a0', '\u202f':
		return ' '
	case '\uff0d', '\u2010', '\u2013', '\u2014':
		return '-'
	case '\uff38', '\uff58':
		return 'X'
	}
	return r
}

// Personal reports a number that names a person; such text does not enter registers.
func Personal(text string) bool { return personal.MatchString(strings.Map(plainDigits, text)) }

// Depersonal puts instead in place of every such number, for what leaves in a register; the rest stays as it is.
func Depersonal(text, instead string) string {
	plain, runes := strings.Map(plainDigits, text), []rune(text)
	var b strings.Builder
	last := 0
	for _, at := range personal.FindAllStringIndex(plain, -1) {
		from, to := utf8.RuneCountInString(plain[:at[0]]), utf8.RuneCountInString(plain[:at[1]])
		b.WriteString(string(runes[last:from]) + instead)
		last = to
	}
	return b.String() + string(runes[last:])
}
