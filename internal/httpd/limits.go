package httpd

import (
	"log/slog"
	"net/http"
	"time"
)

// The patience of the server. A phone on a bad network needs a minute for a form, a stalled one gets no more.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 60 * time.Second
	writeTimeout      = 90 * time.Second // counted from the header on: reading, working and answering
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 32 << 10
	handlerTimeout    = 20 * time.Second // what a handler's context lives, once the form is read
	parentTimeout     = 3 * time.Second  // the same on the pages of parents: better told to try again than left waiting
	pathMax           = 2 << 10          // bytes of path and query; longer is 414
)

// HTTPServer returns the server to listen with. Its own error log is off: it would write peers' addresses.
func HTTPServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}
