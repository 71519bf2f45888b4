package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// A phone that still sends its form when the time is up does not make a failure of an ordinary stop.
func TestAnswer_stopsInTimeWhateverAPhoneDoes(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	l, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{})
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		_, _ = io.ReadAll(r.Body)
	})
	ended := make(chan error, 1)
	go func() { ended <- answer(ctx, l, h, 50*time.Millisecond) }()
	phone, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer phone.Close()
	if _, err := io.WriteString(phone, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	<-began
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
}
