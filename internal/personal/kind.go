package personal

import (
	"regexp"
	"strings"
)

// Kind is a kind of number: how it is written, and what makes it one.
type Kind struct {
	Name   string
	forms  []*regexp.Regexp // from the first sign on, the longest first; the group is the number
	is     func(digits string, grouped bool) bool
	inside bool
}

// The kinds, except for the 查询码.
var (
	Identity = Kind{Name: "identity", forms: forms(`(\d(?:_\d){16}_[\dXx])`), is: isIdentity}
	// IdentityForm is written like an identity number, in one piece or in its parts: one that was mistyped is somebody's too.
	IdentityForm = Kind{Name: "identity", forms: forms(`(\d{6}_\d{8}_\d{3}[\dXx])`), is: always}
	Mobile       = Kind{Name: "mobile", forms: forms(`(?:(?:\+|00)?86)?(1[3-9]\d(?:_\d){8})`), is: always}
	Landline     = Kind{Name: "landline", forms: forms(`(0\d{2,3}_[2-8]\d{6,7})`), is: always}
	Card         = Kind{Name: "card", forms: forms(`([3-6]\d{3}(?:_\d{4}){3}_\d{1,3})`, `([3-6]\d{3}(?:_\d{4}){3})`), is: isCard}
)

func always(string, bool) bool { return true }

// Code is a 查询码: whether 16 digits are one is told by who gives them out.
func Code(is func(digits string) bool) Kind {
	return Kind{Name: "code", forms: forms(`(\d{4}(?:_\d{4}){3})`), is: func(digits string, _ bool) bool { return is(digits) }}
}

// How many signs numbers have: a landline the fewest, an identity number with a blank before each digit the most.
const (
	fewest = 10
	most   = 18 + 17
)

// forms reads _ as what may stand between two digits.
func forms(patterns ...string) []*regexp.Regexp {
	var list []*regexp.Regexp
	for _, p := range patterns {
		list = append(list, regexp.MustCompile(`^`+strings.ReplaceAll(p, "_", "[ .-]?")))
	}
	return list
}

// Inside is the same kind, found also as a part of a longer number. With dots it still stands alone: 1380.00-1580.00 is money.
func (k Kind) Inside() Kind {
	k.inside = true
	return k
}

// at finds the number that begins with the sign at from, or whose country does.
func (k Kind) at(signs []byte, from int) (Number, bool) {
	before := digit(signs, from-1)
	if before && !k.inside {
		return Number{}, false
	}
	for _, form := range k.forms {
		if m := form.FindSubmatchIndex(signs[from:min(from+most, len(signs))]); m != nil {
			n := Number{Kind: k.Name, From: from + m[2], To: from + m[3]}
			written := string(signs[n.From:n.To])
			n.Digits = between.Replace(written)
			alone := !before && !digit(signs, n.To)
			if (alone || k.inside && !strings.Contains(written, ".")) && k.is(n.Digits, n.Digits != written) {
				return n, true
			}
		}
	}
	return Number{}, false
}

var between = strings.NewReplacer(" ", "", ".", "", "-", "")

func digit(signs []byte, i int) bool {
	return i >= 0 && i < len(signs) && signs[i] >= '0' && signs[i] <= '9'
}
