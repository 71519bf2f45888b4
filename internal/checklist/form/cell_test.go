package form

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestGuard_neutralisesFormulas(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		`=HYPERLINK("http://x","点")`, "+1+1", "-2+3", "@SUM(1)", "%0A=1", "|calc", "=cmd|' /C calc'!A0",
		"\t=1", "\r=1", "\n=1", "\x00=1", "\v=1", "\x1b=1", "\tplain",
		" =1", "  =1", "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "\u200d \ufeff=1", "\u2060=1", "\u202e=1",
		"＝1", "＋1", "－1", "＠x", "\u200b＝1", "-", "+8619900000000", "-5", " \t=1",
	} {
		if got := guard(s); got != "'"+s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestGuard_leavesPlainTextAlone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " ", "天山区", "收费3万元=违规", "a-b", "'=1", `"=1`, ";=1", ",=1", "（=1）", "19900001234",
		"110101199003070000", "007", "示例一小\n=1", " 前面有空格", "😀=1",
	} {
		if got := guard(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestCell_isNeverAFormulaAfterCleaning(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\x00=1":        "'=1", // the character that hid it is dropped, the guard stays
		"\v\v=1":        "'=1",
		"a\r\nb\rc":     "a\nb\nc",
		"坏\xff字节":       "坏\uFFFD字节",
		"a\x00\x1fb":    "ab",
		"a\ufffe\uffff": "a",
		"a\tb":          "a\tb",
		"_x0041_":       "_x0041_",
	} {
		if got := cell(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestCut_keepsWithinACellAndSaysSo(t *testing.T) {
	t.Parallel()
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	fits := strings.Repeat("字", cellLimit)
	if cut(fits) != fits {
		t.Error("a text that just fits was cut")
	}
	for _, s := range []string{fits + "字", strings.Repeat("😀", cellLimit), "a" + strings.Repeat("😀", cellLimit)} {
		got := cut(s)
		head, marked := strings.CutSuffix(got, cutMark)
		if !marked || units(got) > cellLimit || units(got) < cellLimit-2 || !strings.HasPrefix(s, head) {
			t.Errorf("%d units became %d, marked %v", units(s), units(got), marked)
		}
	}
}
