package web

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sums reads SOURCES.sum: path from the root → SHA-256.
func sums(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("static/SOURCES.sum")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		sum, path, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("SOURCES.sum: %q", line)
		}
		m[path] = sum
	}
	return m
}

func TestAssets_areBuiltFromTheirSources(t *testing.T) {
	t.Parallel()
	want := sums(t)
	paths := []string{"../package.json", "../package-lock.json", "build.sh"}
	for _, pattern := range []string{"src/*.scss", "src/*.js", "src/*/*.js", "src/font/*", "static/*.css", "static/*.js", "static/*.woff2", "../internal/receipt/fonts/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		paths = append(paths, found...)
	}
	for _, p := range paths {
		body, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		name := filepath.ToSlash(filepath.Join("web", p)) // those of the receipt lie in their room
		if want[name] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s changed since the assets were built; run: make assets", name)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s is gone since the assets were built; run: make assets", name)
	}
}

// physical finds what would be on the wrong side in a right-to-left page.
var physical = regexp.MustCompile(`(?m)(margin|padding|border)-(left|right|top|bottom)\b|text-align: *(left|right)|float:|^\s*(left|right|top|bottom):`)

func TestSass_isLogical(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob("src/*.scss")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found {
		body, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		if bad := physical.FindString(string(body)); bad != "" {
			t.Errorf("%s: %q has a fixed side; use inline and block", p, strings.TrimSpace(bad))
		}
	}
}

// fontMost is how many bytes the fonts of a page may have together; they are not waited for.
const fontMost = 40 << 10

func TestFonts_areSmallAndOnlyForRightToLeft(t *testing.T) {
	t.Parallel()
	sheet := string(statics().byName["public.rtl.css"].Body)
	total := 0
	for _, f := range StaticFiles() {
		if f.Type != "font/woff2" {
			continue
		}
		total += len(f.Body)
		if !strings.Contains(sheet, `url("`+strings.TrimPrefix(f.Path, StaticPrefix)+`")`) {
			t.Errorf("public.rtl.css does not load %s", f.Path)
		}
	}
	if total == 0 || total > fontMost {
		t.Errorf("%d bytes of fonts, want at most %d", total, fontMost)
	}
	if strings.Count(sheet, "@font-face") != strings.Count(sheet, "font-display:optional") {
		t.Error("a page waits for its font")
	}
	for _, name := range []string{"public.css", "staff.css"} {
		if strings.Contains(string(statics().byName[name].Body), "@font-face") {
			t.Errorf("%s loads a font", name)
		}
	}
}

// A rule for one direction would be mirrored twice: the build mirrors public.rtl.css.
func TestSheets_haveOneDirection(t *testing.T) {
	t.Parallel()
	for _, f := range StaticFiles() {
		if f.Type == "text/css; charset=utf-8" && strings.Contains(string(f.Body), ":dir(") {
			t.Errorf("%s has a rule for a direction; the build mirrors it", f.Name)
		}
	}
	ltr, rtl := string(statics().byName["public.css"].Body), string(statics().byName["public.rtl.css"].Body)
	const chevron = "border-width:0 0 2px 2px;transform:rotate(45deg)"
	if !strings.Contains(ltr, chevron) || !strings.Contains(rtl, "border-width:0 2px 2px 0;transform:rotate(-45deg)") {
		t.Error("the way back points the same way in both directions")
	}
	const paper = "@page paper{size:A4;margin:37mm 26mm 35mm 28mm}"
	if !strings.Contains(ltr, paper) || !strings.Contains(rtl, paper) {
		t.Error("a letter is the same on paper in both directions")
	}
}
