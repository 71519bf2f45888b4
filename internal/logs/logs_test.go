package logs_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"sunlead/internal/logs"
	"sunlead/internal/metrics"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// reader is somebody who may stop reading.
type reader struct {
	mu   sync.Mutex // held: does not read
	text bytes.Buffer
}

func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

// lines parses everything that was read.
func (r *reader) lines(t *testing.T) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(r.text.String()) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("not JSON: %q", line)
		}
		all = append(all, one)
	}
	return all
}

func lost(t *testing.T, set *metrics.Set, why string) int {
	t.Helper()
	var b bytes.Buffer
	if err := set.Write(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return int(testkit.ParseFigures(t, b.String())[`sunlead_log_lines_lost_total{why="`+why+`"}`])
}

func TestLog_nobodyWaitsForItsReader(t *testing.T) {
	t.Parallel()
	out, set := &reader{}, metrics.New()
	log := logs.Start(out, set)
	out.mu.Lock()
	long := strings.Repeat("x", 4000)
	const written = 600 // 2.4 MB, more than may wait
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range written {
			// A sort of its own for each hundred lines: this is about the reader, not about floods.
			log.Info("line", slog.String("kind", string(rune('a'+i/100))), slog.String("long", long))
		}
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("the program waits for the reader of its log")
	}
	out.mu.Unlock()
	log.Close()
	read, told := 0, 0
	for _, line := range out.lines(t) {
		if line["msg"] == "line" {
			read++
		} else {
			told += int(line["lines"].(float64))
		}
	}
	if told == 0 || read+told != written || lost(t, set, "blocked") != told {
		t.Errorf("%d lines read and %d told of as lost, %d counted; written were %d", read, told, lost(t, set, "blocked"), written)
	}
}

func TestLog_closeLeavesABlockedReaderBehind(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe() // nobody reads
	log := logs.Start(w, nil)
	log.Info("line")
	begun := time.Now()
	log.Close()
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("closing took %v", took)
	}
	log.Info("after the end")
	r.Close() // lets the writer go
}

func TestLog_floodIsCutAndCounted(t *testing.T) {
	t.Parallel()
	out, set := &reader{}, metrics.New()
	log := logs.Start(out, set)
	const flood = 5000
	for range flood {
		log.Info("request", slog.String("kind", "malformed"))
	}
	log.Info("request", slog.String("kind", "ok"))
	log.Close()
	read, told, others := 0, 0, 0
	for _, line := range out.lines(t) {
		switch {
		case line["msg"] == "lines left out" && line["of"] == "request" && line["kind"] == "malformed":
			told += int(line["lines"].(float64))
		case line["kind"] == "malformed":
			read++
		default:
			others++
		}
	}
	if read+told != flood || lost(t, set, "flood") != told {
		t.Errorf("%d read, %d told of, %d counted of %d", read, told, lost(t, set, "flood"), flood)
	}
	if read > 1000 { // a hundred in each second that it took
		t.Errorf("%d lines of a flood were written", read)
	}
	if others != 1 {
		t.Errorf("a line of another kind was written %d times", others)
	}
}

func TestLog_lineBreaksStayInside(t *testing.T) {
	t.Parallel()
	out := &reader{}
	log := logs.Start(out, nil)
	log.Info("request", slog.String("error", "a\r\n{\"level\":\"ERROR\",\"msg\":\"forged\"}\x1b[31m"))
	log.With(slog.String("part", "b")).WithGroup("g").Info("request", slog.Int("n", 1))
	log.Close()
	if got := out.lines(t); len(got) != 2 || got[0]["msg"] != "request" || got[1]["part"] != "b" {
		t.Errorf("%v", got)
	}
	if strings.Contains(out.text.String(), "\x1b") {
		t.Error("an escape character reaches the terminal")
	}
}
