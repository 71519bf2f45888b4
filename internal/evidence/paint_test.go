package evidence

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"
	"time"

	"sunlead/internal/errs"
	"sunlead/internal/testkit"
)

const canary = "CANARY-43.8256N-87.6168E-SN77"

// exif is what cameras write, as HEIC and PNG carry it.
func exif() string { return testkit.Exif(1, canary) }

// noted puts what cameras write into a JPEG.
func noted(photo []byte, how byte) []byte { return testkit.Noted(photo, how, canary) }

func pngChunk(kind, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body)))
}

// after puts chunks behind the first one of a PNG.
func after(img []byte, chunks ...[]byte) []byte {
	const head = 8 + 25
	return append(append(bytes.Clone(img[:head]), bytes.Join(chunks, nil)...), img[head:]...)
}

// whole is a WebP of one pixel with Exif and XMP behind it.
func webpOf(t *testing.T) []byte {
	t.Helper()
	lossless, err := hex.DecodeString("2f00000010071011118888fe07") // 1 × 1, as the format's own example
	if err != nil {
		t.Fatal(err)
	}
	body := riffChunk("VP8X", "\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00") + riffChunk("VP8L", string(lossless)) + riffChunk("EXIF", canary) + riffChunk("XMP ", canary)
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4))...), "WEBP"+body...)
}

func riffChunk(kind, body string) string {
	n := string(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
	if len(body)%2 == 1 {
		body += "\x00"
	}
	return kind + n + body
}

// halves is left one colour, right another.
func halves(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 250, A: 255}
			if x >= w/2 {
				c = color.NRGBA{B: 250, A: 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// What cameras and programs write beside the pixels is neither in the database nor on the way out.
func TestReceive_nothingOfWhereAPhotoWasTaken(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	seen := noise(40, 40)
	seen.Pix[3] = 0
	for name, c := range map[string]struct {
		content []byte
		want    Kind
	}{
		"photo.jpg":  {noted(jpegOf(noise(64, 48)), 1), jpegKind},
		"screen.png": {after(pngOf(halves(64, 48)), pngChunk("tEXt", "Comment\x00"+canary), pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+canary), pngChunk("eXIf", exif()[6:])), pngKind},
		"seen.png":   {after(pngOf(seen), pngChunk("tEXt", "Author\x00"+canary)), pngKind},
		"noise.png":  {after(pngOf(noise(64, 48)), pngChunk("tEXt", "Author\x00"+canary)), jpegKind},
		"one.webp":   {webpOf(t), pngKind},
		"phone.heic": {testkit.HEIC(exif()), heicKind},
	} {
		if !bytes.Contains(c.content, []byte(canary)) {
			t.Fatalf("%s holds no canary", name)
		}
		f := b.kept(name, c.content)
		if f.Kind != c.want {
			t.Errorf("%s becomes %s, want %s", name, f.Kind, c.want)
		}
		if out := b.read(f); bytes.Contains(out, []byte("CANARY")) || bytes.Contains(out, []byte("43.8256")) || c.want != heicKind && bytes.Contains(out, []byte("Exif")) {
			t.Errorf("%s comes back with its notes", name)
		}
	}
	var chunks [][]byte
	b.ok(b.DB.Gorm(t.Context()).Raw("SELECT data FROM evidence_chunks UNION ALL SELECT sealed FROM evidence").Scan(&chunks).Error)
	for _, c := range chunks {
		if bytes.Contains(c, []byte("CANARY")) {
			t.Error("a canary in the database")
		}
	}
}

// What is written beside the pixels of a HEIC is made zero wherever it may stand; one in which it may stand elsewhere, or which
// says that it is larger than what we open, is refused.
func TestPaint_leavesNoNotesInAHEIC(t *testing.T) {
	t.Parallel()
	whole := testkit.HEIC(exif(), testkit.Box("udta", canary), testkit.Box("uuid", canary), testkit.Box("xml ", canary), testkit.Box("free", canary))
	for _, kind := range []string{"free", "skip", "uuid"} {
		whole = append(whole, testkit.Box(kind, canary)...)
	}
	size := len(whole)
	out, kind, err := paint(t.Context(), heicKind, whole)
	if err != nil || kind != heicKind || len(out) != size || bytes.Contains(out, []byte("CANARY")) || !bytes.Contains(out, []byte("hevc-pixels")) {
		t.Errorf("kept as %s of %d bytes, %v", kind, len(out), err)
	}
	lost := testkit.HEIC(exif())
	lost[bytes.Index(lost, []byte("iloc"))+4+8+14+1] = 9 // the place of its Exif is another item's
	large := testkit.HEIC(exif())
	copy(large[bytes.Index(large, []byte("ispe"))+8:], "\x00\x00\xff\xff\x00\x00\xff\xff")
	for name, content := range map[string][]byte{
		"a film": append(testkit.HEIC(exif()), testkit.Box("moov", canary)...), "notes without a place": lost, "too large": large,
	} {
		if _, _, err := paint(t.Context(), heicKind, content); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Of the boxes of a HEIC those stay that a picture needs; every other one may hold notes. What is there twice, others may read
// otherwise than we do.
func TestBlankHEIC_keepsWhatAPictureNeeds(t *testing.T) {
	t.Parallel()
	var all, want string
	for kind, stays := range map[string]bool{
		"hvcC": true, "av1C": true, "ispe": true, "colr": true, "irot": true, "auxC": true, "idat": true, "iref": true, "grpl": true,
		"bxml": false, "skip": false, "xml ": false, "uuid": false, "udta": false, "mdft": false, "crtt": false, "udes": false,
	} {
		all += testkit.Box(kind, canary)
		want += testkit.Box(kind, map[bool]string{true: canary, false: string(make([]byte, len(canary)))}[stays])
	}
	content := []byte(all)
	list, ok := boxes(content)
	if !ok || !needed(list, "iinf") || string(content) != want {
		t.Errorf("%q is left, want %q", content, want)
	}
	if needed(list, "hvcC", "grpl") != true || needed(append(list, list...), "idat") {
		t.Error("what is there twice passes, or what is there once does not")
	}
	twice := append(testkit.HEIC(exif()), testkit.Box("meta", "\x00\x00\x00\x00"+canary)...)
	if _, _, err := blankHEIC(twice); !errs.Is(err, errs.Invalid) {
		t.Errorf("a second meta: %v", err)
	}
}

// A photo stands upright, however the camera was held.
func TestPaint_setsPhotosUpright(t *testing.T) {
	t.Parallel()
	photo := jpegOf(halves(64, 32)) // red left, blue right
	for how, want := range map[byte]struct{ w, h, redX, redY int }{
		1: {64, 32, 4, 16}, 2: {64, 32, 60, 16}, 3: {64, 32, 60, 16}, 4: {64, 32, 4, 16},
		5: {32, 64, 16, 4}, 6: {32, 64, 16, 4}, 7: {32, 64, 16, 60}, 8: {32, 64, 16, 60},
	} {
		out, _, err := paint(t.Context(), jpegKind, noted(photo, how))
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		r, _, blue, _ := img.At(want.redX, want.redY).RGBA()
		if size := img.Bounds().Size(); size.X != want.w || size.Y != want.h || r < 0xc000 || blue > 0x4000 {
			t.Errorf("held %d: %v, red %x blue %x there", how, size, r>>8, blue>>8)
		}
	}
}

// bare is a PNG that says its size, with little behind it.
func bare(w, h uint32, depth byte) []byte {
	head := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)) + string([]byte{depth, 6, 0, 0, 0})
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 1<<20))
	_ = z.Close()
	return append([]byte("\x89PNG\r\n\x1a\n"), bytes.Join([][]byte{pngChunk("IHDR", head), pngChunk("IDAT", packed.String()), pngChunk("IEND", "")}, nil)...)
}

// sized is a JPEG that says another size than it has.
func sized(photo []byte, w, h uint16) []byte {
	out := bytes.Clone(photo)
	at := max(bytes.Index(out, []byte{0xff, 0xc0}), bytes.Index(out, []byte{0xff, 0xc2}))
	binary.BigEndian.PutUint16(out[at+5:], h)
	binary.BigEndian.PutUint16(out[at+7:], w)
	return out
}

// scansOf is a progressive JPEG's head with so many scans.
func scansOf(n int) []byte {
	photo := jpegOf(noise(32, 32))
	photo[bytes.Index(photo, []byte{0xff, 0xc0})+1] = 0xc2
	at := bytes.Index(photo, []byte{0xff, 0xda})
	return append(bytes.Clone(photo[:at]), bytes.Repeat(photo[at:at+14], n)...)
}

// seg is one segment of a JPEG.
func seg(mark byte, body string) []byte {
	b := []byte{0xff, mark, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(len(body)+2))
	return append(b, body...)
}

// progressive is the head of a progressive JPEG of 7000 by 7000 pixels, with one scan.
func progressive() []byte {
	photo := sized(jpegOf(noise(64, 64)), 7000, 7000)
	photo[bytes.Index(photo, []byte{0xff, 0xc0})+1] = 0xc2
	return photo
}

// stray puts what no camera writes between two marks of a JPEG.
func stray(photo []byte, what string) []byte {
	at := 4 + int(binary.BigEndian.Uint16(photo[4:]))
	return append(append(bytes.Clone(photo[:at]), what...), photo[at:]...)
}

// late hides the size of a JPEG behind what looks like a scan in a comment.
func late(photo []byte) []byte {
	return append(append(bytes.Clone(photo[:2]), seg(0xfe, "\xff\xda\x00\x08")...), photo[2:]...)
}

// twice says its size two times.
func twice(photo []byte) []byte {
	at := bytes.Index(photo, []byte{0xff, 0xc0})
	return append(append(bytes.Clone(photo[:at]), photo[at:at+19]...), photo[at:]...)
}

// inks is the head of a JPEG of four inks.
func inks(across uint16) []byte {
	size := string(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, across), across))
	photo := append([]byte("\xff\xd8"), seg(0xc0, "\x08"+size+"\x04\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00")...)
	photo = append(photo, seg(0xda, "\x01\x01\x00\x00\x3f\x00")...)
	return append(append(photo, make([]byte, 200_000)...), 0xff, 0xd9)
}

// alphaWebP says that it has so many pixels across, and can be seen through.
func alphaWebP(across uint32) []byte {
	side := string(binary.LittleEndian.AppendUint32(nil, across-1)[:3])
	body := riffChunk("VP8X", "\x10\x00\x00\x00"+side+side) + riffChunk("ALPH", "\x00")
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)+4))...), "WEBP"+body...)
}

func film(frames int) []byte {
	g := &gif.GIF{}
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Black, color.White}))
		g.Delay = append(g.Delay, 0)
	}
	var b bytes.Buffer
	_ = gif.EncodeAll(&b, g)
	return b.Bytes()
}

// Bombs are refused before they are unpacked, in a moment and without memory.
func TestReceive_bombsDoNotGoOff(t *testing.T) {
	b := newBed(t, testkit.Open(t))
	small := jpegOf(noise(64, 64))
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"65535.png":    {bare(65535, 65535, 8), "evidence.huge"},
		"7000.png":     {bare(7000, 7000, 8), "evidence.broken"},
		"deep.png":     {bare(6000, 6000, 16), "evidence.broken"},
		"deep-16.png":  {append(bare(6000, 5000, 16), make([]byte, 9000)...), "evidence.huge"}, // few enough pixels, of eight bytes each
		"50k.jpg":      {sized(small, 50000, 50000), "evidence.huge"},
		"7000.jpg":     {sized(small, 7000, 7000), "evidence.broken"},
		"scans.jpg":    {scansOf(100_000), "evidence.broken"},
		"stray.jpg":    {stray(progressive(), "x"), "evidence.huge"}, // the decoder goes on behind it
		"escaped.jpg":  {stray(progressive(), "\xff\x00\x00\x00"), "evidence.huge"},
		"restart.jpg":  {stray(progressive(), "\xff\xd3"), "evidence.huge"},
		"fill.jpg":     {stray(progressive(), "\xff\xff\xff"), "evidence.huge"},
		"late.jpg":     {late(progressive()), "evidence.huge"},
		"two.jpg":      {twice(small), "evidence.broken"}, // sizes
		"no-scan.jpg":  {append(bytes.Clone(small[:bytes.Index(small, []byte{0xff, 0xda})]), 0xff, 0xd9), "evidence.broken"},
		"ink.jpg":      {inks(7000), "evidence.huge"},
		"alpha.webp":   {alphaWebP(7000), "evidence.huge"},
		"big.webp":     {append([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0e\x00\x00\x00\x2f"), "\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00"...), "evidence.huge"},
		"no-meta.heic": {[]byte(testkit.Box("ftyp", "heic\x00\x00\x00\x00mif1heic") + testkit.Box("mdat", "x")), "evidence.broken"},
	} {
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		if got := b.refused(name, c.content); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		runtime.ReadMemStats(&now)
		if grown := (now.TotalAlloc - before.TotalAlloc) >> 20; grown > 40 {
			t.Errorf("%s took %d MB", name, grown)
		}
	}
	long := film(100_000)
	begun := time.Now()
	if f := b.kept("film.gif", long); f.Kind != pngKind || f.Size > 1000 {
		t.Errorf("a film of 100,000 pictures is kept as %s of %d bytes", f.Kind, f.Size)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the film took %s", took)
	}
}

// So many scans cameras make, and not one more is begun with: each takes as long as the whole picture.
func TestPaint_countsScansBeforeItBegins(t *testing.T) {
	t.Parallel()
	for n, taken := range map[int]bool{scansMax: true, scansMax + 1: false} {
		if _, err := checkPicture(jpegKind, append(scansOf(n), 0xff, markEnd)); (err == nil) != taken {
			t.Errorf("%d scans: %v", n, err)
		}
	}
}

// A photo as large as phones make them is kept smaller, in a moment; one of four inks and one without colour are photos too.
func TestPaint_takesWhatPhonesAndPrintersMake(t *testing.T) {
	t.Parallel()
	large := image.NewYCbCr(image.Rect(0, 0, 8000, 6000), image.YCbCrSubsampleRatio420)
	var packed bytes.Buffer
	if err := jpeg.Encode(&packed, large, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	out, kind, err := paint(t.Context(), jpegKind, packed.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(out))
	if err != nil || kind != jpegKind || c.Width != 4000 || c.Height != 3000 {
		t.Errorf("48 million pixels become %+v, %v", c, err)
	}
	grey := image.NewGray(image.Rect(0, 0, 30, 20))
	if _, kind, err := paint(t.Context(), jpegKind, jpegOf(grey)); err != nil || kind != jpegKind {
		t.Errorf("without colour: %s, %v", kind, err)
	}
	ink, err := stand(t.Context(), image.NewCMYK(image.Rect(0, 0, 3, 2)), 0)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, a := ink.At(1, 1).RGBA(); r&g&b&a != 0xffff {
		t.Errorf("no ink is not white: %x %x %x %x", r, g, b, a)
	}
	deep16 := image.NewNRGBA64(image.Rect(0, 0, 9, 9))
	if _, kind, err := paint(t.Context(), pngKind, pngOf(deep16)); err != nil || kind != pngKind {
		t.Errorf("16 bits: %s, %v", kind, err)
	}
	var back bytes.Buffer
	_ = png.Encode(&back, ink)
}

// What cameras and chats write between the marks and behind the picture is no reason to refuse it: fill, a restart mark, a
// second picture, a film.
func TestPaint_takesWhatTheDecoderPassesOver(t *testing.T) {
	t.Parallel()
	photo := jpegOf(noise(64, 48))
	for name, content := range map[string][]byte{
		"fill":         stray(photo, "\xff\xff"),
		"restart":      stray(photo, "\xff\xd0"),
		"stray":        stray(photo, "x\xff\x00"),
		"another":      append(bytes.Clone(photo), photo...),
		"motion photo": append(bytes.Clone(photo), bytes.Repeat([]byte("\xff\xda\x00"), 5000)...),
		"thumbnails":   stray(photo, string(seg(0xe1, "Exif\x00\x00"+string(bytes.Repeat([]byte("\xff\xda"), 100))))),
	} {
		if _, kind, err := paint(t.Context(), jpegKind, content); err != nil || kind != jpegKind {
			t.Errorf("%s: %s, %v", name, kind, err)
		}
	}
}

// The colours of every picture that a decoder makes come through.
func TestStand_readsEveryPicture(t *testing.T) {
	t.Parallel()
	at, red := image.Rect(3, 5, 6, 7), color.NRGBA{R: 200, A: 255}
	half := image.NewNYCbCrA(at, image.YCbCrSubsampleRatio444)
	for i := range half.Y {
		half.Y[i], half.Cb[i], half.Cr[i], half.A[i] = 60, 94, 228, 128
	}
	for name, img := range map[string]image.Image{
		"paletted": image.NewPaletted(at, color.Palette{red}), "rgba": image.NewRGBA(at), "nrgba": image.NewNRGBA(at),
		"rgba64": image.NewRGBA64(at), "nrgba64": image.NewNRGBA64(at), "seen through": half,
	} {
		if d, ok := img.(interface{ Set(x, y int, c color.Color) }); ok {
			for y := at.Min.Y; y < at.Max.Y; y++ {
				for x := at.Min.X; x < at.Max.X; x++ {
					d.Set(x, y, red)
				}
			}
		}
		out, err := stand(t.Context(), img, 6)
		if err != nil {
			t.Fatal(err)
		}
		c := out.NRGBAAt(1, 2)
		if want := map[bool]uint8{true: 128, false: 255}[name == "seen through"]; c.R < 198 || c.R > 202 || c.G > 3 || c.B > 3 || c.A != want {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// Painting ends with its time, wherever it is.
func TestPaint_endsInTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	img := noise(40, 40)
	if _, err := stand(ctx, img, 0); err == nil {
		t.Error("it is turned after its time")
	}
	if _, ok := asPNG(ctx, img); ok {
		t.Error("a PNG is written after its time")
	}
	if _, _, err := asJPEG(ctx, img); err == nil {
		t.Error("a JPEG is written after its time")
	}
	if _, _, err := paint(ctx, jpegKind, jpegOf(img)); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a picture that nobody had time for: %v", err)
	}
}

// Whatever comes, it is taken or refused; nothing of it breaks.
func FuzzPaint(f *testing.F) {
	for _, seed := range [][]byte{noted(jpegOf(noise(8, 8)), 6), pngOf(halves(4, 4)), film(2), testkit.HEIC(exif()), scansOf(2), bare(9, 9, 8)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		kind := sniff(content[:min(len(content), headSize)])
		if lineOf(kind).family != picture {
			return
		}
		out, _, err := paint(t.Context(), kind, bytes.Clone(content))
		if err == nil && bytes.Contains(out, []byte(canary)) {
			t.Error("the canary sings")
		}
	})
}
