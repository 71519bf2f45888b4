package lead

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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
func HidePrivate(text string) string {
	runes := []rune(text)
	var b strings.Builder
	last := 0
	for _, p := range FindPrivate(text) {
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

// privateNumber is a kind of number: how it is written, also in groups, what makes it one, and how much of it may stay.
type privateNumber struct {
	kind       string
	form       *regexp.Regexp
	is         func(digits string, grouped bool) bool
	head, tail int
}

var privateNumberKinds = []privateNumber{
	{PrivateID, regexp.MustCompile(`\d([ -]?\d){16}[ -]?[\dXx]`), isIdentity, 3, 2},
	{PrivateCode, regexp.MustCompile(`\d{4}([ -]?\d{4}){3}`), isCode, 0, 0},
	{PrivateCard, regexp.MustCompile(`[3-6]\d{3}([ -]?\d{4}){3}([ -]?\d{1,3})?`), isCard, 4, 2},
	{PrivatePhone, regexp.MustCompile(`1[3-9]\d([ -]?\d){8}`), func(string, bool) bool { return true }, 3, 2},
}

// shortest is the number of digits in the shortest such number.
const shortest = 11

// privateNumbers looks at a shadow of the text, one byte for each character, in which all digits are plain ones.
func privateNumbers(text string) []Private {
	runes := []rune(text)
	shadow, digits := make([]byte, len(runes)), 0
	for i, r := range runes {
		shadow[i] = 1
		if r = plainDigits(r); r < utf8.RuneSelf {
			shadow[i] = byte(r) //nolint:gosec // ASCII
		}
		if shadow[i] >= '0' && shadow[i] <= '9' {
			digits++
		}
	}
	if digits < shortest {
		return nil
	}
	var found []Private
	for _, k := range privateNumberKinds {
		for _, at := range k.form.FindAllIndex(shadow, -1) {
			written := string(shadow[at[0]:at[1]])
			digits := strings.NewReplacer(" ", "", "-", "").Replace(written)
			if alone(shadow, at) && k.is(digits, digits != written) {
				found = append(found, Private{k.kind, at[0], at[1], string(runes[at[0]:at[1]]), k.mask(runes[at[0]:at[1]], len(digits))})
			}
		}
	}
	return found
}

// alone reports that no digit stands before or after.
func alone(s []byte, at []int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return !digit(at[0]-1) && !digit(at[1])
}

// mask keeps what stands between the digits, so that a text is as long as before.
func (k privateNumber) mask(written []rune, digits int) string {
	seen := 0
	return strings.Map(func(r rune) rune {
		if p := plainDigits(r); p == ' ' || p == '-' {
			return r
		}
		if seen++; seen <= k.head || seen > digits-k.tail {
			return r
		}
		return '*'
	}, string(written))
}

// isIdentity wants a birthday, and the check sign unless it is written in one piece: a number that was copied wrongly is
// somebody's too.
func isIdentity(digits string, grouped bool) bool {
	born, err := time.Parse("20060102", digits[6:14])
	if err != nil || born.Year() < 1900 || born.Year() > 2099 || digits[0] == '0' {
		return false
	}
	return !grouped || identityChecks(digits)
}

// identityChecks is ISO 7064 MOD 11-2, as GB 11643 writes it.
func identityChecks(digits string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(digits[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum%11] == strings.ToUpper(digits)[17]
}

func isCode(digits string, _ bool) bool {
	_, problem := ParseCode(digits)
	return problem == CodeFine
}

// isCard is Luhn's check.
func isCard(digits string, _ bool) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
