package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sunlead/internal/app"
	"sunlead/internal/db"
	"sunlead/internal/evidence"
	"sunlead/internal/lead"
	"sunlead/internal/org"
	"sunlead/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// site is what a web server and a worker share: one database, one Redis, one folder of keys.
type site struct {
	t      *testing.T
	app    *app.App
	env    []string
	binary string
}

func newSite(t *testing.T) *site {
	t.Helper()
	keys, config := t.TempDir(), db.Config{Dialect: db.SQLite, DSN: filepath.Join(t.TempDir(), "s.db")}
	address := "sqlite://" + config.DSN
	if testkit.Full() {
		config = db.Config{Dialect: db.MySQL, DSN: testkit.MySQL(t)}
		address = mysqlAddress(config.DSN)
	}
	a, err := app.New(t.Context(), app.Config{Database: config, Keys: keys, MakeKeys: true, Migrate: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	testkit.CheckAfter(t, a.DB)
	err = a.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return org.PutUnits(ctx, tx, org.Units()) })
	if err != nil {
		t.Fatal(err)
	}
	redis := testkit.NewRedis(t)
	return &site{t: t, app: a, binary: build(t), env: []string{
		"INTAKE_DATABASE_URL=" + address, "INTAKE_KEYS=" + keys,
		"INTAKE_REDIS_URL=redis://" + redis.Addr + "/" + strconv.Itoa(redis.DB),
	}}
}

func build(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "worker")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// start runs a worker process; the buffer holds what it logs.
func (s *site) start() (*exec.Cmd, *bytes.Buffer) {
	s.t.Helper()
	var log bytes.Buffer
	cmd := exec.CommandContext(s.t.Context(), s.binary)
	cmd.Env, cmd.Stderr = append(os.Environ(), s.env...), &log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd, &log
}

func (s *site) report() string {
	s.t.Helper()
	r := lead.Report{
		Category: "fee", About: lead.AboutSchool, District: "650102", Text: "报名时要求先交三万元共建费才给学位", Mode: lead.ModeAnonymous,
	}
	_, _ = rand.Read(r.Key[:])
	rec, err := s.app.Leads.Submit(s.t.Context(), r)
	if err != nil {
		s.t.Fatal(err)
	}
	return rec.Number
}

func (s *site) untilRouted(number string) {
	s.t.Helper()
	s.until(number+" is routed", func() bool {
		p, err := s.app.Leads.PublicByNumber(s.t.Context(), number)
		return err == nil && p.State == lead.Assigned
	})
}

// until waits for what a worker must do.
func (s *site) until(what string, cond func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.t.Fatalf("waited for: %s", what)
		}
	}
}

// A killed worker loses nothing: another one takes over what waits. A stopped one leaves cleanly.
func TestWorker_routesAfterAKillAndStopsCleanly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, _ := s.start()
	s.untilRouted(s.report())
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	waiting := s.report()
	second, log := s.start()
	s.untilRouted(waiting)
	if err := second.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := second.Wait(); err != nil {
		t.Errorf("stopped with %v\n%s", err, log)
	}
	if strings.Contains(log.String(), "共建费") {
		t.Error("the log holds the reporter's words")
	}
}

// A worker that is told of a ClamAV has files looked at.
func TestWorker_hasFilesLookedAt(t *testing.T) {
	t.Parallel()
	s, scanner := newSite(t), evidence.Scanner{Network: "tcp", Address: testkit.ClamAV(t, "tcp", "127.0.0.1:0")}
	s.app.Leads.Evidence.Scanner = scanner // the web server knows of it too
	s.env = append(s.env, "INTAKE_CLAMAV=tcp://"+scanner.Address)
	p, err := s.app.Leads.PublicByNumber(t.Context(), s.report())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"harmless", "EICAR"} {
		u, err := s.app.Leads.Evidence.Receive(t.Context(), "通知.pdf", strings.NewReader("%PDF-1.7\n"+text+"\n%%EOF\n"))
		if err == nil {
			err = s.app.Leads.AddLater(t.Context(), p.ID, u)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	worker, _ := s.start()
	defer func() { _ = worker.Wait() }()
	defer func() { _ = worker.Process.Kill() }()
	s.until("both have a verdict", func() bool {
		files, err := s.app.Leads.Evidence.Of(t.Context(), s.app.DB, p.ID)
		return err == nil && len(files) == 2 && files[0].Scan == evidence.Clean && files[1].Scan == evidence.Blocked
	})
}

func TestWorker_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), build(t))
	cmd.Env = append(os.Environ(), "INTAKE_DATABASE_URL=mysql://u:hidden@127.0.0.1:1/x", "INTAKE_TYPO=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "INTAKE_REDIS_URL: is not set") || !strings.Contains(string(out), "INTAKE_TYPO") {
		t.Errorf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "hidden") {
		t.Error("the password is shown")
	}
}

// mysqlAddress writes a driver's DSN as the address an operator gives.
func mysqlAddress(dsn string) string {
	user, rest, _ := strings.Cut(dsn, "@tcp(")
	host, name, _ := strings.Cut(rest, ")/")
	name, _, _ = strings.Cut(name, "?")
	return "mysql://" + user + "@" + host + "/" + name
}

// Whoever asks for help must not start to work on the live queue.
func TestWorker_takesNoArguments(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"--help", "serve"} {
		cmd := exec.CommandContext(t.Context(), build(t), word)
		cmd.Env = []string{"INTAKE_DATABASE_URL=sqlite:///nowhere/s.db"}
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "takes no arguments") {
			t.Errorf("%s: %v, %s", word, err, out)
		}
	}
}
