package httpd

import (
	"bytes"
	"context"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/testkit"
)

const exifCanary = "CANARY-GPS-43.8256N"

// takenSomewhere is a photo that says where it was taken.
func takenSomewhere(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 37)
	}
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	notes := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00" + exifCanary
	return append(append(bytes.Clone(b.Bytes()[:2]), append([]byte{0xff, 0xe1, 0, byte(len(notes) + 2)}, notes...)...), b.Bytes()[2:]...)
}

var plainPDF = []byte("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")

// part is one part of a form with a file: a field, or a file when it is called something.
type part struct {
	name, called string
	content      []byte
}

// inParts writes a form of parts in their order, as a browser does.
func inParts(parts ...part) (body []byte, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		if p.called == "" && p.content != nil {
			_ = w.WriteField(p.name, string(p.content))
			continue
		}
		f, _ := w.CreateFormFile(p.name, p.called)
		_, _ = f.Write(p.content)
	}
	_ = w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// sendParts posts them.
func sendParts(v *testkit.Visitor, path string, change func(body []byte) []byte, parts ...part) *testkit.Page {
	body, kind := inParts(parts...)
	if change != nil {
		body = change(body)
	}
	r, _ := http.NewRequest(post, "http://127.0.0.1:8080"+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return v.Do(r)
}

// toFiles walks a visitor to the page of files and returns the key of its forms.
func (w *parentSite) toFiles(v *testkit.Visitor) (key string) {
	w.t.Helper()
	p := v.Get("/report/type")
	for _, answers := range []map[string]string{typeAnswers, schoolAnswers, whatAnswers} {
		p = v.Submit(fill(p, answers), "下一步")
	}
	if p.URL.Path != reportFilesPath {
		w.t.Fatalf("after the text comes %s", p.URL)
	}
	return mainForm(p).Get("key")
}

// A photo and a document go with the report: listed, sent, read by who works the case, and by nobody else; what a camera
// wrote is nowhere.
func TestEvidence_theWholeWay(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := w.toFiles(v)
	if p := sendParts(v, reportFilesPath, nil, part{"key", "", []byte(key)}, part{"photo", "收条.jpg", takenSomewhere(t)}); p.Status != http.StatusSeeOther {
		t.Fatalf("a photo: %d %s", p.Status, p.Text())
	}
	sendParts(v, reportFilesPath, nil, part{"key", "", []byte(key)}, part{"file", "通知.pdf", plainPDF})
	sendParts(v, reportFilesPath, nil, part{"key", "", []byte(key)}, part{"file", "多余.pdf", plainPDF})
	p := v.Get(reportFilesPath)
	says(t, p, "收条.jpg", "通知.pdf", "多余.pdf", "SHA-256", "下一步")
	drops := p.All(`form[action="/report/evidence/remove"] input[name=id]`)
	p = v.Post(reportFilesPath+"/remove", map[string][]string{"key": {key}, "id": {drops[len(drops)-1].Attr("value")}})
	if strings.Contains(p.Text(), "多余") {
		t.Error("what was taken out is still there")
	}
	check := forward(v, v.Get(reportFilesPath), contactAnswers)
	says(t, check, "2 个文件", "收条.jpg", "通知.pdf")
	done := v.Submit(mainForm(check), "提交")
	number, code := numberOn(done), codeOn(t, done)
	if n := w.count("evidence WHERE lead_id > 0 AND ready = 1"); n != 2 {
		t.Errorf("%d files belong to the lead", n)
	}
	w.route()
	w.takenBy(number)
	_, p = w.tracking(code)
	says(t, p, "您提交的材料", "收条.jpg", "收到反映人提交的材料 2 个")
	var chunks [][]byte
	w.must(w.d.Gorm(t.Context()).Raw("SELECT data FROM evidence_chunks UNION ALL SELECT data FROM drafts").Scan(&chunks).Error)
	for _, c := range chunks {
		if bytes.Contains(c, []byte("CANARY")) || bytes.Contains(c, []byte("%PDF")) {
			t.Error("the database shows content")
		}
	}
}

// takenBy reads the files of a lead as its handler, and as somebody of another district.
func (w *parentSite) takenBy(number string) {
	t := w.t
	t.Helper()
	c, err := w.Leads.Get(t.Context(), w.staff["handler"], number)
	w.must(err)
	if len(c.Files) != 2 || c.Files[0].Scan != evidence.Unscanned {
		t.Fatalf("the handler sees %+v", c.Files)
	}
	before := w.count("trail WHERE kind = 'file_taken'")
	for _, f := range c.Files {
		got, err := w.Leads.TakeFile(t.Context(), w.staff["handler"], number, f.ID)
		w.must(err)
		if hex.EncodeToString(got.Hash) != hex.EncodeToString(f.Hash) {
			t.Error("another digest on the way out")
		}
	}
	if n := w.count("trail WHERE kind = 'file_taken'") - before; n != 2 {
		t.Errorf("%d of 2 downloads are in the trail", n)
	}
	stranger := w.staff["handler"]
	stranger.Unit = 650109
	if _, err := w.Leads.TakeFile(t.Context(), stranger, number, c.Files[0].ID); err == nil {
		t.Error("another district gets a file")
	}
}

// A report of which a file is gone is not lost: the page of files names it, and without it the report is sent.
func TestEvidence_aFileThatIsGoneIsNamed(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := part{"key", "", []byte(w.toFiles(v))}
	sendParts(v, reportFilesPath, nil, key, part{"file", "通知.pdf", plainPDF})
	check := forward(v, v.Get(reportFilesPath), contactAnswers)
	w.must(w.d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return tx.Gorm(ctx).Exec("UPDATE evidence SET expires = 1").Error
	}))
	_, err := w.Leads.Evidence.Sweep(t.Context())
	w.must(err)
	p := v.Submit(mainForm(check), "提交")
	if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Text(), "材料“通知.pdf”已经不在了") {
		t.Fatalf("%d: %s", p.Status, p.Text())
	}
	id := p.All(`form[action="/report/evidence/remove"] input[name=id]`)[0].Attr("value")
	v.Post(reportFilesPath+"/remove", map[string][]string{"key": {string(key.content)}, "id": {id}})
	numberOn(v.Submit(mainForm(v.Get("/report/check")), "提交"))
}

// Without cookies the page itself is the answer.
func TestEvidence_withoutCookies(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	key := w.toFiles(w.visitor())
	p := sendParts(w.visitor(), reportFilesPath, nil, part{"key", "", []byte(key)}, part{"photo", "a.jpg", takenSomewhere(t)})
	if p.Status != http.StatusOK {
		t.Fatalf("%d: %s", p.Status, p.Text())
	}
	says(t, p, "a.jpg", "下一步")
	p = w.visitor().Submit(mainForm(p), "下一步")
	says(t, p, "怎样告诉您结果？")
}

// What no form of ours sends is refused, what is no file of ours is told beside its control, and nothing of it stays.
func TestBadInput_files(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := part{"key", "", []byte(w.toFiles(v))}
	photo := part{"photo", "a.jpg", takenSomewhere(t)}
	cut := func(body []byte) []byte { return body[:len(body)-60] }
	many := []part{key}
	for range 1001 {
		many = append(many, part{"photo", "", nil})
	}
	for name, c := range map[string]struct {
		parts  []part
		change func([]byte) []byte
		status int
		says   string
	}{
		"no key":                 {[]part{photo}, nil, 400, ""},
		"a key of somebody else": {[]part{{"key", "", []byte(strings.Repeat("A", 43))}, photo}, nil, 400, ""},
		"the key behind":         {[]part{photo, key}, nil, 400, ""},
		"another field":          {[]part{key, {"admin", "", []byte("1")}, photo}, nil, 400, ""},
		"a field of 30 MB":       {[]part{{"key", "", bytes.Repeat([]byte("k"), 30<<20)}, photo}, nil, 400, ""},
		"1001 parts":             {many, nil, 400, ""},
		"NUL in a field":         {[]part{{"key", "", []byte("a\x00b")}, photo}, nil, 400, ""},
		"another control":        {[]part{key, {"evil", "a.jpg", photo.content}}, nil, 400, ""},
		"no file":                {[]part{key, {"photo", "", nil}}, nil, 422, "请先选一个文件"},
		"nothing at all":         {[]part{key}, nil, 422, "请先选一个文件"},
		"two files":              {[]part{key, photo, {"file", "b.pdf", plainPDF}}, nil, 422, "一次只能传一个"},
		"a program":              {[]part{key, {"photo", "a.jpg", append([]byte("MZ"), make([]byte, 5000)...)}}, nil, 422, "打不开（.jpg）"},
		"broken off":             {[]part{key, photo}, cut, 422, "网络中断"},
	} {
		p := sendParts(v, reportFilesPath, c.change, c.parts...)
		if p.Status != c.status || !strings.Contains(p.Body, c.says) {
			t.Errorf("%s: %d, want %d and %q: %s", name, p.Status, c.status, c.says, p.Text())
		}
	}
	if p := v.Post(reportFilesPath, map[string][]string{"key": {string(key.content)}}); p.Status != http.StatusUnsupportedMediaType {
		t.Errorf("a form without parts: %d", p.Status)
	}
	if n := w.count("evidence WHERE ready = 1"); n != 0 {
		t.Errorf("%d files stay", n)
	}
	for i := range evidence.FilesMax + 1 {
		p := sendParts(v, reportFilesPath, nil, key, part{"file", "a.pdf", plainPDF})
		if want := map[bool]int{true: 303, false: 422}[i < evidence.FilesMax]; p.Status != want {
			t.Errorf("file %d: %d, want %d", i+1, p.Status, want)
		}
	}
}

// Files can be added afterwards, so many and so long; not to what was taken back.
func TestTrackEvidence_endsSomewhere(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	v, p := w.tracking(code)
	key := part{"key", "", []byte(p.All(`form[action="/track/case/evidence"] input[name=key]`)[0].Attr("value"))}
	for i := range evidence.LaterMax + 1 {
		p := sendParts(v, trackFilesPath, nil, key, part{"file", "a.pdf", plainPDF})
		if want := map[bool]int{true: 303, false: 422}[i < evidence.LaterMax]; p.Status != want {
			t.Errorf("file %d: %d, want %d", i+1, p.Status, want)
		} else if want == 422 {
			says(t, p, "补交的文件最多 6 个")
		}
	}
	c, err := w.Leads.PublicByNumber(t.Context(), number)
	w.must(err)
	w.must(w.Leads.Withdraw(t.Context(), c.ID, "已经解决"))
	p = sendParts(v, trackFilesPath, nil, key, part{"file", "a.pdf", plainPDF})
	if p.Status != http.StatusConflict || w.count("evidence WHERE ready = 1") != evidence.LaterMax {
		t.Errorf("taken back: %d %s", p.Status, p.Text())
	}
}

// The reporter adds files later; the handler is told; a blocked file is nobody's to take.
func TestTrackEvidence_addsAndTells(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, number := w.reported()
	w.route()
	v, p := w.tracking(code)
	key := part{"key", "", []byte(p.All(`form[action="/track/case/evidence"] input[name=key]`)[0].Attr("value"))}
	if p = sendParts(v, trackFilesPath, nil, key, part{"file", "补充.pdf", plainPDF}); p.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", p.Status, p.Text())
	}
	says(t, v.Get(trackCasePath), "材料已收到", "补充.pdf")
	p = sendParts(v, trackFilesPath, nil, key, part{"file", "x.exe", []byte("MZ")})
	if p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a program: %d", p.Status)
	}
	c, err := w.Leads.Get(t.Context(), w.staff["handler"], number)
	w.must(err)
	if len(c.Files) != 1 || !c.Files[0].Later || c.Supplied == 0 || w.count("outbox WHERE payload LIKE '%message.files%'") == 0 {
		t.Errorf("the handler sees %+v, supplied %d", c.Files, c.Supplied)
	}
}
