package testkit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// startWithin is how long a server may take until it answers, on a busy machine.
const startWithin = 60 * time.Second

// Server is a private server process on a loopback port, with a folder of its own. It dies with the process
// that started it. A Server is used by one goroutine at a time.
type Server struct {
	Addr string // host:port; stays the same over Kill and Start

	name  string
	dir   string
	args  func(port string) []string
	ready func(ctx context.Context, addr string) error

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{}
}

// Start runs the server again after Kill and returns when it answers.
func (s *Server) Start(ctx context.Context) error {
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("start %s: %w", s.name, err)
	}
	if err := s.spawn(port); err != nil {
		return fmt.Errorf("start %s: %w", s.name, err)
	}
	return s.await(ctx)
}

// Pid is the process id of the running server, 0 after Kill.
func (s *Server) Pid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return 0
	}
	return s.cmd.Process.Pid
}

// Kill ends the server as a power cut would (SIGKILL) and returns when it is gone.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	killGroup(s.cmd.Process.Pid)
	<-s.ended
	s.cmd = nil
}

// Remove kills the server and deletes its folder. A helper process that outlives the server for a moment may
// still write, so it looks until the folder stays away.
func (s *Server) Remove() {
	s.Kill()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 40 {
		err := os.RemoveAll(s.dir)
		<-tick.C
		if _, gone := os.Stat(s.dir); err == nil && os.IsNotExist(gone) {
			return
		}
	}
}

// first starts the server on a free port; if somebody is quicker to take the port, on another.
func (s *Server) first(ctx context.Context) error {
	var err error
	for range 3 {
		if s.Addr, err = freeAddr(ctx); err != nil {
			return err
		}
		if err = s.Start(ctx); err == nil {
			return nil
		}
		s.Kill()
	}
	return err
}

func (s *Server) spawn(port string) error {
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(s.name, s.args(port)...)
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = log, log, childOfOurs()
	started, ended := make(chan error), make(chan struct{})
	go func() {
		defer close(ended)
		defer log.Close()
		runtime.LockOSThread() // the kernel takes the thread, not the process, for the parent
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cmd, s.ended = cmd, ended
	return nil
}

// await asks until the server answers, gives up when it ends.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.ready(ctx, s.Addr)
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended: %s", s.name, s.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w; %s", s.name, errors.Join(err, ctx.Err()), s.lastWords())
		default:
		}
		if err == nil {
			return nil
		}
		<-tick.C
	}
}

func (s *Server) log() string { return filepath.Join(s.dir, "log") }

func (s *Server) lastWords() string {
	text, err := os.ReadFile(s.log())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

func freeAddr(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("free port: %w", err)
	}
	defer l.Close()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(l.Addr().(*net.TCPAddr).Port)), nil
}

// share starts a server once for all tests of the process.
func share(start func(context.Context) (*Server, error)) (*Server, error) {
	if !underMain.Load() {
		return nil, errors.New("nobody would stop it: the package needs func TestMain(m *testing.M) { testkit.Main(m) }")
	}
	s, err := start(context.Background())
	if err != nil {
		return nil, err
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.servers = append(shared.servers, s)
	return s, nil
}

// private starts a server for one test alone.
func private(t testing.TB, start func(context.Context) (*Server, error)) *Server {
	t.Helper()
	if !Full() {
		t.Fatal("a real server is for the full run; register this test only if testkit.Full()")
	}
	s, err := start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Remove)
	return s
}
