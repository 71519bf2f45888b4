package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

// installation is one database, one Redis and one folder of keys, as an operator has them.
type installation struct {
	t    *testing.T
	app  *app.App
	env  []string
	bins string
}

func newInstallation(t *testing.T) *installation {
	t.Helper()
	keys, c := t.TempDir(), db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "o.db")}
	address := "sqlite://" + c.DSN
	if testkit.Full() {
		c = db.Config{Dialect: db.MySQL, DSN: testkit.MySQL(t)}
		user, rest, _ := strings.Cut(c.DSN, "@tcp(")
		host, name, _ := strings.Cut(rest, ")/")
		name, _, _ = strings.Cut(name, "?")
		address = "mysql://" + user + "@" + host + "/" + name
	}
	a, err := app.New(t.Context(), app.Config{Database: c, Keys: keys, MakeKeys: true, Migrate: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	if err := a.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) }); err != nil {
		t.Fatal(err)
	}
	redis := testkit.NewRedis(t)
	in := &installation{t: t, app: a, bins: t.TempDir(), env: []string{
		"INTAKE_DATABASE_URL=" + address, "INTAKE_KEYS=" + keys,
		"INTAKE_REDIS_URL=redis://" + redis.Addr + "/" + strconv.Itoa(redis.DB),
	}}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", in.bins, "./cmd/intake", "./cmd/worker")
	build.Dir = testkit.Root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return in
}

// program is one running process; what it logs is kept.
type program struct {
	t   *testing.T
	cmd *exec.Cmd
	mu  sync.Mutex
	log bytes.Buffer
}

// Write keeps a piece of the log.
func (p *program) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(text)
}

func (p *program) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// start runs a binary; errs is where it logs, nil to keep it.
func (in *installation) start(name string, errs *os.File, env ...string) *program {
	in.t.Helper()
	p := &program{t: in.t, cmd: exec.CommandContext(in.t.Context(), filepath.Join(in.bins, name))}
	p.cmd.Env = append(append(os.Environ(), in.env...), env...)
	p.cmd.Stderr = p
	if errs != nil {
		p.cmd.Stderr = errs
	}
	if err := p.cmd.Start(); err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// lines are the log, each of them JSON.
func (p *program) lines() []map[string]any {
	p.t.Helper()
	var all []map[string]any
	for line := range strings.Lines(p.text()) {
		if !strings.HasSuffix(line, "\n") {
			break // still being written
		}
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			p.t.Errorf("a line that is not JSON: %q", line)
		}
		all = append(all, one)
	}
	return all
}

// listen waits for the line that says on which address.
func (p *program) listen(message string) string {
	p.t.Helper()
	address := ""
	p.eventually(message, func() bool {
		for _, line := range p.lines() {
			if line["msg"] == message {
				address, _ = line["listen"].(string)
			}
		}
		return address != ""
	})
	return address
}

func (p *program) eventually(what string, cond func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-ctx.Done():
			p.t.Fatalf("waited for: %s\n%s", what, p.text())
		case <-tick.C:
		}
	}
}

// stop asks the process to end, which it must do well and soon.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			p.t.Errorf("%s: %v\n%s", p.cmd.Path, err, p.text())
		}
	case <-time.After(30 * time.Second):
		p.t.Fatalf("%s does not stop", p.cmd.Path)
	}
}

// fetch reads an address without keeping a connection.
func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func scrape(t *testing.T, address string) (string, map[string]float64) {
	t.Helper()
	status, text := fetch(t, address+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("figures: %d", status)
	}
	return text, testkit.ParseFigures(t, text)
}

// from is a way to a server that comes from an address of its own.
func from(t *testing.T, local, server string) http.Handler {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(local)}}
	transport := &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}
	return &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: server})
		r.Out.Host = r.In.Host
		for name, values := range r.In.Header { // also what proxies take out
			r.Out.Header[name] = values
		}
	}}
}
