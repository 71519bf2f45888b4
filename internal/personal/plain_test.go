package personal

import (
	"testing"
	"unicode"
)

func TestBare_dropsWhatPeoplePutBetween(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		" １９９－００００—1234 ": "19900001234", "١٩٩٠-۱۲۳": "1990123", "\ufeff19\u200b9\t\u30000\u2060": "1990", "1\ufe0f\u20e39": "19",
		"＋86 199": "+86199", "3.5": "3.5", "3．5": "3．5", "三万": "三万", "１Ｘ": "1X", "\U000e0031" + "7": "7", "1\ufffd9": "1\ufffd9", "१": "१", "": "",
	} {
		if got := Bare(typed); got != want {
			t.Errorf("%+q is %q, want %q", typed, got, want)
		}
	}
}

// A digit is worth the same on all keyboards, and what is folded once stays.
func TestPlain_ofEverySign(t *testing.T) {
	t.Parallel()
	for _, zero := range []rune{'0', '\u0660', '\u06f0', '\uff10', '\U0001d7ce', '\U0001d7d8', '\U0001fbf0'} {
		for i := range rune(10) {
			if got := Plain(zero + i); got != '0'+i {
				t.Errorf("%U is %q", zero+i, got)
			}
		}
	}
	for r := range rune(unicode.MaxRune) {
		switch p := Plain(r); {
		case p == unseen || p == r:
		case p >= 0x80 || Plain(p) != p || unicode.IsDigit(p) && !unicode.IsDigit(r):
			t.Errorf("%U is %q", r, p)
		}
	}
}
