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
	for _, pattern := range []string{"src/*.scss", "src/*.js", "src/*/*.js", "static/*.css", "static/*.js"} {
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
		name := filepath.ToSlash(filepath.Join("web", p))
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
