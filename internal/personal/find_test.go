package personal

import (
	"fmt"
	"strings"
	"testing"
)

var all = []Kind{Identity, Code(func(digits string) bool { return strings.HasPrefix(digits, "4821") }), Card, Mobile, Landline}

func TestFind_tellsTheKindsApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"身份证650102201801011237，请核实":              "identity 3-21 650102201801011237",
		"身份证650102201813011237，请核实":              "",
		"抄错一位的650102201801011231":                "identity 5-23 650102201801011231",
		"分开写的650102 2018 0101 1231":              "",
		"11010519491231002x":                     "identity 0-18 11010519491231002x",
		"4821 0937 5562 1046":                    "code 0-19 4821093755621046",
		"卡号6222021234567890128":                  "card 2-21 6222021234567890128",
		"卡号6222021234567890127":                  "",
		"卡号6222 0212 3456 7894 12个":              "card 2-21 6222021234567894",
		"打19900001234，或0991-2345678":             "mobile 1-12 19900001234, landline 14-26 09912345678",
		"+8619900001234":                         "mobile 3-14 19900001234",
		"电话：86-199-0000-1234":                    "mobile 6-19 19900001234",
		"第1 650102201801011237":                  "identity 3-21 650102201801011237",
		"流水219900001234":                         "",
		"199000012345":                           "",
		"199\n00001234":                          "",
		"2026-07-15 2026-07-16":                  "",
		"199 0000 1234 19900001234":              "mobile 0-13 19900001234, mobile 14-25 19900001234",
		"\U0001d7d9\U0001d7e1\U0001d7e100001234": "mobile 0-11 19900001234",
		"\xff1990000\xff1234":                    "mobile 1-13 19900001234",
	} {
		if got := told(Find(text, all...)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func told(found []Number) string {
	var list []string
	for _, n := range found {
		list = append(list, fmt.Sprintf("%s %d-%d %s", n.Kind, n.From, n.To, n.Digits))
	}
	return strings.Join(list, ", ")
}

// As a part of a longer number, and what only looks like an identity number.
func TestFind_inside(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"流水219900001234":       "mobile 3-14 19900001234",
		"650102 20181301 1237": "identity 0-20 650102201813011237",
		"1380.00-1580.00":      "",
		"199.0000.1234":        "mobile 0-13 19900001234",
	} {
		if got := told(Find(text, IdentityForm.Inside(), Mobile.Inside(), Landline.Inside())); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Every place is exact, whatever stands unseen within and around.
func FuzzFind(f *testing.F) {
	f.Add("电话", "199\u200b0000\u20601234", "\u200d找他")
	f.Add("\ufeff", "１９９－００００－１２３４", "\xff")
	f.Add("", "6\ufe0f5010220180101123\u00ad7", "")
	f.Fuzz(func(t *testing.T, before, number, after string) {
		text, last := before+number+after, 0
		runes := []rune(text)
		for _, n := range Find(text, all...) {
			if n.From < last || n.To > len(runes) || sign(runes[n.From]) == unseen || sign(runes[n.To-1]) == unseen {
				t.Fatalf("%q: %+v", text, n)
			}
			last = n.To
			if read := between.Replace(strings.Map(sign, string(runes[n.From:n.To]))); read != n.Digits {
				t.Errorf("%q: %+v is read as %q", text, n, read)
			}
		}
	})
}
