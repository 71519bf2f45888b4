package evidence

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

const (
	pixelsMax = 50_000_000 // of a picture that is opened at all
	memoryMax = 200 << 20  // bytes that opening it may take
	keptMax   = 16_000_000 // pixels of what is kept; larger ones are halved
	quality   = 88         // of a JPEG
)

// decoder opens pictures of a kind: what they are, from their beginning, and then all of them.
type decoder struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var decoders = map[Kind]decoder{
	jpegKind: {jpeg.DecodeConfig, jpeg.Decode},
	pngKind:  {png.DecodeConfig, png.Decode},
	gifKind:  {gif.DecodeConfig, gif.Decode}, // the first picture of a film
	webpKind: {webp.DecodeConfig, webp.Decode},
}

// paint makes a picture anew from its pixels alone. What a camera wrote beside them is gone: place, time, device, owner,
// profile, small preview. The result is a JPEG, or a PNG where that shows letters better or parts can be seen through.
// A HEIC keeps its pixels as they are, with those notes blanked.
func paint(ctx context.Context, kind Kind, content []byte) (painted []byte, as Kind, err error) {
	defer func() { // a library gave up on what it was given
		if recover() != nil {
			painted, err = nil, refuse("evidence.broken")
		}
	}()
	if !kind.painted() {
		return blankHEIC(content)
	}
	turned, err := checkPicture(kind, content)
	if err != nil {
		return nil, "", err
	}
	ctx, cancel := context.WithTimeout(ctx, paintTime)
	defer cancel()
	img, err := decoders[kind].decode(&timed{ctx, content})
	if err != nil {
		return nil, "", refuse("evidence.broken")
	}
	upright := stand(img, turned)
	if kind != jpegKind && (!upright.Opaque() || lettered(upright)) {
		if b, ok := asPNG(upright); ok {
			return b, pngKind, nil
		}
	}
	return asJPEG(upright)
}

// timed gives a decoder its content in small parts, and ends it when it takes too long.
type timed struct {
	ctx  context.Context //nolint:containedctx // one picture, not a service
	rest []byte
}

// Read is part of io.Reader.
func (t *timed) Read(p []byte) (int, error) {
	if t.ctx.Err() != nil {
		return 0, t.ctx.Err()
	}
	if len(t.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 4096)], t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// checkPicture looks at what a picture says of itself before anything is unpacked, and returns how it was held.
func checkPicture(kind Kind, content []byte) (turned int, err error) {
	c, err := decoders[kind].config(bytes.NewReader(content))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return 0, refuse("evidence.broken")
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > pixelsMax {
		return 0, refuse("evidence.huge", "max", pixelsMax/1_000_000)
	}
	bytesEach := int64(4)
	switch kind { //nolint:exhaustive // the others take four
	case jpegKind:
		h := readJPEG(content)
		if bytesEach, turned = h.memory(), h.turned; h.scans > scansMax || !h.progressive && pixels > int64(len(content))*jpegRatio {
			return 0, refuse("evidence.broken")
		}
	case pngKind:
		if deep(c.ColorModel) {
			bytesEach = 8
		}
		if pixels > int64(len(content))*pngRatio {
			return 0, refuse("evidence.broken")
		}
	}
	if pixels*bytesEach > memoryMax {
		return 0, refuse("evidence.huge", "max", memoryMax/bytesEach/1_000_000)
	}
	return turned, nil
}

// More pixels than these for each byte cannot be packed: such a picture is cut off, or a bomb.
const (
	jpegRatio = 512
	pngRatio  = 8300
)

func asPNG(img *image.NRGBA) ([]byte, bool) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	err := e.Encode(&capped{&b}, img)
	return b.Bytes(), err == nil
}

// capped refuses what a picture may not grow to.
type capped struct{ b *bytes.Buffer }

// Write is part of io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	if c.b.Len()+len(p) > SmallMax {
		return 0, io.ErrShortWrite
	}
	return c.b.Write(p)
}

func asJPEG(img *image.NRGBA) ([]byte, Kind, error) {
	onWhite(img)
	var b bytes.Buffer
	flat := &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect} // the same, where nothing is seen through
	if err := jpeg.Encode(&b, flat, &jpeg.Options{Quality: quality}); err != nil {
		return nil, "", refuse("evidence.broken")
	}
	return b.Bytes(), jpegKind, nil
}
