package httpd

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"
)

// recording is so many bytes of silence.
func recording(size int) []byte {
	frame := make([]byte, 417)
	copy(frame, "\xff\xfb\x90\x00")
	return bytes.Repeat(frame, size/len(frame)+1)
}

// breaksOff sends the first half of a form with a file and then nothing any more, in one of the ways connections end.
func (w *parentSite) breaksOff(addr, path, way string, parts ...part) {
	w.t.Helper()
	body, kind := inParts(parts...)
	conn, err := (&net.Dialer{}).DialContext(w.t.Context(), "tcp", addr)
	w.must(err)
	c := conn.(*net.TCPConn)
	defer c.Close()
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", path, addr, kind, len(body))
	w.must(err)
	_, err = c.Write(body[:len(body)/2])
	w.must(err)
	w.eventually("the half is taken in", func() bool { return w.count("evidence") > 0 })
	if way == "reset" {
		w.must(c.SetLinger(0))
	}
}

func (w *parentSite) eventually(what string, cond func() bool) {
	w.t.Helper()
	for end := time.Now().Add(wirePatience * 5); !cond(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("waited for: %s", what)
		}
	}
}

// An upload whose connection ends in the middle leaves nothing: no file, no chunk once it is swept, at once; the report is as
// it was, and the same file sent again is there.
func TestEvidence_brokenOffInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	v := w.visitor()
	key := part{"key", "", []byte(w.toFiles(v))}
	addr := listenFor(t, HTTPServer("", w.Handler()))
	long := part{"file", "会议录音.mp3", recording(2 << 20)}
	for _, way := range []string{"close", "reset"} {
		w.breaksOff(addr, reportFilesPath, way, key, long)
		w.eventually("nothing is left of it", func() bool {
			_, err := w.Leads.Evidence.Sweep(t.Context())
			w.must(err)
			return w.count("evidence")+w.count("evidence_chunks") == 0
		})
	}
	p := v.Get(reportFilesPath)
	if len(p.All(`form[action="/report/evidence/remove"]`)) != 0 {
		t.Error("a half is listed")
	}
	says(t, v.Get("/report/what"), tellIt)
	if p := sendParts(v, reportFilesPath, nil, key, long); p.Status != http.StatusSeeOther {
		t.Fatalf("again: %d %s", p.Status, p.Text())
	}
	says(t, v.Get(reportFilesPath), "会议录音.mp3", "2.0 MB")
	check := forward(v, v.Get(reportFilesPath), contactAnswers)
	says(t, check, "1 个文件", tellIt)
	number := numberOn(v.Submit(mainForm(check), "提交"))
	c, err := w.Leads.PublicByNumber(t.Context(), number)
	w.must(err)
	if files, err := w.Leads.Evidence.Of(t.Context(), w.d, c.ID); err != nil || len(files) != 1 || files[0].Size != int64(len(long.content)) {
		t.Errorf("the lead has %+v, %v", files, err)
	}
}

// The same for a file that is added to a report that was sent.
func TestTrackEvidence_brokenOffInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newParentSite(t)
	code, _ := w.reported()
	w.route()
	v, p := w.tracking(code)
	key := part{"key", "", []byte(p.All(`form[action="/track/case/evidence"] input[name=key]`)[0].Attr("value"))}
	trail := w.count("trail")
	body := func(b []byte) []byte { return b[:len(b)/2] }
	if p := sendParts(v, trackFilesPath, body, key, part{"file", "会议录音.mp3", recording(1 << 20)}); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("broken off: %d", p.Status)
	} else {
		says(t, p, "网络中断，文件没传完")
	}
	if w.count("evidence WHERE ready = 1") != 0 || w.count("trail") != trail {
		t.Error("a half is part of the report")
	}
	if p := sendParts(v, trackFilesPath, nil, key, part{"file", "会议录音.mp3", recording(1 << 20)}); p.Status != http.StatusSeeOther {
		t.Errorf("again: %d %s", p.Status, p.Text())
	}
}
