package evidence

import (
	"context"
	"image"
	"image/color"
)

// pixels tells the colour of a pixel.
type pixels func(x, y int) (r, g, b, a uint8)

// pixelsOf reads pictures without a copy of them, and without one for each pixel; nil for one that no decoder of ours makes.
func pixelsOf(img image.Image) pixels {
	origin := img.Bounds().Min
	switch p := img.(type) {
	case *image.YCbCr:
		return func(x, y int) (uint8, uint8, uint8, uint8) {
			i, c := p.YOffset(x+origin.X, y+origin.Y), p.COffset(x+origin.X, y+origin.Y)
			r, g, b := color.YCbCrToRGB(p.Y[i], p.Cb[c], p.Cr[c])
			return r, g, b, 255
		}
	case *image.NRGBA:
		return func(x, y int) (uint8, uint8, uint8, uint8) {
			q := p.Pix[p.PixOffset(x+origin.X, y+origin.Y):]
			return q[0], q[1], q[2], q[3]
		}
	case image.RGBA64Image:
		return func(x, y int) (uint8, uint8, uint8, uint8) { return straight(p.RGBA64At(x+origin.X, y+origin.Y)) }
	default:
		return nil
	}
}

// straight undoes what can be seen through: the colour that a pixel would have without.
func straight(c color.RGBA64) (r, g, b, a uint8) {
	part := func(v uint16) uint8 { return uint8(min(uint32(v)*0xffff/uint32(max(c.A, 1)), 0xffff) >> 8) }
	return part(c.R), part(c.G), part(c.B), uint8(c.A >> 8)
}

// stand sets a picture upright, as Exif counts the ways in which a camera was held (1–8), and halves what is too large.
func stand(ctx context.Context, img image.Image, turned int) (*image.NRGBA, error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	step := 1
	for w/step*(h/step) > keptMax {
		step++
	}
	w, h = max(1, w/step), max(1, h/step)
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if turned > 4 {
		out = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	at := pixelsOf(img)
	for y := range h {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for x := range w {
			r, g, b, a := mean(at, x*step, y*step, step)
			tx, ty := place(turned, x, y, w, h)
			q := out.Pix[ty*out.Stride+tx*4:]
			q[0], q[1], q[2], q[3] = r, g, b, a
		}
	}
	return out, nil
}

// place is where a pixel goes.
func place(turned, x, y, w, h int) (int, int) {
	switch turned {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	default:
		return x, y
	}
}

// mean is the colour of a square of pixels.
func mean(at pixels, x, y, step int) (r, g, b, a uint8) {
	if step == 1 {
		return at(x, y)
	}
	var sum [4]int
	for dy := range step {
		for dx := range step {
			r, g, b, a := at(x+dx, y+dy)
			sum[0], sum[1], sum[2], sum[3] = sum[0]+int(r), sum[1]+int(g), sum[2]+int(b), sum[3]+int(a)
		}
	}
	n := step * step
	return uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), uint8(sum[3] / n) //nolint:gosec // means of bytes
}

// lettered reports a picture of few colours, like that of a screen or of a page.
func lettered(img *image.NRGBA) bool {
	const across = 64
	w, h := img.Rect.Dx(), img.Rect.Dy()
	seen, n := map[color.NRGBA]bool{}, 0
	for y := range min(across, h) {
		for x := range min(across, w) {
			seen[img.NRGBAAt(x*w/min(across, w), y*h/min(across, h))] = true
			n++
		}
	}
	return len(seen) <= max(2, n/4)
}

// onWhite lays what can be seen through on white.
func onWhite(img *image.NRGBA) {
	for i := 3; i < len(img.Pix); i += 4 {
		if a := int(img.Pix[i]); a < 255 {
			for c := i - 3; c < i; c++ {
				img.Pix[c] = uint8((int(img.Pix[c])*a + 255*(255-a)) / 255) //nolint:gosec // a mean of bytes
			}
			img.Pix[i] = 255
		}
	}
}
