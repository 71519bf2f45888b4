package publish

import "testing"

// However a number is written, it is not told to everybody; the author sees in which line it stands and how it begins.
func TestPersonalIn_howeverItIsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]personalNumber{
		"电话\n+8619900001234":                               {"mobile", 2, "199****34"},
		"电话199\u20150000\u20151234":                        {"mobile", 1, "199****34"},
		"电话199\ufe0f0000\u200b1234":                        {"mobile", 1, "199****34"},
		"电话199·0000·1234":                                  {"mobile", 1, "199****34"},
		"电话𝟙𝟡𝟡00001234":                                    {"mobile", 1, "199****34"},
		"证号\n\n650102 2018 01 01 1237":                     {"identity", 3, "650****37"},
		"证号650102 20181301 123Ⅹ":                           {"identity", 1, "650****3X"},
		"收费1380.00-1580.00元，电话0991-2345678，流水219900001234": {},
	} {
		if got, ok := personalIn(text); got != want || ok != (want.line > 0) {
			t.Errorf("%+q: %+v, %v", text, got, ok)
		}
	}
}
