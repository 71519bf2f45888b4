package lead

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"sunlead/internal/personal"
)

// What a text can name a person by.
const (
	PrivateID    = "id"    // the number of an identity card
	PrivateCard  = "card"  // of a bank card
	PrivateCode  = "code"  // a 查询码, which opens a report
	PrivatePhone = "phone" // a mobile number
	PrivateChild = "child" // a child's name
)

// Private is a place of a text that not everybody who reads the text needs.
type Private struct {
	Kind     string
	From, To int    // in characters (runes) of the text
	Text     string // as written
	Masked   string // what would stand there instead
}

// FindPrivate finds them, in their order. It would rather miss one than be wrong often: it only makes an offer.
func FindPrivate(text string) []Private {
	found := append(privateNumbers(text), privateNames(text)...)
	slices.SortStableFunc(found, func(a, b Private) int { return cmp.Or(a.From-b.From, b.To-a.To) })
	end := 0
	return slices.DeleteFunc(found, func(p Private) bool {
		if p.From < end {
			return true
		}
		end = p.To
		return false
	})
}

// HidePrivate returns the text with every such place masked.
func HidePrivate(text string) string { return masked(text, FindPrivate(text)) }

func masked(text string, places []Private) string {
	runes := []rune(text)
	var b strings.Builder
	last := 0
	for _, p := range places {
		b.WriteString(string(runes[last:p.From]) + p.Masked)
		last = p.To
	}
	return b.String() + string(runes[last:])
}

// AsksToMask reports that the text has such places and the reporter has not said yet to leave them.
func (r *Report) AsksToMask() bool {
	return r.Plain != textMark(r.Text) && len(FindPrivate(r.Text)) > 0
}

// KeepPrivate notes that this very text shall stay as it is; of another one it is asked again.
func (r *Report) KeepPrivate() { r.Plain = textMark(r.Text) }

func textMark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// privateKinds are the kinds of number that are offered to be masked.
var privateKinds = []personal.Kind{personal.Identity, personal.Code(isCode), personal.Card, personal.Mobile}

// privateMasks is what each is called here, and how many of its digits stay at either end.
var privateMasks = map[string]struct {
	kind       string
	head, tail int
}{
	"identity": {PrivateID, 3, 2},
	"code":     {PrivateCode, 0, 0},
	"card":     {PrivateCard, 4, 2},
	"mobile":   {PrivatePhone, 3, 2},
}

func privateNumbers(text string) []Private {
	numbers := personal.Find(text, privateKinds...)
	if len(numbers) == 0 {
		return nil // of most reports
	}
	var found []Private
	runes := []rune(text)
	for _, n := range numbers {
		m, written := privateMasks[n.Kind], string(runes[n.From:n.To])
		found = append(found, Private{m.kind, n.From, n.To, written, mask(written, n.Digits, m.head, m.tail)})
	}
	return found
}

// mask keeps what stands between the digits, so that a text is as long as before.
func mask(written, digits string, head, tail int) string {
	seen := 0
	return strings.Map(func(r rune) rune {
		if !strings.ContainsRune(digits, personal.Plain(r)) {
			return r
		}
		if seen++; seen <= head || seen > len(digits)-tail {
			return r
		}
		return '*'
	}, written)
}

func isCode(digits string) bool {
	_, problem := ParseCode(digits)
	return problem == CodeFine
}
