package web

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sunlead/internal/errs"
)

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fsys["texts/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func load(t *testing.T, pairs ...string) map[string]*Texts {
	t.Helper()
	all, err := LoadTexts(files(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTexts_fillsPlaceholders(t *testing.T) {
	t.Parallel()
	zh := load(t, "zh/a.json", `{"n": "还有 {n} 处", "why": "因为{reason}（{n}）", "unit": "{name}负责", "two": "{a}{b}"}`)["zh"]
	cases := []struct{ got, want string }{
		{zh.T("n", "n", 2), "还有 2 处"},
		{zh.T("n"), "还有 {n} 处"},
		{zh.T("n", "n"), "还有 {n} 处"},
		{zh.T("why", "reason", errs.T("unit", "name", "天山区教育局"), "n", int64(7)), "因为天山区教育局负责（7）"},
		{zh.Text(errs.T("n", "n", "三")), "还有 三 处"},
		{zh.T("two", "a", "{b}", "b", "x"), "{b}x"},
		{zh.T("gone", "n", 1), "⟦gone⟧"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTexts_readsArgumentsBackFromJSON(t *testing.T) {
	t.Parallel()
	zh := load(t, "zh/a.json", `{"why": "因为{reason}，共 {n} 件", "unit": "{name}负责"}`)["zh"]
	raw, err := json.Marshal(errs.T("why", "reason", errs.T("unit", "name", "市教育局"), "n", 12000000))
	if err != nil {
		t.Fatal(err)
	}
	var back errs.Text
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if got, want := zh.Text(back), "因为市教育局负责，共 12000000 件"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTexts_fallsBackToZh(t *testing.T) {
	t.Parallel()
	all := load(t, "zh/a.json", `{"a": "甲", "b": "乙 {n}"}`, "zh/b.json", `{"c": "丙"}`, "en/a.json", `{"a": "first"}`)
	en := all["en"]
	if got := en.T("a") + en.T("b", "n", 1) + en.T("c"); got != "first乙 1丙" {
		t.Errorf("got %q", got)
	}
	if en.LangOf("a") != "en" || en.LangOf("b") != "zh" || all["zh"].LangOf("b") != "zh" {
		t.Error("a borrowed sentence must say that it is zh")
	}
	if !en.Has("c") || en.Has("d") || en.Lang() != "en" {
		t.Error("Has counts the source language too, and nothing else")
	}
}

// After Arabic letters 2026-000128-7 would be shown as 7-000128-2026.
func TestTexts_keepTheOrderOfNumbers(t *testing.T) {
	t.Parallel()
	all := load(t, "zh/a.json", `{"n": "编号 {n}"}`, "ug/a.json", `{"n": "نومۇرى {n}"}`)
	for _, c := range []struct{ lang, value, want string }{
		{"ug", "2026-000128-7", "نومۇرى \u200e2026-000128-7"},
		{"ug", "0991-0000000（周一至周五）", "نومۇرى \u200e0991-0000000（周一至周五）"},
		{"ug", "5", "نومۇرى 5"},
		{"ug", "示例一小", "نومۇرى 示例一小"},
		{"zh", "2026-000128-7", "编号 2026-000128-7"},
	} {
		if got := all[c.lang].T("n", "n", c.value); got != c.want {
			t.Errorf("%s: got %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestLoadTexts_refuses(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		"two files":   {"zh/a.json", `{"a": "甲"}`, "zh/b.json", `{"a": "乙"}`},
		"one file":    {"zh/a.json", `{"a": "甲", "a": "乙"}`},
		"nested":      {"zh/a.json", `{"a": {"b": "甲"}}`},
		"a list":      {"zh/a.json", `["a"]`},
		"cut off":     {"zh/a.json", `{"a": "甲"`},
		"no source":   {"en/a.json", `{"a": "first"}`},
		"unknown key": {"zh/a.json", `{"a": "甲"}`, "en/a.json", `{"b": "second"}`},
	}
	for name, pairs := range cases {
		if _, err := LoadTexts(files(pairs...)); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestLoadTexts_shippedPlaceholdersAreWhole(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	for key, s := range all[SourceLang].byKey {
		if strings.Count(s, "{") != strings.Count(s, "}") || strings.Contains(s, "{}") {
			t.Errorf("%s: %q", key, s)
		}
	}
}

// dynamic are the prefixes that are put together in the ledger, and checked there.
var dynamic = []string{"ledger.contacted."}

// Every sentence is said somewhere: its key, or one of its prefixes, stands in a template or in the code.
func TestTexts_everySentenceIsUsed(t *testing.T) {
	t.Parallel()
	all, err := LoadTexts(TextFiles)
	if err != nil {
		t.Fatal(err)
	}
	said := sources(t)
	for key := range all[SourceLang].byKey {
		if !isSaid(said, key) {
			t.Errorf("nobody says %s", key)
		}
	}
}

func isSaid(said, key string) bool {
	if strings.Contains(said, `"`+key+`"`) || slices.ContainsFunc(dynamic, func(p string) bool { return strings.HasPrefix(key, p) }) {
		return true
	}
	for i, r := range key {
		words := strings.Contains(key[:i], ".") // one word alone would be any name
		if r == '.' && (strings.Contains(said, `"`+key[:i+1]+`"`) || words && strings.Contains(said, `"`+key[:i]+`"`)) {
			return true
		}
	}
	return false
}

// sources is all code and all templates in one string.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, dir := range []string{".", "../internal", "../cmd"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".html" && (path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go")) {
				return err
			}
			b, err := os.ReadFile(name)
			all.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
