package personal

import (
	"strings"
	"unicode/utf8"
)

// Number is a number that names a person.
type Number struct {
	Kind     string
	From, To int    // in characters (runes) of the text
	Digits   string // ASCII, with nothing between them; the last of an identity number may be an X
}

// Find returns the numbers of these kinds in their order; none lies in another. Where one may be of two kinds it is of the first.
func Find(text string, kinds ...Kind) []Number {
	var found []Number
	var s stretch
	at := 0
	for _, r := range text {
		switch p := sign(r); {
		case p == unseen:
		case p < utf8.RuneSelf && strings.IndexByte("0123456789 .-+Xx", byte(p)) >= 0: //nolint:gosec // ASCII
			s.signs, s.at = append(s.signs, byte(p)), append(s.at, at) //nolint:gosec // ASCII
		default:
			found = append(found, s.numbers(kinds)...)
			s.signs, s.at = s.signs[:0], s.at[:0]
		}
		at++
	}
	return append(found, s.numbers(kinds)...)
}

// stretch is a part of a text that holds nothing but what numbers are written with: they are looked for only there.
type stretch struct {
	signs []byte
	at    []int // where each sign stands in the text
}

func (s *stretch) numbers(kinds []Kind) []Number {
	var found []Number
	for from := 0; from+fewest <= len(s.signs); from++ {
		for _, k := range kinds {
			if n, ok := k.at(s.signs, from); ok {
				from = n.To - 1
				n.From, n.To = s.at[n.From], s.at[n.To-1]+1
				found = append(found, n)
				break
			}
		}
	}
	return found
}
