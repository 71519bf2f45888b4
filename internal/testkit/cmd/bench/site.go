package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sunlead/internal/db"
	"sunlead/internal/testkit"
)

// bench is one run: the servers, the built programs, and where the table goes.
type bench struct {
	options
	out     io.Writer
	dir     string
	mariadb *testkit.Server
	redis   *testkit.Server
	rawRate map[string]float64 // engine and clients → transactions a second
	peaks   []string           // memory of the web server, one line for each measurement that shows it
}

func newBench(ctx context.Context, o options, out io.Writer) (*bench, error) {
	dir, err := os.MkdirTemp("", "sunlead-bench-") // on disk
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, out: out, dir: dir, rawRate: map[string]float64{}}
	if err := b.prepare(ctx); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) prepare(ctx context.Context) (err error) {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.dir+"/", "./cmd/intake", "./cmd/worker")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, text)
	}
	if b.mariadb, err = testkit.StartMariaDBIn(ctx, b.dir); err != nil {
		return err
	}
	b.redis, err = testkit.StartRedis(ctx)
	return err
}

func (b *bench) close() {
	for _, s := range []*testkit.Server{b.mariadb, b.redis} {
		if s != nil {
			s.Remove()
		}
	}
	_ = os.RemoveAll(b.dir)
}

// site is one installation: a database of its own and the processes on it.
type site struct {
	b      *bench
	name   string
	config db.Config
	env    []string
	addr   string
	serve  *process
	worker *process
}

// newSite makes an empty, migrated installation on the engine.
func (b *bench) newSite(ctx context.Context, dialect db.Dialect, name string) (*site, error) {
	s := &site{b: b, name: name, config: db.Config{Dialect: dialect, DSN: filepath.Join(b.dir, name+".db")}}
	address := "sqlite://" + s.config.DSN
	if dialect == db.MySQL {
		dsn, err := testkit.MakeDatabase(ctx, b.mariadb.Addr, name)
		if err != nil {
			return nil, err
		}
		s.config.DSN, address = dsn, "mysql://root:@"+b.mariadb.Addr+"/"+name
	}
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	s.addr = addr
	s.env = append(os.Environ(), "INTAKE_DATABASE_URL="+address, "INTAKE_REDIS_URL=redis://"+b.redis.Addr+"/"+strconv.Itoa(len(name)),
		"INTAKE_KEYS="+filepath.Join(b.dir, name+"-keys"), "INTAKE_LISTEN="+addr)
	for _, command := range []string{"keys", "migrate"} {
		if err := s.command(ctx, command); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func freeAddr(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *site) command(ctx context.Context, name string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.b.dir, "intake"), name)
	cmd.Env = s.env
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("intake %s: %w: %s", name, err, text)
	}
	return nil
}

// up starts the web server, and a worker if wanted, and returns when the server answers.
func (s *site) up(ctx context.Context, worker bool) (err error) {
	if s.serve, err = s.spawn("intake"); err != nil {
		return err
	}
	if worker {
		if s.worker, err = s.spawn("worker"); err != nil {
			return err
		}
	}
	return s.answers(ctx)
}

func (s *site) down() {
	for _, p := range []*process{s.worker, s.serve} {
		if p != nil {
			p.stop()
		}
	}
	s.serve, s.worker = nil, nil
}

// answers waits for the first answer of the server, asking every millisecond.
func (s *site) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		c, err := dial(ctx, s.addr)
		if err == nil {
			_, err = c.ask([]byte("GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n"))
			c.Close()
		}
		if err == nil {
			return nil
		}
		wait(ctx, time.Millisecond)
	}
	return fmt.Errorf("%s does not answer: %s", s.name, s.serve.words())
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// process is one of our programs.
type process struct {
	cmd *exec.Cmd
	log string
}

func (s *site) spawn(program string) (*process, error) {
	p := &process{log: filepath.Join(s.b.dir, s.name+"-"+program+".log")}
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.Command(filepath.Join(s.b.dir, program))
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = s.env, log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return p, p.cmd.Start()
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

func (p *process) words() string {
	text, _ := os.ReadFile(p.log)
	return string(text[max(0, len(text)-2000):])
}

// tick is the length of a kernel clock tick in /proc.
const tick = 10 * time.Millisecond

// cpu is the processor time that each process used so far.
func cpu(pids ...int) []time.Duration {
	used := make([]time.Duration, len(pids))
	for i, pid := range pids {
		text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		for _, f := range fields[11:13] { // utime, stime
			n, _ := strconv.Atoi(f)
			used[i] += time.Duration(n) * tick
		}
	}
	return used
}

// memory reads VmRSS or VmHWM in MB.
func memory(pid int, what string) float64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, what+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
