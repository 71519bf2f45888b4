package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sunlead/internal/testkit"
)

// programs builds both programs once and returns the folder they are in.
func programs(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var built = sync.OnceValues(func() (string, error) {
	dir, err := testkit.SharedFolder("intake")
	if err != nil {
		return "", err
	}
	if out, err := exec.Command("go", "build", "-o", dir, "sunlead/cmd/intake", "sunlead/cmd/worker").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return dir, nil
})

// station is real programs on a real database and Redis.
type station struct {
	t    *testing.T
	bin  string
	addr string // of the database
	name string // of the database
	env  []string
}

// newStation is migrated and has keys, no account.
func newStation(t *testing.T) *station {
	t.Helper()
	redis := testkit.NewRedis(t)
	user, rest, _ := strings.Cut(testkit.MySQL(t), "@tcp(")
	addr, name, _ := strings.Cut(rest, ")/")
	name, _, _ = strings.Cut(name, "?")
	in := &station{t: t, bin: programs(t), addr: addr, name: name}
	in.env = []string{
		"INTAKE_DATABASE_URL=mysql://" + user + "@" + addr + "/" + name, "INTAKE_KEYS=" + filepath.Join(t.TempDir(), "keys"),
		fmt.Sprintf("INTAKE_REDIS_URL=redis://%s/%d", redis.Addr, redis.DB), "INTAKE_LISTEN=127.0.0.1:0",
	}
	in.run("keys")
	in.run("migrate")
	return in
}

// run waits for a command of intake that ends by itself, and returns what it printed.
func (in *station) run(args ...string) string {
	in.t.Helper()
	cmd := exec.CommandContext(in.t.Context(), filepath.Join(in.bin, "intake"), args...)
	cmd.Env = append(os.Environ(), in.env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		in.t.Fatalf("intake %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// process is a program that runs until it is told to stop.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	said  *paper
	ended chan error
	base  *url.URL // of a web server
}

// paper is what a program prints, readable while it does.
type paper struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write is part of io.Writer.
func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.Write(b)
}

func (p *paper) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

func (in *station) start(program string, args ...string) *process {
	in.t.Helper()
	p := &process{t: in.t, said: &paper{}, ended: make(chan error, 1)}
	p.cmd = exec.Command(filepath.Join(in.bin, program), args...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = append(os.Environ(), in.env...), p.said, p.said
	if err := p.cmd.Start(); err != nil {
		in.t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	in.t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

var startedAt = regexp.MustCompile(`"msg":"web server started".*"listen":"([^"]+)"`)

// serve starts a web server and returns when it answers.
func (in *station) serve() *process {
	in.t.Helper()
	p := in.start("intake", "serve")
	in.until("the web server starts", func() bool { return startedAt.MatchString(p.said.String()) || p.over() })
	at := startedAt.FindStringSubmatch(p.said.String())
	if at == nil {
		in.t.Fatalf("the web server did not start:\n%s", p.said)
	}
	p.base = &url.URL{Scheme: "http", Host: at[1]}
	return p
}

func (in *station) work() *process {
	in.t.Helper()
	p := in.start("worker")
	in.until("the worker starts", func() bool { return strings.Contains(p.said.String(), `"worker started"`) || p.over() })
	return p
}

// over reports that the program has ended; its result stays to be read.
func (p *process) over() bool {
	select {
	case err := <-p.ended:
		p.ended <- err
		return true
	default:
		return false
	}
}

func (p *process) visitor() *testkit.Visitor {
	return testkit.NewVisitor(p.t, httputil.NewSingleHostReverseProxy(p.base))
}

// stop sends SIGTERM and wants a clean end in time.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	p.endsCleanly(drainTime)
}

func (p *process) endsCleanly(within time.Duration) {
	p.t.Helper()
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("ended with %v\n%s", err, p.said)
		}
	case <-time.After(within):
		p.t.Errorf("did not end in %s\n%s", within, p.said)
	}
}

// listens reports that somebody takes connections at the address.
func listens(ctx context.Context, addr string) bool {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err == nil {
		_ = c.Close()
	}
	return err == nil
}

// until waits for a condition for half a minute.
func (in *station) until(what string, holds func() bool) {
	in.t.Helper()
	ctx, cancel := context.WithTimeout(in.t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			in.t.Fatalf("never: %s", what)
		}
	}
}

// The first morning: the token in what the program printed makes the administrator, who adds people.

var tokenIn = regexp.MustCompile(`enter this setup token: ([A-Z2-7]{28})\n`)

const ownPassword = "一句自己记得住的长话 1"

// setUp makes the first administrator with the token that a program printed.
func setUp(t *testing.T, v *testkit.Visitor, printed string) {
	t.Helper()
	token := tokenIn.FindStringSubmatch(printed)
	if token == nil {
		t.Fatalf("no setup token in\n%s", printed)
	}
	f := v.Get("/setup").Form("main form").Set("code", token[1]).Set("user", "boss").Set("name", "信息科王科员")
	if p := v.Submit(f.Set("password", ownPassword).Set("again", ownPassword), ""); p.URL.Path != "/signin" {
		t.Fatalf("%d at %s: %s", p.Status, p.URL, p.One("main").Text())
	}
}

func signIn(t *testing.T, v *testkit.Visitor, user string) *testkit.Visitor {
	t.Helper()
	p := v.Submit(v.Get("/signin").Form("main form").Set("user", user).Set("password", ownPassword), "")
	if p.Status != 200 || p.URL.Path == "/signin" {
		t.Fatalf("%s cannot sign in: %d %s", user, p.Status, p.One("main").Text())
	}
	return v
}

// hire adds somebody as the administrator does, and lets them join as they do.
func hire(t *testing.T, admin, newcomer *testkit.Visitor, user, unit, role string) {
	t.Helper()
	f := admin.Get("/admin/users/new").Form("main form").Set("name", "科员某").Set("user", user).Set("unit", unit).Set("role", role)
	code := admin.Submit(f, "").One("#code").Text()
	f = newcomer.Get("/join").Form("main form").Set("code", code).Set("password", ownPassword).Set("again", ownPassword)
	if p := newcomer.Submit(f, ""); p.URL.Path != "/signin" {
		t.Fatalf("%s cannot join: %d %s", user, p.Status, p.One("main").Text())
	}
}

// wholeReport is a filled-in form, with a key of its own.
func wholeReport(t *testing.T, v *testkit.Visitor) url.Values {
	t.Helper()
	f := v.Get("/report/all").Form(`form[action="/report/all"]`)
	for name, value := range map[string]string{
		"cat": "fee", "district": "650102", "about": "school", "school_q": "示例一小", "text": "报名时要求先交三万元共建费才给学位",
		"mode": "phone", "phone": reporterPhone, "name": "王女士", "consent": "1",
	} {
		f.Set(name, value)
	}
	return f.Values()
}

// reporterPhone may be in no log and in no dump.
const reporterPhone = "19900004321"

// logged fails on a line of a program's log that holds what a reporter wrote, and on one that is no JSON.
func logged(t *testing.T, lines string) {
	t.Helper()
	for _, word := range []string{"共建费", reporterPhone, "王女士", ownPassword} {
		if strings.Contains(lines, word) {
			t.Errorf("a log holds %s", word)
		}
	}
	for line := range strings.Lines(lines) {
		if !json.Valid([]byte(line)) && !strings.HasPrefix(line, "First start") {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}
}
