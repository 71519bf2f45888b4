package httpd

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sunlead/internal/lead"
	"sunlead/internal/testkit"
)

// badCases is how many cases testdata/badinput.json holds. Each is tried by badinput_test.go, or proved by the
// tests it names in covered, or waits for a feature it names; it may be several of them.
const badCases = 110

// badCase is one numbered input nobody should send, and what shall become of it.
type badCase struct {
	No      int
	Title   string
	Tries   []badTry
	Covered []string
	Waits   string
	Note    string
}

// badTry is one way to try a case. On says where: a field of a form or query, a whole POST or GET, the version,
// key, token, cookie or session of one, a parameter of a path, or the wire itself.
type badTry struct {
	On string

	// field, version, key, token: a {} in an input is the valid value. To says by class of field (badClasses)
	// what shall happen (badOutcomes, or the statuses allowed); * stands for every other class.
	Inputs  []badInput
	To      map[string]string
	Becomes string // what a number is read as
	Twice   bool   // the field comes twice

	// post and get: the request as it should be, but for these. Status 0 is what it is without them.
	Type             *string
	Body             *badInput
	Add, Query       string
	Header           map[string]string
	Method, NoHeader string
	Loose, Private   bool
	Status           []int

	Values []string // path

	// wire: {host} in it is the server's address.
	Send          badInput
	Closed        bool
	Most, Answers int
	Lacks, Then   string

	id string // in the file
}

// badInput is text in pieces: a string, {"hex": …} for bytes that are no text, {"repeat": …, "times": n}.
type badInput []badPiece

type badPiece struct {
	Text, Hex, Repeat string
	Times             int
}

// UnmarshalJSON reads one piece, or a list of them.
func (in *badInput) UnmarshalJSON(b []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		list = []json.RawMessage{b}
	}
	for _, raw := range list {
		var p badPiece
		if json.Unmarshal(raw, &p.Text) != nil {
			if err := strictJSON(raw, &p); err != nil {
				return err
			}
		}
		*in = append(*in, p)
	}
	return nil
}

// with is the input with the valid value in its place.
func (in badInput) with(valid string) string {
	var b strings.Builder
	for _, p := range in {
		raw, _ := hex.DecodeString(p.Hex) // TestBadInput_everyCaseHasItsPlace has looked
		b.WriteString(strings.ReplaceAll(p.Text, "{}", valid))
		b.Write(raw)
		b.WriteString(strings.Repeat(p.Repeat, p.Times))
	}
	return b.String()
}

func strictJSON(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func badInputs(t *testing.T) []badCase {
	t.Helper()
	b, err := os.ReadFile("testdata/badinput.json")
	must(t, err)
	var list []badCase
	must(t, strictJSON(b, &list))
	return list
}

// badKinds are the ways of trying there are.
var badKinds = []string{"field", "post", "get", "version", "key", "token", "cookie", "session", "path", "wire"}

func TestBadInput_everyCaseHasItsPlace(t *testing.T) {
	t.Parallel()
	tests := testNames(t)
	numbers := map[int]bool{}
	for _, c := range badInputs(t) {
		if c.No < 1 || c.No > badCases || numbers[c.No] {
			t.Errorf("case %d is there twice, or is none", c.No)
		}
		numbers[c.No] = true
		if c.Title == "" || len(c.Tries) == 0 && len(c.Covered) == 0 && c.Waits == "" {
			t.Errorf("case %d is neither tried nor covered, and waits for nothing", c.No)
		}
		for _, name := range c.Covered {
			if !tests[name] {
				t.Errorf("case %d: there is no test %s", c.No, name)
			}
		}
		for _, try := range c.Tries {
			try.check(t, c.No)
		}
	}
	for n := range badCases {
		if !numbers[n+1] {
			t.Errorf("case %d is missing", n+1)
		}
	}
}

func (try badTry) check(t *testing.T, no int) {
	t.Helper()
	if !slices.Contains(badKinds, try.On) {
		t.Errorf("case %d tries on %q", no, try.On)
	}
	if try.On == "field" && len(try.Inputs)*len(try.To) == 0 || try.On != "field" && len(try.Status) == 0 {
		t.Errorf("case %d has a try without an input or an answer", no)
	}
	for _, in := range try.Inputs {
		for _, p := range in {
			if _, err := hex.DecodeString(p.Hex); err != nil || (p.Repeat == "") != (p.Times == 0) {
				t.Errorf("case %d: input %+v", no, p)
			}
		}
	}
	for class := range try.To {
		if class != "*" && class != "multi" && class != "date" && !slices.Contains(badClassNames(), class) {
			t.Errorf("case %d names the class %q", no, class)
		}
	}
}

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// testNames are the tests of the whole house.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, dir := range []string{"internal", "cmd", "web"} {
		must(t, filepath.WalkDir(filepath.Join(testkit.Root(t), dir), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range testFunc.FindAllStringSubmatch(string(source), -1) {
				names[m[1]] = true
			}
			return err
		}))
	}
	return names
}

// Numbers are read as they were meant: never silently as another one.
func TestBadInput_numbersAreReadAsMeant(t *testing.T) {
	t.Parallel()
	read := 0
	for _, c := range badInputs(t) {
		for _, try := range c.Tries {
			for _, in := range try.Inputs {
				if try.Becomes == "" {
					continue
				}
				read++
				typed := tidy(in.with(""), ruleDigits)
				if got, ok := lead.Phone(bareDigits(typed)); !ok || got != try.Becomes {
					t.Errorf("case %d: %+q is read as %q", c.No, in.with(""), got)
				}
			}
		}
	}
	if read == 0 {
		t.Error("no number was read")
	}
}

// identityField is what a field would be called that asks for who somebody is by law or birth.
var identityField = regexp.MustCompile(`(?i)id_?card|identity|id_?number|id_?no|sfz|ethnic|nation|religion|birth`)

func TestBadInput_asksForNoIdentityNumber(t *testing.T) {
	t.Parallel()
	for _, r := range newKit(t).routes {
		for _, set := range []*fieldSet{r.Options.Form, r.Options.Query} {
			if set == nil {
				continue
			}
			for _, name := range set.order {
				if identityField.MatchString(name) {
					t.Errorf("%s %s asks for %s", r.Method, r.Path, name)
				}
			}
		}
	}
}

// String names a case in messages.
func (c badCase) String() string { return fmt.Sprintf("case %d (%s)", c.No, c.Title) }
