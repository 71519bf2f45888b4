package main

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"sunlead/internal/demo"
	"sunlead/internal/testkit"
)

// pictureHeight is where both halves of the README's picture are cut.
const pictureHeight = 900

// The picture in the README is a picture of the demo: a full run makes shots/picture.png, docs/picture.png is
// a copy of it. While it is made, both people's consoles stay empty.
func TestDemo_inABrowser(t *testing.T) {
	t.Parallel()
	if !testkit.Full() {
		return // a quick run has no browser; make test does
	}
	tn := startDemo(t)
	browser := testkit.NewBrowser(t)
	phone := browser.Open(tn.base.JoinPath("report", "type").String())
	phone.Screenshot("picture-phone", 390)

	desk := browser.Open(tn.base.JoinPath("signin").String())
	desk.Type("#user", "tianshan-handler")
	desk.Type("#password", demo.Password)
	desk.Click("main button")
	desk.Go(tn.base.JoinPath("cases").String())
	desk.Screenshot("picture-desk", 1280)
	for _, tab := range []*testkit.Tab{phone, desk} {
		if complaints := tab.ConsoleErrors(); len(complaints) != 0 {
			t.Error(complaints)
		}
	}
	compose(t, filepath.Join(testkit.Root(t), "shots"), "picture.png", "picture-phone-390.png", "picture-desk-1280.png")
}

// compose puts pictures beside each other.
func compose(t *testing.T, dir, out string, names ...string) {
	t.Helper()
	const gap = 24
	pictures, width := make([]image.Image, len(names)), gap
	for i, name := range names {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if pictures[i], err = png.Decode(f); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
		width += pictures[i].Bounds().Dx() + gap
	}
	sheet := image.NewRGBA(image.Rect(0, 0, width, pictureHeight+2*gap))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.RGBA{0xdd, 0xe1, 0xe6, 0xff}), image.Point{}, draw.Src)
	x := gap
	for _, p := range pictures {
		at := image.Rect(x, gap, x+p.Bounds().Dx(), gap+min(pictureHeight, p.Bounds().Dy()))
		draw.Draw(sheet, at, p, image.Point{}, draw.Src)
		x += p.Bounds().Dx() + gap
	}
	f, err := os.Create(filepath.Join(dir, out))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, sheet); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
