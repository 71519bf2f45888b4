package web

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
	"unicode"
)

// staffTexts are the files of texts/zh that only staff read; of mixedTexts parents read the families below. Every other file
// is for parents, and whole in every language.
var (
	staffTexts = []string{
		"account", "admin", "checklist", "city", "desk", "import", "ji", "message", "nav", "publish", "register", "signin", "system",
	}
	mixedTexts = []string{"case", "common", "lead", "letter", "setting"}
)

// staffPages are the folders of templates that have no languages.
var staffPages = []string{
	"admin", "case", "checklist", "city", "desk", "ji", "join", "layout", "ledger", "letter", "message", "publish", "restricted",
	"setup", "signin", "violation",
}

// publicFamilies are the keys, and with a dot at the end the beginnings of keys, that parents read in mixed files.
var publicFamilies = []string{
	"cat.", "about.", "nature.", "stage.", "district.", "mode.", "rel.", "hide.", "lang.", "when.", "affects.",
	"public.", "state.", "finding.", "solved.", "procedure.", "reject.reason.", "extend.reason.", "contact.method.",
	"contact.result.", "seat.placed", "seat.noted", "seat.none", "seat.ground.", "report.", "submit.", "track.",
	"move.not_now", "move.not_yours", "move.stale", "move.not_rateable", "move.reopened_enough", "answer.required",
	"answer.long", "answer.over", "event.closed.self", "calendar.holiday.", "calendar.day", "calendar.workday",
	"calendar.weekend", "calendar.makeup", "calendar.received", "calendar.received.again", "calendar.paused.public",
	"case.clock.why", "case.clock.nth", "case.weekday.", "letters.file", "letter.open",
	"letter.hint", "letter.accept", "letter.reject", "letter.extend", "letter.answer", "provisional",
	"error.busy", "error.not_found", "error.choice", "error.choice_of", "error.long", "error.long_of", "error.marks",
	"error.personal", "error.home", "error.hotline", "site.home", "footer.", "receipt.code", "receipt.number", "receipt.keep", "field.", "summary.", "pager.",
}

// staffOnly are beginnings of keys that would be taken along, and that only staff read.
var staffOnly = []string{
	"admin.", "nav.", "setting.", "cat.short.", "stage.late.", "timeline.",
	"procedure.enquiry.h", "procedure.hotline.h", "procedure.petition.h", "procedure.violation.h",
	"contact.method.r", "contact.result.req", "extend.reason.req", "reject.reason.req",
}

// nounOf is the file of texts/zh a key stands in, without .json.
func nounOf(t *testing.T) map[string]string {
	t.Helper()
	names, err := fs.Glob(TextFiles, "texts/zh/*.json")
	if err != nil {
		t.Fatal(err)
	}
	nouns := map[string]string{}
	for _, name := range names {
		one := &Texts{byKey: map[string]string{}}
		if err := one.read(TextFiles, name); err != nil {
			t.Fatal(err)
		}
		for key := range one.byKey {
			nouns[key] = strings.TrimSuffix(path.Base(name), ".json")
		}
	}
	return nouns
}

// publicKeys are the keys of all sentences that a page for parents can show.
func publicKeys(t *testing.T, all map[string]*Texts) []string {
	t.Helper()
	keys := map[string]bool{}
	for key, noun := range nounOf(t) {
		if slices.Contains(mixedTexts, noun) && inFamilies(key) || !slices.Contains(mixedTexts, noun) && !slices.Contains(staffTexts, noun) {
			keys[key] = true
		}
	}
	for _, found := range []map[string]bool{saidByTemplates(t, all["zh"]), saidByHandlers(t, all["zh"]), toldToReporters(t, all["zh"])} {
		maps.Copy(keys, found)
	}
	maps.DeleteFunc(keys, func(key string, _ bool) bool { return isStaffOnly(key) })
	return slices.Sorted(maps.Keys(keys))
}

func inFamilies(key string) bool {
	in := func(family string) bool {
		return key == family || strings.HasSuffix(family, ".") && strings.HasPrefix(key, family)
	}
	status := strings.HasPrefix(key, "error.4") || strings.HasPrefix(key, "error.5")
	return status || slices.ContainsFunc(publicFamilies, in) || strings.HasSuffix(key, ".public")
}

func isStaffOnly(key string) bool {
	return slices.ContainsFunc(staffOnly, func(beginning string) bool { return strings.HasPrefix(key, beginning) })
}

// saidByTemplates are the keys the public templates say themselves, with every part they reach.
func saidByTemplates(t *testing.T, zh *Texts) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	pages, err := fs.Glob(Templates, "templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		page := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		if slices.Contains(staffPages, path.Dir(page)) {
			continue
		}
		set, err := ParsePage(zh, LayoutPublic, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, tpl := range set.Templates() {
			if tpl.Tree != nil {
				sayings(tpl.Tree.Root, func(key string) { keys[key] = true })
			}
		}
	}
	return keys
}

// saying is a call of t or .T with its key.
var saying = regexp.MustCompile(`(?:\bt|\.T) "([^"]+)"`)

// sayings tells of every key that is said under a node.
func sayings(node parse.Node, said func(key string)) {
	for _, m := range saying.FindAllStringSubmatch(node.String(), -1) {
		said(m[1])
	}
}

// quoted is a string in a Go file.
var quoted = regexp.MustCompile(`"([a-z0-9_.]+)"`)

// saidByHandlers are the keys that stand whole in the code behind the public pages.
func saidByHandlers(t *testing.T, zh *Texts) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, pattern := range []string{
		"../internal/httpd/home*.go", "../internal/httpd/report*.go", "../internal/httpd/track*.go", "../internal/httpd/turn.go",
		"../internal/httpd/provisional.go", "../internal/lead/report.go",
	} {
		for _, m := range quoted.FindAllStringSubmatch(code(t, pattern), -1) {
			if zh.Has(m[1]) && !strings.HasPrefix(m[1], "desk.") {
				keys[m[1]] = true
			}
		}
	}
	return keys
}

// toldTo finds the entries of the trail that the reporter reads.
var toldTo = regexp.MustCompile(`tell\("(\w+)", true`)

// toldToReporters are the sentences of the public entries of the trail.
func toldToReporters(t *testing.T, zh *Texts) map[string]bool {
	t.Helper()
	keys := map[string]bool{"event.submitted": true}
	for _, m := range toldTo.FindAllStringSubmatch(code(t, "../internal/lead/*.go"), -1) {
		key := "event." + m[1]
		if zh.Has(key + ".public") {
			key += ".public"
		}
		keys[key] = true
	}
	if len(keys) < 20 {
		t.Errorf("only %d entries of the trail are public", len(keys))
	}
	return keys
}

// code is the code of the files, without tests.
func code(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(found), err)
	}
	var all strings.Builder
	for _, name := range found {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// A parent reads every page in one language: no sentence is borrowed from another one.
func TestLanguages_haveEverySentenceOfParents(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	keys := publicKeys(t, all)
	if len(keys) < 400 {
		t.Fatalf("only %d sentences are for parents", len(keys))
	}
	for _, lang := range []string{"en", "ug"} {
		for _, key := range keys {
			if all[lang] == nil || all[lang].LangOf(key) != lang {
				t.Errorf("texts/%s: no %s; when only staff read it, name its file in staffTexts or its beginning in staffOnly", lang, key)
			}
		}
	}
	for key := range all["en"].byKey {
		if all["ug"].LangOf(key) != "ug" {
			t.Errorf("texts/ug: no %s, which texts/en has", key)
		}
	}
}

func TestLanguages_fillTheSamePlaceholders(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	names := func(s string) []string {
		return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(s, -1))))
	}
	for _, lang := range []string{"en", "ug"} {
		for key, s := range all[lang].byKey {
			source := all["zh"].byKey[key]
			if got, want := names(s), names(source); !slices.Equal(got, want) {
				t.Errorf("texts/%s: %s fills %v, want %v", lang, key, got, want)
			}
			if (s == "") != (source == "") {
				t.Errorf("texts/%s: %s is %q, in zh %q", lang, key, s, source)
			}
		}
	}
}

// foreign is what stands in every language as it is: placeholders, a few names and abbreviations, what is to be typed in
// Chinese, and the signature that the network wants at the head of a message.
var foreign = regexp.MustCompile(`\{\w+\}|\b(Word|Excel|A4|[A-Z]{2,5})\b|[«"“]\p{Han}+[»"”]|^【\p{Han}+】`)

// uyghur are the letters of Uyghur and its punctuation; ي is its y, ى its i. Persian ی and ک, Arabic ه and ة are none. The
// mark from left to right stands before numbers with a dash, whose parts would change places after Arabic letters.
const uyghur = "ئابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيە" + "،؛؟«»–—…·" + "\u200e"

func TestLanguages_areWrittenInTheirOwnLetters(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	chinese := func(r rune) bool {
		return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
	}
	strange := map[string]func(rune) bool{
		"en": chinese,
		"ug": func(r rune) bool {
			return unicode.IsLetter(r) && r < unicode.MaxASCII || r > unicode.MaxASCII && !strings.ContainsRune(uyghur, r)
		},
	}
	for lang, bad := range strange {
		for key, s := range all[lang].byKey {
			s = foreign.ReplaceAllString(s, "")
			if i := strings.IndexFunc(s, bad); i >= 0 {
				t.Errorf("texts/%s: %s has a foreign sign: %q", lang, key, s[i:])
			}
		}
	}
}
