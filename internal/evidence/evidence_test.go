package evidence

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"sunlead/internal/clock"
	"sunlead/internal/db"
	"sunlead/internal/errs"
	"sunlead/internal/testkit"
	"sunlead/internal/vault"
)

// bed is the room over an empty database.
type bed struct {
	*Service
	t     *testing.T
	clock *clock.Fake
}

func each(t *testing.T, do func(t *testing.T, b *bed)) {
	t.Helper()
	testkit.EachDialect(t, func(t *testing.T, d *db.DB) { do(t, newBed(t, d)) })
}

func newBed(t *testing.T, d *db.DB) *bed {
	t.Helper()
	ring, err := vault.LoadRing(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	c := clock.NewFake(time.Date(2026, 7, 6, 8, 0, 0, 0, time.UTC))
	return &bed{New(Deps{DB: d, Ring: ring, Case: c, Wall: c}), t, c}
}

func (b *bed) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// kept is a file that was taken and belongs to a lead.
func (b *bed) kept(name string, content []byte) File {
	b.t.Helper()
	u, err := b.Receive(b.t.Context(), name, bytes.NewReader(content))
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	b.ok(b.DB.InTx(b.t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := b.Finish(ctx, tx, u); err != nil {
			return err
		}
		return b.Attach(ctx, tx, 7, []int64{u.ID})
	}))
	f, err := b.One(b.t.Context(), b.DB, 7, u.ID)
	b.ok(err)
	return f
}

func (b *bed) read(f File) []byte {
	b.t.Helper()
	r, err := b.Open(b.t.Context(), f)
	b.ok(err)
	content, err := io.ReadAll(r)
	b.ok(err)
	return content
}

// refused is the key of why a file is not taken; it is told within two seconds.
func (b *bed) refused(name string, content []byte) string {
	b.t.Helper()
	begun := time.Now()
	u, err := b.Receive(b.t.Context(), name, bytes.NewReader(content))
	if took := time.Since(begun); took > 2*time.Second {
		b.t.Errorf("%s: refused after %s", name, took)
	}
	if err == nil {
		b.t.Errorf("%s is taken as %s", name, u.Kind)
		return ""
	}
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		b.t.Fatalf("%s: %v", name, err)
	}
	return e.Fields[Field].Key
}

func (b *bed) count(table string) (n int64) {
	b.t.Helper()
	b.ok(b.DB.Gorm(b.t.Context()).Table(table).Count(&n).Error)
	return n
}

// noise is a picture in which every pixel differs.
func noise(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func jpegOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func zipOf(names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, "<x/>")
	}
	_ = z.Close()
	return b.Bytes()
}

// lockedZip says of its first part that it is encrypted.
func lockedZip() []byte {
	z := bytes.Clone(docx)
	z[bytes.Index(z, []byte("PK\x01\x02"))+8] |= 1
	return z
}

func manyParts() []string {
	names := make([]string, partsMax)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

var docx = zipOf("[Content_Types].xml", "word/document.xml")

// oleOf is as much of an old office file as anybody looks at.
func oleOf(streams ...string) []byte {
	content := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 5000)...)
	for _, s := range streams {
		content = append(content, inUTF16(s)...)
		content = append(content, make([]byte, 100)...)
	}
	return content
}

var pdf = []byte("%PDF-1.7\n1 0 obj<</Author(canary-author)>>endobj\ntrailer<<>>\n%%EOF\n")

// mp3Of is so many frames of silence.
func mp3Of(frames int) []byte {
	frame := make([]byte, 417)
	copy(frame, "\xff\xfb\x90\x00")
	return bytes.Repeat(frame, frames)
}

func isoOf(brand string) []byte {
	return append([]byte("\x00\x00\x00\x18ftyp"+brand+"\x00\x00\x00\x00isommp42\x00\x00\x00\x08free"), make([]byte, 64)...)
}

// Documents and recordings come back byte for byte, with their digest, under the ending of what they are.
func TestReceive_keepsWhatIsNoPictureAsItIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bed) {
		for _, c := range []struct {
			name    string
			content []byte
			kind    Kind
			called  string
		}{
			{"收费通知.pdf", pdf, pdfKind, "收费通知.pdf"},
			{"说明.docx", docx, docxKind, "说明.docx"},
			{"名单.xlsx", zipOf("[Content_Types].xml", "xl/workbook.xml"), xlsxKind, "名单.xlsx"},
			{"老文件.doc", oleOf("WordDocument"), docKind, "老文件.doc"},
			{"表.xls", oleOf("Workbook"), xlsKind, "表.xls"},
			{"录音", mp3Of(40), mp3Kind, "录音.mp3"},
			{"x.amr", []byte("#!AMR\n\x3c\x00\x00"), amrKind, "x.amr"},
			{"a.m4a", isoOf("M4A "), m4aKind, "a.m4a"},
			{"IMG_0001.MOV", isoOf("qt  "), movKind, "IMG_0001.mov"},
			{`C:\手机\视频.mp4`, isoOf("isom"), mp4Kind, "视频.mp4"},
			{"v.3gp", isoOf("3gp4"), tgpKind, "v.3gp"},
			{"w.wav", []byte("RIFF\x24\x00\x00\x00WAVEfmt "), wavKind, "w.wav"},
		} {
			f := b.kept(c.name, c.content)
			sum := sha256.Sum256(c.content)
			if f.Kind != c.kind || f.Name() != c.called || f.Size != int64(len(c.content)) || !bytes.Equal(f.Hash, sum[:]) || f.Scan != Unscanned {
				t.Errorf("%s is kept as %+v, called %s", c.name, f, f.Name())
			}
			if !bytes.Equal(b.read(f), c.content) {
				t.Errorf("%s comes back changed", c.name)
			}
		}
	})
}

// What is none of the kinds, lies about itself, runs, is locked or broken is refused with the reason, and leaves nothing.
func TestReceive_refuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bed) {
		exe := append([]byte("MZ\x90\x00"), make([]byte, 4096)...)
		photo := jpegOf(noise(64, 64))
		for name, c := range map[string]struct {
			content []byte
			want    string
		}{
			"empty.jpg":        {nil, "evidence.empty"},
			"photo.jpg":        {exe, "evidence.type.ending"},
			"setup.exe":        {exe, "evidence.type.ending"},
			"none":             {exe, "evidence.type"},
			"x.svg":            {[]byte("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), "evidence.type.ending"},
			"x.html":           {[]byte("<!doctype html><script>1</script>"), "evidence.type.ending"},
			"x.js":             {[]byte("alert(1)"), "evidence.type.ending"},
			"photo.exe":        {photo, "evidence.lie"},
			"photo.html":       {photo, "evidence.lie"},
			"photo.pdf":        {photo, "evidence.lie"},
			"scan.jpg":         {pdf, "evidence.lie"},
			"song.docx":        {mp3Of(9), "evidence.lie"},
			"x.zip":            {docx, "evidence.lie"},
			"plain.docx":       {zipOf("a.txt"), "evidence.type"},
			"slides.docx":      {zipOf("[Content_Types].xml", "ppt/presentation.xml"), "evidence.type"},
			"macro.docx":       {zipOf("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "evidence.macro"},
			"macro.xlsx":       {zipOf("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "evidence.macro"},
			"active.docx":      {zipOf("[Content_Types].xml", "word/document.xml", "word/activeX/a.bin"), "evidence.macro"},
			"locked-zip.docx":  {lockedZip(), "evidence.locked"},
			"parts.docx":       {zipOf(append([]string{"[Content_Types].xml", "word/document.xml"}, manyParts()...)...), "evidence.broken"},
			"macro.docm":       {docx, "evidence.lie"},
			"macro.doc":        {oleOf("WordDocument", "_VBA_PROJECT"), "evidence.macro"},
			"locked.docx":      {oleOf("EncryptedPackage"), "evidence.locked"},
			"locked.doc":       {oleOf("EncryptedPackage"), "evidence.locked"},
			"installer.doc":    {oleOf("Directory"), "evidence.type"},
			"cut.docx":         {docx[:len(docx)-30], "evidence.broken"},
			"cut.pdf":          {pdf[:20], "evidence.broken"},
			"pdf-and-zip.pdf":  {append(bytes.Clone(pdf), docx...), "evidence.lie"},
			"cut.jpg":          {photo[:len(photo)/2], "evidence.broken"},
			"cut.png":          {pngOf(noise(64, 64))[:900], "evidence.broken"},
			"noise.mp3":        {bytes.Repeat([]byte("\xff\xfe\x00"), 2000), "evidence.type.ending"},
			"only-a-head.heic": {isoOf("heic"), "evidence.broken"},
		} {
			if got := b.refused(name, c.content); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		if b.count("evidence") != 0 || b.count("evidence_chunks") != 0 {
			t.Errorf("left behind: %d files, %d chunks", b.count("evidence"), b.count("evidence_chunks"))
		}
	})
}

// A file that is too large is refused while it comes; one that broke off is told from one that is whole.
func TestReceive_endsWhereTheLimitIs(t *testing.T) {
	t.Parallel()
	b := newBed(t, testkit.Open(t))
	if got := b.refused("big.pdf", append(bytes.Clone(pdf), make([]byte, SmallMax)...)); got != "evidence.big" {
		t.Errorf("a large document: %s", got)
	}
	head := mp3Of(100)
	long := io.MultiReader(bytes.NewReader(head), io.LimitReader(zeros{}, LargeMax))
	if _, err := b.Receive(t.Context(), "big.mp3", long); !errs.Is(err, errs.Invalid) {
		t.Errorf("a large recording: %v", err)
	}
	cut := io.MultiReader(bytes.NewReader(head), broken{})
	if _, err := b.Receive(t.Context(), "cut.mp3", cut); !errors.Is(err, ErrCut) {
		t.Errorf("one that broke off: %v", err)
	}
	if b.count("evidence WHERE ready = 1") != 0 {
		t.Error("one of them is there")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset by 192.0.2.7") }

// 50 MB pass through without being held, and no file of this machine is written.
func TestReceive_holdsNoLargeFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	b := newBed(t, testkit.Open(t))
	head := mp3Of(100)
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-stop:
				most <- peak
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	u, err := b.Receive(t.Context(), "会议.mp3", io.MultiReader(bytes.NewReader(head), io.LimitReader(zeros{}, LargeMax-int64(len(head)))))
	b.ok(err)
	b.ok(b.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return b.Finish(ctx, tx, u) }))
	r, err := b.Open(t.Context(), u.File)
	b.ok(err)
	n, err := io.Copy(io.Discard, r)
	close(stop)
	if grown := int64(<-most) - int64(before.HeapInuse); err != nil || n != LargeMax || grown > 24<<20 {
		t.Errorf("read %d bytes, %v; the heap grew by %d MB", n, err, grown>>20)
	}
	left, err := os.ReadDir(dir)
	for _, f := range left {
		if !strings.Contains(f.Name(), "sunlead") && !strings.HasPrefix(f.Name(), "Test") {
			t.Errorf("a temporary file: %s", f.Name())
		}
	}
	b.ok(err)
}

// Rows that are not what was stored do not open: exchanged, cut off, changed, or another file's.
func TestOpen_refusesWhatIsNotWhatWasStored(t *testing.T) {
	t.Parallel()
	content := append(mp3Of(100), make([]byte, 3*chunkSize)...)
	for what, changes := range map[string][]string{
		"exchanged": {"UPDATE evidence_chunks SET n = 99 WHERE n = 0", "UPDATE evidence_chunks SET n = 0 WHERE n = 1", "UPDATE evidence_chunks SET n = 1 WHERE n = 99"},
		"cut off":   {"UPDATE evidence SET chunks = 3, size = 786384"},
		"missing":   {"DELETE FROM evidence_chunks WHERE n = 1"},
		"changed": {"UPDATE evidence_chunks SET data = substr(data, 1, 100) || " +
			"CASE substr(data, 101, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(data, 102) WHERE n = 2"},
	} {
		b := newBed(t, testkit.Open(t))
		f := b.kept("a.mp3", content)
		b.ok(b.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			for _, q := range changes {
				if err := tx.Gorm(ctx).Exec(q).Error; err != nil {
					return err
				}
			}
			return nil
		}))
		r, err := b.Open(t.Context(), f)
		b.ok(err)
		if _, err := io.ReadAll(r); err == nil {
			t.Errorf("%s: it opens", what)
		}
	}
}

// What is never sent goes after three days, what was sent stays; a file is nobody's before its last transaction.
func TestSweep_takesWhatWasNeverSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bed) {
		kept := b.kept("sent.pdf", pdf)
		half, err := b.Receive(t.Context(), "half.pdf", bytes.NewReader(pdf))
		b.ok(err)
		unsent, err := b.Receive(t.Context(), "unsent.pdf", bytes.NewReader(pdf))
		b.ok(err)
		b.ok(b.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return b.Finish(ctx, tx, unsent) }))
		if _, err := b.Open(t.Context(), half.File); !errs.Is(err, errs.NotFound) {
			t.Errorf("a file that nobody finished: %v", err)
		}
		b.clock.Add(Life - time.Hour)
		if n, err := b.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("swept %d too early, %v", n, err)
		}
		b.clock.Add(2*time.Hour + time.Second)
		if n, err := b.Sweep(t.Context()); n != 2 || err != nil {
			t.Errorf("swept %d, %v; want 2", n, err)
		}
		if b.count("evidence") != 1 || b.count("evidence_chunks") != 1 || !bytes.Equal(b.read(kept), pdf) {
			t.Error("what was sent is not whole any more, or more is left")
		}
		there, err := b.Receive(t.Context(), "there.pdf", bytes.NewReader(pdf))
		b.ok(err)
		err = b.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			if err := b.Finish(ctx, tx, there); err != nil {
				return err
			}
			return b.Attach(ctx, tx, 8, []int64{unsent.ID, there.ID})
		})
		if gone := new(Gone); !errors.As(err, &gone) || len(gone.IDs) != 1 || gone.IDs[0] != unsent.ID {
			t.Errorf("attached what is gone: %v", err)
		}
	})
}

// However many were never sent, one sweep takes them; what a picture was painted from is not even there before.
func TestSweep_takesAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bed) {
		photo := jpegOf(noise(8, 8))
		for range 2*sweepMax + 1 {
			_, err := b.Receive(t.Context(), "a.jpg", bytes.NewReader(photo))
			b.ok(err)
		}
		if n := b.count("evidence"); n != 2*sweepMax+1 {
			t.Errorf("%d rows of %d photos", n, 2*sweepMax+1)
		}
		b.clock.Add(Life + time.Second)
		if n, err := b.Sweep(t.Context()); n != 2*sweepMax+1 || err != nil {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

// A file that became visible is nobody's to give up, whatever its uploader believes of the COMMIT.
func TestAbandon_leavesWhatIsListed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bed) {
		listed, err := b.Receive(t.Context(), "listed.pdf", bytes.NewReader(pdf))
		b.ok(err)
		b.ok(b.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return b.Finish(ctx, tx, listed) }))
		unlisted, err := b.Receive(t.Context(), "unlisted.pdf", bytes.NewReader(pdf))
		b.ok(err)
		b.Abandon(t.Context(), listed)
		b.Abandon(t.Context(), unlisted)
		if n, err := b.Sweep(t.Context()); n != 0 || err != nil || b.count("evidence") != 1 || b.count("evidence_chunks") != 1 {
			t.Errorf("swept %d, %v; %d left", n, err, b.count("evidence"))
		}
	})
}

func TestName_isCleanOnTheWayOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"照片.JPG": "照片.jpg", "a\u202egpj.exe.png": "agpj.exe.jpg", "../../etc/passwd": "passwd.jpg", "x\r\nSet-Cookie: a=b.jpg": "xSet-Cookie a=b.jpg",
		"": "jpeg.jpg", ".jpg": "jpg.jpg", `a"b<c>.jpeg`: "abc.jpg", `C:\DCIM\x.jpg`: "x.jpg", "/abs/": "jpeg.jpg", ".htaccess": "htaccess.jpg", "x.jpg ": "x.jpg", "x.jpg.": "x.jpg",
		"a%00.jpg": "a00.jpg", "x.php.jpg": "x.php.jpg", "-rf;😀.jpg": "-rf;😀.jpg", strings.Repeat("长", 200): strings.Repeat("长", nameMax) + ".jpg",
	} {
		if got := (File{Kind: jpegKind, Called: cleanName(in)}).Name(); got != want {
			t.Errorf("%q is called %q, want %q", in, got, want)
		}
	}
}
