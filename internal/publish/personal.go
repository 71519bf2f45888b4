package publish

import (
	"strings"

	"sunlead/internal/personal"
)

// unpublished is what must not be told to everybody; an identity number also when it was mistyped. Landlines are offices' and may be
// told.
var unpublished = []personal.Kind{personal.Identity, personal.IdentityForm, personal.Mobile}

// personalNumber is where a number stands that names a person.
type personalNumber struct {
	kind   string // mobile or identity
	line   int    // from 1
	masked string
}

// personalIn finds the first number in a public text that names a person; a part of a longer number is none.
func personalIn(text string) (personalNumber, bool) {
	for i, line := range strings.Split(text, "\n") {
		if found := personal.Find(line, unpublished...); len(found) > 0 {
			return personalNumber{found[0].Kind, i + 1, mask(found[0].Digits)}, true
		}
	}
	return personalNumber{}, false
}

// mask leaves enough of a number to find it by.
func mask(number string) string { return number[:3] + "****" + number[len(number)-2:] }
