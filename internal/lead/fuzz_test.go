package lead

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// What is printed is read back, however it was typed; what is read is printed the same way.
func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{"2026-000128-7", "2026 000128 7", "20260001287", "2026-000128-8", "", "２０２６", "\u00ad2026"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		number, ok := ParseNumber(typed)
		if !ok {
			if number != "" {
				t.Errorf("%q is no number and gives %q", typed, number)
			}
			return
		}
		if again, ok := ParseNumber(number); !ok || again != number || !checks(onlyDigits(number)) {
			t.Errorf("%q is read as %q, and that as %q", typed, number, again)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{"1234 5678 9012 3459", "1234567890123459", "1234-5678-9012-345", "१२३४", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, problem := ParseCode(typed)
		if problem != CodeFine {
			return
		}
		if again, problem := ParseCode(Grouped(code)); problem != CodeFine || again != code || len(code) != codeDigits || !allDigits(code) {
			t.Errorf("%q is read as %q, grouped as %q", typed, code, again)
		}
	})
}

var plainPhone = regexp.MustCompile(`^[01]\d{9,11}$`)

func FuzzPhone(f *testing.F) {
	for _, seed := range []string{"19900001234", "+86 199-0000-1234", "0991-0000000", "2345678", "(0991) 234 5678", "12345", "008619900001234"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		phone, ok := Phone(typed)
		if !ok {
			return
		}
		if again, ok := Phone(phone); !ok || again != phone || !plainPhone.MatchString(phone) {
			t.Errorf("%q is read as %q, and that as %q", typed, phone, again)
		}
	})
}

// No number that names a person is left, and nothing else is lost.
func FuzzDepersonal(f *testing.F) {
	for _, seed := range []string{"电话19900001234", "身份证 650102 19900101 123X", "１９９００００１２３４", "0991-2345678和19900001234", "\xff19900001234"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // refused before it gets here
		}
		got := Depersonal(text, "〔略〕")
		if Personal(got) || !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", text, got)
		}
		if !Personal(text) && got != text {
			t.Errorf("%q names nobody and becomes %q", text, got)
		}
	})
}

// A report is settled once; what was not asked is dropped, what is stored is within its limits, and the body that
// the key stands for is always the same.
func FuzzReport_checkAndSettle(f *testing.F) {
	f.Add("fee", "school", "", "650102", "示例一小", "报名时要求先交三万元共建费", "3万", "19900001234", "王女士", true)
	f.Add("staff", "district_bureau", "work", "unsure", "", "听说教育局有人打招呼安排学生", "", "", "", false)
	f.Add("x", "", "conduct", "1e3", strings.Repeat("长", 41), " \u200b ", "一百", "12345", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", true)
	f.Fuzz(func(t *testing.T, category, about, nature, district, school, text, money, phone, name string, leaves bool) {
		if !utf8.ValidString(category + about + nature + district + school + text + money + phone + name) {
			return // refused before it gets here
		}
		r := Report{
			Category: category, About: about, Nature: nature, District: district, SchoolName: school, Text: text, Amount: money, Payee: school,
			Mode: ModeAnonymous, ToCity: true,
		}
		r.Contact.Phone, r.Contact.Name = phone, name
		if leaves {
			r.Mode, r.Consent = ModePhone, true
		}
		if len(r.Check()) > 0 {
			return
		}
		r.settle()
		once := r
		r.settle()
		if diff := cmp.Diff(once, r); diff != "" {
			t.Errorf("settled twice it differs: %s", diff)
		}
		if again := r.Check(); len(again) > 0 {
			t.Errorf("settled it has problems: %v", again)
		}
		if n := utf8.RuneCountInString(r.Text); blank(r.Text) || n < TextMin || n > TextMax || utf8.RuneCountInString(r.SchoolName) > SchoolMax {
			t.Errorf("out of its limits: %+v", r)
		}
		if !leaves && !r.Contact.Empty() {
			t.Error("an anonymous report keeps a contact")
		}
		checkBody(t, &r)
	})
}

func checkBody(t *testing.T, r *Report) {
	t.Helper()
	body, err := r.body()
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	if again, err := back.body(); err != nil || string(again) != string(body) {
		t.Errorf("the body changes when it is read: %s, %s", body, again)
	}
}

// The list of items in a draft is read as it was written.
func FuzzParseItems(f *testing.F) {
	for _, seed := range []string{"14", "1,2,35", "", ",,", "a,14", "99999999999999999999", "-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, list string) {
		items := parseItems(list)
		if diff := cmp.Diff(items, parseItems(itemList(items))); diff != "" {
			t.Error(diff)
		}
	})
}
