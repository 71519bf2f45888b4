package httpd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// wirePatience is how long a try waits for answers: a server that says nothing more has said it all.
const wirePatience = 2 * time.Second

// What is sent by hand, byte by byte, meets the server as it listens. It is alive after every try.
func TestBadInput_onTheWire(t *testing.T) {
	t.Parallel()
	b := newBadSite(t, openQuick(t))
	addr := listenFor(t, HTTPServer("", b.Handler()))
	n, tries := 0, sync.WaitGroup{}
	turn := make(chan struct{}, 8)
	for _, c := range badInputs(t) {
		for i, try := range c.Tries {
			if try.On != "wire" {
				continue
			}
			n++
			tries.Go(func() {
				turn <- struct{}{}
				defer func() { <-turn }()
				wire(t, addr, fmt.Sprintf("%s, try %d", c, i+1), try)
			})
		}
	}
	tries.Wait()
	if diff := b.stored(); len(diff) > 0 {
		t.Errorf("something was stored in %v", tableNames(diff))
	}
	wire(t, addr, "afterwards", badTry{Send: badInput{{Text: "GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"}}, Status: []int{200}, Closed: true})
	t.Logf("%d tries on the wire", n)
}

// listenFor serves on a port of its own until the test ends.
func listenFor(t *testing.T, s *http.Server) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		ctx, stop := context.WithTimeout(context.Background(), wirePatience)
		defer stop()
		if s.Shutdown(ctx) != nil {
			_ = s.Close()
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the server ended: %v", err)
		}
	})
	return l.Addr().String()
}

// wire sends what the try says and reads what comes back. Status 0 in a try stands for no answer at all.
func wire(t *testing.T, addr, what string, try badTry) {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: wirePatience}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, strings.ReplaceAll(try.Send.with("{}"), "{host}", addr)) // a server that refuses may close while we still send
		if half, ok := conn.(*net.TCPConn); ok && try.Then == "half" {
			_ = half.CloseWrite()
		}
	}()
	switch try.Then {
	case "leave":
		return
	case "reset":
		if c, ok := conn.(*net.TCPConn); ok {
			_ = c.SetLinger(0)
		}
		return
	}
	got, raw, ended := wireAnswers(conn, patienceOf(try))
	statusesAre(t, what, try, got)
	if try.Closed && !ended {
		t.Errorf("%s: the connection stays open", what)
	}
	if try.Lacks != "" && strings.Contains(raw, try.Lacks) {
		t.Errorf("%s: the answer has %q", what, try.Lacks)
	}
}

// patienceOf: nothing more is waited for where nothing needs to come.
func patienceOf(try badTry) time.Duration {
	if slices.Contains(try.Status, 0) {
		return wirePatience / 4
	}
	return wirePatience * 2
}

func statusesAre(t *testing.T, what string, try badTry, got []int) {
	t.Helper()
	most := max(try.Most, try.Answers, 1)
	if len(got) > most || len(got) < try.Answers || len(got) == 0 && !slices.Contains(try.Status, 0) {
		t.Errorf("%s: %d answers %v", what, len(got), got[:min(3, len(got))])
	}
	for _, status := range got {
		if !slices.Contains(try.Status, status) {
			t.Errorf("%s: %d, want %v", what, status, try.Status)
			break
		}
	}
}

// wireAnswers reads answers until the connection ends or nothing comes any more.
func wireAnswers(conn net.Conn, patience time.Duration) (got []int, raw string, ended bool) {
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	var seen strings.Builder
	in := bufio.NewReader(io.TeeReader(conn, &seen))
	for {
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			var slow net.Error
			return got, seen.String(), !errors.As(err, &slow) || !slow.Timeout()
		}
		got = append(got, res.StatusCode)
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil {
			return got, seen.String(), true
		}
	}
}
