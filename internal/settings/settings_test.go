package settings

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every mistake is refused with one sentence that names the file and the setting.
func TestLoad_refuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ content, want string }{
		"zero days":        {`{"answer": 0}`, "answer: 0 is not a whole number of working days from 1 to 60"},
		"negative":         {`{"answer": -1}`, "answer: -1 is not a whole number of working days"},
		"ten thousand":     {`{"answer": 10000}`, "answer: 10000 is not a whole number of working days"},
		"an overflow":      {`{"answer": 99999999999999999999}`, "answer: 99999999999999999999 is not a whole number"},
		"half a day":       {`{"sign": 1.5}`, "sign: 1.5 is not a whole number"},
		"a number in text": {`{"sign": "1"}`, `sign: "1" is not a whole number`},
		"over the law":     {`{"law_answer": 61}`, "law_answer: 61 is not a whole number of days from 1 to 60"},
		"no hours":         {`{"urgent": 0}`, "urgent: 0 is not a whole number of hours from 1 to 72"},
		"no years":         {`{"retention": 0}`, "retention: 0 is not a whole number of years from 1 to 100"},
		"complex shorter":  {`{"answer": 20}`, "answer_complex: 15 is below answer (20)"},
		"null":             {`{"sign": null}`, "sign: has no value; leave the line out"},
		"unknown":          {`{"anwser": 5}`, `"anwser" is no setting`},
		"twice":            {`{"answer": 5, "answer": 6}`, "answer: stands there twice"},
		"not yes or no":    {`{"receipt_law": "yes"}`, `receipt_law: "yes" is neither true nor false`},
		"another choice":   {`{"basis": "other"}`, `basis: "other" is none of consent, duty`},
		"not built":        {`{"owner_corps": "region"}`, `owner_corps: "region" is none of city`},
		"two lines":        {`{"line_other": "a\nb"}`, "line_other: \"a\\nb\" is not one line of up to 100 characters"},
		"a long line":      {`{"line_other": "` + strings.Repeat("长", 101) + `"}`, "line_other: "},
		"a bare number":    {`{"hotline": "0991-0000000"}`, `hotline: want {"number": "…", "hours": "…"}`},
		"unknown field":    {`{"hotline": {"numbr": "0991-0000000"}}`, `hotline: want {"number": "…", "hours": "…"}: json: unknown field "numbr"`},
		"no telephone":     {`{"hotline": {"number": "call us"}}`, `hotline: "call us" is not a telephone number`},
		"no such day":      {`{"holidays_2027": {"off": [{"from": "02-30", "days": 1, "name": "spring"}]}}`, `holidays_2027: 1 days from "02-30"`},
		"a long rest":      {`{"holidays_2027": {"off": [{"from": "02-03", "days": 99, "name": "spring"}]}}`, `holidays_2027: 99 days from "02-03"`},
		"no such festival": {`{"holidays_2027": {"off": [{"from": "02-03", "days": 1, "name": "easter"}]}}`, `holidays_2027: "easter" is none of new_year`},
		"no such work day": {`{"holidays_2027": {"work": ["2027-02-03"]}}`, `holidays_2027: "2027-02-03" is not a day like 10-10`},
		"not JSON":         {"{\n\"answer\": 5,\n\"sign\": yes\n}", "line 3: sign: not JSON"},
		"a list":           {`[5]`, "line 1: not a JSON object"},
		"empty":            {``, "line 1: not a JSON object"},
		"cut off":          {`{"answer": 5`, "line 1: the closing } is missing"},
		"more behind":      {`{"answer": 5} {}`, "something follows the closing }"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, tt.content)
			_, err := Load(path)
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); !strings.Contains(got, tt.want) || !strings.HasPrefix(got, "settings: "+path) || strings.Contains(got, "\n") {
				t.Errorf("it says %q, want one line with %q", got, tt.want)
			}
		})
	}
}

func TestLoad_namesEveryMistakeAndTheMissingFile(t *testing.T) {
	t.Parallel()
	_, err := Load(write(t, `{"answer": 0, "sgin": 1, "hotline": 7}`))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three mistakes: %v", err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.json")); err == nil || !strings.HasPrefix(err.Error(), "settings: ") {
		t.Errorf("no file: %v", err)
	}
}

func TestLoad_whatIsLeftOutIsAsShipped(t *testing.T) {
	t.Parallel()
	v, err := Load(write(t, "\ufeff"+`{"answer": 7, "hotline": {"number": "0991-0000000", "hours": "工作日 10:00–19:30"}, "receipt_law": false}`))
	if err != nil {
		t.Fatal(err)
	}
	if v.Value("answer").Number != 7 || v.Value("sign").Number != 1 || v.Value("hotline").Phone.Hours == "" || v.Value("receipt_law").Text != No {
		t.Errorf("%+v", v)
	}
	if v, err := Load(""); err != nil || v.Value("answer").Number != 5 {
		t.Errorf("no path: %+v, %v", v, err)
	}
	if !v.Value("nothing").Blank() || !v.Value("retention").Blank() || v.Value("answer").Blank() {
		t.Error("what is blank")
	}
}

func TestDigest_isTheValues(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range []Value{
		{},
		number(5), number(6), text("5"),
		{Phone: Call{Number: "5"}},
		{Phone: Call{Number: "5", Hours: "9"}},
		{Holidays: Rests{Work: []string{"01-04"}}},
		{Holidays: Rests{Off: []Rest{{"01-04", 1, "spring"}}}},
	} {
		if seen[v.Digest()] {
			t.Errorf("%+v has another value's digest", v)
		}
		seen[v.Digest()] = true
	}
	if again := number(2 + 3); again.Digest() != number(5).Digest() || len(again.Digest()) != 64 {
		t.Error("a digest is not the value's own")
	}
}

func TestOr_fillsOnlyWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	v := Shipped()
	a := v.Or("answer", number(9))
	if b := a.Or("answer", number(10)); b.Value("answer").Number != 9 || v.Value("answer").Number != 5 {
		t.Errorf("%+v from %+v", b, v)
	}
}

// What ships is itself a good value, and the name fits the table of signatures and the addresses of the pages.
func TestTable_isWellFormed(t *testing.T) {
	t.Parallel()
	seen, name := map[string]bool{}, regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)
	for _, s := range All() {
		if seen[s.ID] || !name.MatchString(s.ID) || s.Group == "" || readers[s.Kind] == nil {
			t.Errorf("%+v", s)
		}
		seen[s.ID] = true
		if n := s.Shipped.Number; !s.Shipped.Blank() && s.Most > 0 && (n < s.Least || n > s.Most) {
			t.Errorf("%s ships %d", s.ID, n)
		}
		if got, ok := ByID(s.ID); !ok || got.ID != s.ID {
			t.Errorf("%s is not found", s.ID)
		}
	}
}
