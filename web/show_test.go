package web_test

import (
	"strings"
	"testing"

	"sunlead/web"
)

func TestShown_namesWhatReordersOrHides(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"示例一小":                      "示例一小",
		"a\u202egnp.exe":            "a⟦RLO⟧gnp.exe",
		"\u2067\u2067\u2067x\u2069": "⟦RLI⟧x⟦PDI⟧",
		"\U000e0041\U000e0042好":     "⟦tags⟧好",
		"بالا\u200cم \u200e23":      "بالا\u200cم \u200e23", // joiners and marks belong to the script
		"一\n\n\n\n\n \n\n二":         "一\n\n\n二",
		"一\n\n\n二":                  "一\n\n\n二",
	} {
		if got := web.Shown(typed); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", typed, got, want)
		}
	}
}

func FuzzShown(f *testing.F) {
	for _, seed := range []string{"a\u202eb", "\U000e0041\n\n\n\n", "بالا\u2067م", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		once := web.Shown(typed)
		if again := web.Shown(once); again != once {
			t.Errorf("%+q is shown as %+q, and that as %+q", typed, once, again)
		}
		if strings.ContainsAny(once, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
			t.Errorf("%+q keeps a sign", typed)
		}
	})
}
