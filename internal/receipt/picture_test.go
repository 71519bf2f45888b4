package receipt

import (
	"bytes"
	"encoding/json"
	"image/png"
	"maps"
	"os"
	"slices"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
)

// words are the sentences of the picture in a language.
func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../web/texts/" + lang + "/picture.json")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]string
	if err := json.Unmarshal(raw, &m); err != nil || len(m) < 5 {
		t.Fatal(m, err)
	}
	return m
}

func sample(t *testing.T, lang string) Picture {
	t.Helper()
	w := words(t, lang)
	return Picture{
		Title: w["picture.title"], Scan: w["picture.scan"], Keep: w["picture.keep"], URL: "https://sunlead.example/" + lang + "/track",
		Rows: []Row{
			{w["picture.code"], "4821 0937 5562 1048", true},
			{w["picture.number"], "2026-000128-7", false},
			{w["picture.time"], "2026-07-06 16:20", false},
			{w["picture.hotline"], "0991-0000000", false},
		},
	}
}

func TestDraw_isAPictureOfAtMostThirtyKilobytes(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh", "en", "ug"} {
		b, err := Draw(sample(t, lang))
		if err != nil || len(b) > 30<<10 {
			t.Fatalf("%s: %d bytes, %v", lang, len(b), err)
		}
		m, err := png.Decode(bytes.NewReader(b))
		if err != nil || m.Bounds().Dx() != width {
			t.Errorf("%s: %v, %v", lang, m.Bounds(), err)
		}
		without := sample(t, lang)
		without.URL, without.Scan = "", ""
		small, err := Draw(without)
		if err != nil || len(small) >= len(b) {
			t.Errorf("%s without a square: %d bytes, %v", lang, len(small), err)
		}
	}
}

// Every sign of every word is in its font, and every line fits: a changed text needs `make assets`.
func TestDraw_hasEverySignAndFits(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh", "en", "ug"} {
		lines := slices.Sorted(maps.Values(words(t, lang)))
		for _, line := range append(lines, "0123456789 -+():") {
			size := 28.0
			if line == words(t, lang)["picture.title"] {
				size = 44
			}
			face, shown, err := faceFor(line, size)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range shown {
				if _, ok := face.GlyphAdvance(r); !ok || missing(t, line, r) {
					t.Errorf("%s: %q has no %U in the font", lang, line, r)
				}
			}
			if w := font.MeasureString(face, shown).Ceil(); w > width-2*margin/2 {
				t.Errorf("%s: %q is %d wide", lang, line, w)
			}
		}
	}
}

func missing(t *testing.T, line string, r rune) bool {
	t.Helper()
	load, _ := fontOf(line)
	f, err := load()
	if err != nil {
		t.Fatal(err)
	}
	i, err := f.GlyphIndex(&sfnt.Buffer{}, r)
	return err != nil || i == 0
}

func TestJoined_shapesByTheNeighbours(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]rune{
		"بوب":  {0xFE8F, 0xFEEE, 0xFE91},     // begin, end, and alone after a letter that joins to no next one
		"سس":   {0xFEB2, 0xFEB3},             // drawn from left to right
		"سىس":  {0xFEB2, 0xFBE9, 0xFEB3},     // in the middle
		"بالا": {0xFEFC - 1, 0xFE8E, 0xFE91}, // ل and ا are one, alone after ا
		"كۈلا": {0xFEFB, 0xFBDC, 0xFEDB},     // as above
		"ئا، ": {' ', '،', 0xFE8E, 0xFE8B},   // other signs part
		"قىلا": {0xFEFC, 0xFBE9, 0xFED7},     // joined to the letter before
		"2026": {'6', '2', '0', '2'},         // no place for digits
	} {
		if got := []rune(joined(line)); !slices.Equal(got, want) {
			t.Errorf("%s: %U, want %U", line, got, want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	p := Picture{Title: "入学问题反映回执", Rows: []Row{{"查询码", "4821 0937 5562 1048", true}}, URL: "https://sunlead.example/track"}
	for b.Loop() {
		if _, err := Draw(p); err != nil {
			b.Fatal(err)
		}
	}
}
