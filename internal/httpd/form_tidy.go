package httpd

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sunlead/internal/personal"
)

// lineEnds makes every line end a single \n.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// tidy is the one normalisation of a typed value; everything else is kept as it was written.
func tidy(s string, rule fieldRule) string {
	if rule&ruleRaw != 0 {
		return s
	}
	s = strings.TrimPrefix(s, "\ufeff")
	s = lineEnds.Replace(s)
	if rule&ruleLong == 0 {
		s = strings.ReplaceAll(s, "\n", " ") // a browser never sends a line end from a one-line field
	}
	if rule&ruleDigits != 0 {
		s = strings.Map(plainDigit, norm.NFKC.String(s))
	}
	return seen(strings.TrimSpace(s)) // also U+3000 and U+00A0; what nobody would see is nothing
}

// plainDigit folds the digits of other scripts and drops what is invisible.
func plainDigit(r rune) rune {
	switch p := personal.Plain(r); {
	case unicode.IsDigit(p):
		return p
	case unicode.Is(unicode.Cf, r):
		return -1
	default:
		return r
	}
}

// bareDigits drops what people put between digits: blanks, dashes of all kinds, invisible characters.
func bareDigits(s string) string { return personal.Bare(s) }

// seen is a value, "" when nothing of it would be seen.
func seen(s string) string {
	if isBlank(s) {
		return ""
	}
	return s
}

// fillers are letters without a shape: the empty Braille pattern and those of Hangul.
const fillers = "\u2800\u3164\uffa0\u115f\u1160"

// isBlank reports that nothing would be seen: only blanks, invisible characters and fillers.
func isBlank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Mn) && !strings.ContainsRune(fillers, r) {
			return false
		}
	}
	return true
}
