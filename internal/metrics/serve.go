package metrics

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	// patience bounds one scrape: who asks comes again.
	patience = 5 * time.Second
	// scrapesAtOnce bounds how many may ask at one time.
	scrapesAtOnce = 4
)

// Server answers GET /metrics on an address of its own, never on the one that people reach.
type Server struct {
	Addr   string // host:port, the port taken when the address asked for 0
	server *http.Server
	ended  chan error
}

// Serve takes the address and answers until Close. No address is no server, which Close takes too.
func Serve(ctx context.Context, address string, s *Set) (*Server, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // a nil server is closed like any other
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	m := &Server{Addr: listener.Addr().String(), ended: make(chan error, 1), server: &http.Server{
		Handler: handler(s), ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: 2 * patience, MaxHeaderBytes: 8 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it would write peers' addresses
	}}
	go func() { m.ended <- m.server.Serve(listener) }()
	return m, nil
}

// Close ends the server at once.
func (m *Server) Close() error {
	if m == nil {
		return nil
	}
	_ = m.server.Close() // its listener, whose error Serve returns too
	if err := <-m.ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func handler(s *Set) http.Handler {
	seats := make(chan struct{}, scrapesAtOnce)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		select {
		case seats <- struct{}{}:
			defer func() { <-seats }()
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = s.Write(ctx, w) // who asked has gone
	})
	return mux
}
