package form

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	cellLimit = 32767 // characters a spreadsheet cell holds, in UTF-16 units
	cutMark   = "…（过长，已截断）"
)

// cell makes a typed text safe to stand in a spreadsheet: no formula, no character XML cannot hold, not
// longer than a cell.
func cell(s string) string { return cut(clean(guard(strings.ToValidUTF8(s, "\uFFFD")))) }

// guard prefixes an apostrophe when a spreadsheet, or a program the text is copied into, could take the text
// for a formula or a command: when the first character one can see is an operator, or is a control character.
func guard(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, unseen))
	if strings.ContainsRune("=+-@%|＝＋－＠", first) || unicode.IsControl(first) {
		return "'" + s
	}
	return s
}

// unseen is true for spaces of any width and for marks without one (BOM, zero-width and direction marks),
// which would hide an operator behind them.
func unseen(r rune) bool { return unicode.In(r, unicode.Zs, unicode.Cf) }

// clean drops what XML 1.0 cannot hold and makes every line break one \n.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, s)
}

// cut shortens a text that is too long for a cell and says so; it never splits a character.
func cut(s string) string {
	if len(s) <= cellLimit { // bytes are never fewer than UTF-16 units
		return s
	}
	room, at := cellLimit-len(utf16.Encode([]rune(cutMark))), 0
	units := 0
	for i, r := range s {
		if units <= room {
			at = i
		}
		units += utf16.RuneLen(r)
	}
	if units <= cellLimit {
		return s
	}
	return s[:at] + cutMark
}
