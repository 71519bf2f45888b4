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

	"sunlead/internal/errs"
)

const (
	keptMax = 16_000_000 // pixels of what is kept; larger ones are halved
	quality = 88         // of a JPEG
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
	painted, as, err = repaint(ctx, kind, content, turned)
	switch {
	case ctx.Err() != nil: // nothing is wrong with the picture that we know of
		return nil, "", errs.Wrap(errs.Unavailable, ctx.Err(), "error.busy")
	case err != nil:
		return nil, "", refuse("evidence.broken")
	}
	return painted, as, nil
}

func repaint(ctx context.Context, kind Kind, content []byte, turned int) ([]byte, Kind, error) {
	img, err := decoders[kind].decode(&timed{ctx, content})
	if err != nil {
		return nil, "", err
	}
	upright, err := stand(ctx, img, turned)
	if err != nil {
		return nil, "", err
	}
	if kind != jpegKind && (!upright.Opaque() || lettered(upright)) {
		if b, ok := asPNG(ctx, upright); ok {
			return b, pngKind, nil
		}
	}
	return asJPEG(ctx, upright)
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

func asPNG(ctx context.Context, img *image.NRGBA) ([]byte, bool) {
	to := capped{ctx: ctx, most: SmallMax}
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	err := e.Encode(&to, img)
	return to.b.Bytes(), err == nil
}

// capped refuses what a picture may not grow to, and what comes after its time.
type capped struct {
	ctx  context.Context //nolint:containedctx // one picture, not a service
	most int
	b    bytes.Buffer
}

// Write is part of io.Writer.
func (c *capped) Write(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, c.ctx.Err()
	}
	if c.b.Len()+len(p) > c.most {
		return 0, io.ErrShortWrite
	}
	return c.b.Write(p)
}

func asJPEG(ctx context.Context, img *image.NRGBA) ([]byte, Kind, error) {
	onWhite(img)
	to := capped{ctx: ctx, most: LargeMax}
	flat := &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect} // the same, where nothing is seen through
	if err := jpeg.Encode(&to, flat, &jpeg.Options{Quality: quality}); err != nil {
		return nil, "", err
	}
	return to.b.Bytes(), jpegKind, nil
}
