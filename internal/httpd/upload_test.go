package httpd

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"sunlead/internal/errs"
	"sunlead/internal/evidence"
)

// One report sends two files at once, one network a quarter of all, and who is unknown as many as there is room for.
func TestUploads_leaveRoomForOthers(t *testing.T) {
	t.Parallel()
	u, crowd := new(uploads), network{7}
	end, err := u.begin(int64(1), crowd)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := u.begin(int64(1), crowd)
	if _, err := u.begin(int64(1), crowd); !errs.Is(err, errs.TooMany) {
		t.Errorf("a third file of one report: %v", err)
	}
	for i := range uploadsOfNetwork - uploadsOfOne {
		if _, err := u.begin(formKey{1, byte(i)}, crowd); err != nil {
			t.Fatalf("file %d of a network: %v", i, err)
		}
	}
	if _, err := u.begin(formKey{2}, crowd); !errs.Is(err, errs.Unavailable) {
		t.Errorf("one more of the network: %v", err)
	}
	for i := range 4 * uploadsOfNetwork {
		if _, err := u.begin(formKey{3, byte(i)}, network{}); err != nil {
			t.Fatalf("file %d of nobody's network: %v", i, err)
		}
	}
	end()
	second()
	if _, err := u.begin(int64(1), crowd); err != nil || u.by[int64(1)] != 1 {
		t.Errorf("after they came: %v", err)
	}
}

// What a report has no room for is not even stored, nor what comes too often, nor what has a field behind it.
func TestUpload_refusesBeforeItStores(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := part{"key", "", []byte(w.toFiles(v))}
	parsed, err := w.parseFormKey(string(key.content))
	w.must(err)
	k := [16]byte(parsed) // as reports have it
	file := part{"file", "录音.mp3", recording(1 << 20)}
	for range uploadsOfOne {
		_, err := w.uploads.begin(k, network{})
		w.must(err)
	}
	p := sendParts(v, reportFilesPath, nil, key, file)
	if p.Status != http.StatusTooManyRequests || !strings.Contains(p.Text(), "请等它传完") || p.Header.Get("Retry-After") == "" {
		t.Errorf("a third at once: %d %s", p.Status, p.Text())
	}
	w.uploads.end(k, k, network{}, network{})
	for _, behind := range []part{{"key", "", []byte("x")}, {"csrf", "", []byte("x")}, {"id", "", []byte("1")}} {
		if p := sendParts(v, reportFilesPath, nil, key, file, behind); p.Status != http.StatusBadRequest {
			t.Errorf("%s behind the file: %d", behind.name, p.Status)
		}
	}
	if n := w.count("evidence") + w.count("evidence_chunks"); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	for range evidence.FilesMax {
		sendParts(v, reportFilesPath, nil, key, part{"file", "a.pdf", plainPDF})
	}
	stored := false
	w.d.Watch(func(query string, _ []any) { stored = stored || strings.Contains(query, "evidence") })
	defer w.d.Watch(nil)
	if p := sendParts(v, reportFilesPath, nil, key, file); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("one too many: %d", p.Status)
	}
	if stored {
		t.Error("what there is no room for is stored first")
	}
}

// Whoever is refused sees the answer, however much they still send: nothing is cut off under a browser.
func TestUpload_whoIsRefusedIsHeardOut(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	fresh := part{"key", "", []byte(w.keyField(newFormKey()))}
	addr := listenFor(t, HTTPServer("", w.Handler()))
	file := part{"file", "录音.mp3", recording(8 << 20)}
	for name, c := range map[string]struct {
		path  string
		parts []part
		want  int
	}{
		"a form that is gone":  {reportFilesPath, []part{fresh, file}, http.StatusOK},
		"no key":               {reportFilesPath, []part{file}, http.StatusBadRequest},
		"nobody's case":        {trackFilesPath, []part{fresh, file}, http.StatusConflict},
		"a field of no form":   {trackFilesPath, []part{{"admin", "", []byte("1")}, fresh, file}, http.StatusBadRequest},
		"a field that is huge": {trackFilesPath, []part{{"key", "", file.content}}, http.StatusBadRequest},
	} {
		body, kind := inParts(c.parts...)
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr)
		w.must(err)
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", c.path, addr, kind, len(body))
		w.must(err)
		if _, err := conn.Write(body); err != nil {
			t.Errorf("%s: cut off: %v", name, err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		w.must(err)
		if answer.StatusCode != c.want {
			t.Errorf("%s: %+v; want %d", name, answer, c.want)
		}
		w.must(answer.Body.Close())
		w.must(conn.Close())
	}
}
